package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.config.FileProblem;
import dev.weir.config.RolloutFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {

    @Test
    void shouldLetTheSecondRolloutStartFromWhatTheFirstOnePromoted() {
        List<Act> acts = Act.standard();

        assertThat(acts.get(0).plan().candidate()).isEqualTo(acts.get(1).plan().baseline());
        assertThat(acts).extracting(act -> act.plan().name()).doesNotHaveDuplicates();
        assertThat(acts).allMatch(act -> act.plan().model().equals("digits"));
    }

    @Test
    void shouldBeAcceptableWithNoWarningButThatTheyLeaveStagesOutAndCompareNoOutcomes() {
        for (Act act : Act.standard()) {
            RolloutFile file = RolloutFile.read(act.plan().text(), Instant.EPOCH, "test");

            assertThat(file.problems()).as(act.plan().name()).isEmpty();
            assertThat(file.warnings())
                    .as(act.plan().name())
                    .extracting(FileProblem::path)
                    .containsExactlyInAnyOrder("spec.override", "spec.experiment");
        }
    }

    @Test
    void shouldTakeAlphaFromTheFileOrTheDefault(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("plan.yaml"), plan("digits", "v1.0", "v2.1"));

        PlanFile plan = PlanFile.read(file);

        assertThat(plan.alphaRollback()).isEqualTo(0.05);
        assertThat(plan.alphaAdvance()).isEqualTo(0.01);
        assertThat(Act.of(plan).title()).isEqualTo("mine: v1.0 → v2.1");
    }

    @Test
    void shouldNameTheFileThatIsNotThere(@TempDir Path directory) {
        assertThatThrownBy(() -> PlanFile.read(directory.resolve("none.yaml")))
                .isInstanceOf(DemoFailure.class)
                .hasMessageStartingWith("there is no file ")
                .hasMessageEndingWith("none.yaml");
    }

    @Test
    void shouldRefuseBeforeAnythingStartsWhatTheControlPlaneWouldRefuse(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("plan.yaml"), plan("digits", "v1.0", "v2.0").replace("candidate", "candidat"));

        assertThatThrownBy(() -> PlanFile.read(file))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining(file + ": line 2: spec.candidat is not known; did you mean candidate?");
    }

    @Test
    void shouldRefuseWhatTheDemoDoesNotServe(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("plan.yaml"), plan("other", "v0.9", "v3.0"));

        assertThatThrownBy(() -> PlanFile.read(file))
                .hasMessageContaining("spec.model is other; the demo serves digits")
                .hasMessageContaining("spec.baseline is v0.9; in the demo v1.0 is in charge")
                .hasMessageContaining("spec.candidate is v3.0; the demo has v2.0 and v2.1");
    }

    private static String plan(String model, String baseline, String candidate) {
        return "metadata: { name: mine }\nspec: { model: " + model + ", baseline: " + baseline + ", candidate: "
                + candidate + ", alpha: { advance: 0.01 } }\n";
    }
}
