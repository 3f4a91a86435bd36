package dev.weir.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.verify.Finding.Word;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is counted, decided and routed while processes are killed equals a plain recount of the topics. It fails if counts
 * could leave outside the transaction of their events, or stay behind at a commit; {@code deploy/chaos/crash} is the same
 * with more kills. Then something wrong is put into the topics for each comparison, which has to name it: one that compares
 * nothing would find no difference either.
 */
class CrashIT {
    @TempDir
    private Path directory;

    @Test
    void shouldCountAndDecideAsIfNothingHadBeenKilled() throws InterruptedException {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        try (Deployment deployment = Deployment.start(directory, 2, "threads: 1", Instance.SHORT_LIVED)) {
            CrashResult result = new CrashRun(new CrashSettings(3, 1, 200, 2), deployment, out).run();
            out.print(result.text());
            out.flush();

            assertThat(result.differences()).isEmpty();
            // One dies, all its tasks move and come back, the broker dies with it in the middle of a transaction.
            assertThat(result.strikes()).containsKeys(Strike.INSTANCE, Strike.LEAVE, Strike.BROKER_AND_INSTANCE);
            assertThat(result.derivations().count(Word.VERIFIED)).isPositive();
            assertThat(result.recoveries()).isNotEmpty();
            assertThat(result.compared())
                    .allSatisfy((what, number) -> assertThat(number).as(what).isPositive());

            for (Instance instance : deployment.instances()) {
                instance.stop();
            }
            findsPlantedDefects(deployment.client());
        }
    }

    private static void findsPlantedDefects(Map<String, Object> client) {
        try (Audit audit = new Audit(client, CrashRun.TIMEOUT_MICROS);
                PlantedDefects planted = new PlantedDefects(client)) {
            assertThat(audit.differences()).isEmpty();
            Said said = audit.said;
            Derivations derived =
                    new Derivations(client, said.decisions, PlantedDefects.withOtherFigures(said.verdicts));
            assertThat(derived.count(Word.DIFFERS)).isPositive();

            List<String> named = planted.plant(said);
            List<String> differences = audit.differences();
            assertThat(named)
                    .allSatisfy(beginning -> assertThat(differences).anyMatch(each -> each.startsWith(beginning)));
        }
    }
}
