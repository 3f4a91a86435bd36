package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Terminal;
import dev.weir.local.load.LoadReport;
import dev.weir.local.load.VariantLoad;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.serde.TrustedRecords;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoViewTest {
    static {
        TrustedRecords.declare();
    }

    private static final Act ACT = Act.standard().get(0);
    private static final LoadReport LOAD = new LoadReport(
            1_300,
            1_290,
            0,
            0,
            1_000,
            Map.of("v1.0", new VariantLoad(1_200, 0, null), "v2.0", new VariantLoad(90, 3, Instant.EPOCH)));
    private static final GuardrailCheck ERRORS =
            new GuardrailCheck("errorRate", null, "UNDECIDED", 0.0, 0.0333, null, 2.0, 4.2, 0.1);
    private static final GuardrailCheck P95 =
            new GuardrailCheck("latencyP95", null, "PASS", 9_000.0, 9_900.0, 1.1, 2.0, 0.1, 40.0);

    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);

    @Test
    void shouldPrintEachDecisionOnceAndTheVerdictWhenItChanges() {
        PlainView view = new PlainView(out);

        view.show(moment(1_000, "INSUFFICIENT_DATA"));
        view.show(moment(1_200, "INSUFFICIENT_DATA"));
        view.show(moment(1_400, "DEGRADED"));

        assertThat(written.toString().lines())
                .containsExactly(
                        "== A better model: v1.0 → v2.0",
                        "   1.0 s  ADVANCE baseline → canary-10 (revision 2): enough of the baseline",
                        "   1.0 s  stage=canary-10 requests=1290 candidateRequests=90 INSUFFICIENT_DATA: 90 of 100",
                        "   1.4 s  stage=canary-10 requests=1290 candidateRequests=90 DEGRADED: 90 of 100");
    }

    @Test
    void shouldRepeatTheVerdictEveryFiveSeconds() {
        PlainView view = new PlainView(out);

        view.show(moment(1_000, "INSUFFICIENT_DATA"));
        view.show(moment(5_900, "INSUFFICIENT_DATA"));
        view.show(moment(6_100, "INSUFFICIENT_DATA"));

        assertThat(written.toString().lines().filter(line -> line.contains("stage=")))
                .hasSize(2);
    }

    @Test
    void shouldDrawThePageAgainOverItself() {
        LiveView view = new LiveView(out, new Terminal(118, 40));

        view.show(moment(1_000, "INSUFFICIENT_DATA"));
        int lines = (int) written.toString()
                .lines()
                .skip(1)
                .filter(line -> !line.equals("\u001b[J"))
                .count();
        written.getBuffer().setLength(0);
        view.show(moment(1_200, "INSUFFICIENT_DATA"));

        assertThat(written.toString()).startsWith("\u001b[" + lines + "A\r");
    }

    @Test
    void shouldShowBothVariantsOfEachGuardrailWithRatioAndLimit() {
        new LiveView(out, new Terminal(118, 40)).show(moment(1_000, "INSUFFICIENT_DATA"));

        assertThat(written.toString().lines())
                .anyMatch(line -> line.matches("errorRate +0\\.00 % +3\\.33 % +- +2\\.00 .*UNDECIDED.*"))
                .anyMatch(line -> line.matches("latencyP95 +9\\.0 ms +9\\.9 ms +1\\.10 +2\\.00 .*PASS.*"))
                .anyMatch(line -> line.contains("v2.0 90 (3 failed)"));
    }

    @Test
    void shouldFitAnyTerminalOfEightyColumnsAndTwentyFourRows() {
        new LiveView(out, new Terminal(80, 24)).show(moment(1_000, "INSUFFICIENT_DATA"));

        List<String> lines = written.toString()
                .lines()
                .map(line -> line.replaceAll("\u001b\\[[0-9;]*[A-Za-z]", ""))
                .toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() < 80);
        assertThat(lines).anyMatch(line -> line.startsWith("errorRate") && line.endsWith("UNDECIDED"));
    }

    private static Moment moment(long elapsedMs, String verdict) {
        RolloutStatus status = new RolloutStatus(
                ACT.plan().name(),
                "IN_PROGRESS",
                "canary-10",
                Instant.EPOCH,
                List.of(
                        new RolloutStatus.StageLine("baseline", 0, "DONE"),
                        new RolloutStatus.StageLine("canary-10", 1_000, "CURRENT")),
                verdict,
                "90 of 100",
                List.of(ERRORS, P95));
        RolloutTrail trail = RolloutTrail.EMPTY.with(Decision.newBuilder()
                .setDecisionId("d-1")
                .setModel("digits")
                .setRollout(ACT.plan().name())
                .setTimestamp(Instant.EPOCH)
                .setAction(DecisionAction.ADVANCE)
                .setFromStage("baseline")
                .setToStage("canary-10")
                .setRevision(2L)
                .setIssuedBy("weir")
                .setReason("enough of the baseline")
                .build());
        return new Moment(ACT, Duration.ofMillis(elapsedMs), status, trail, LOAD);
    }
}
