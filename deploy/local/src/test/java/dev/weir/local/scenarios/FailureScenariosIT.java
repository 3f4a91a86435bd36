package dev.weir.local.scenarios;

import static dev.weir.local.scenarios.Scenario.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.schema.CheckState;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictStatus;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five ways in which a release went wrong, and how Weir would have ended them; in seconds where the story has hours. */
class FailureScenariosIT {
    @TempDir
    static Path directory;

    private static ScenarioPlatform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = ScenarioPlatform.start(directory);
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    @DisplayName("Failure 1: everybody at once: refused, with the plan that would be accepted")
    void failure1() throws Exception {
        HttpResponse<String> refused = new Scenario(platform, "failure1")
                .submitted(
                        """
                  stages:
                    - { name: full, weight: 100, minDuration: 48h }
                """);

        assertThat(refused.statusCode()).isBetween(400, 499);
        assertThat(refused.body())
                .contains("shadow 0 % -> canary-5 5 % -> canary-25 25 % -> ab-test 50 % -> full 100 %");
    }

    @Test
    @DisplayName(
            "Failure 3: a canary nobody looks at: four checks fail, and it is taken back at the first that is proved")
    void failure3() throws Exception {
        Service old = Service.answering(2_000, 4_000).failing(0.001).timingOut(0.005);
        Service slow = Service.answering(8_200, 15_300).failing(0.012).timingOut(0.021);
        Scenario judged =
                new Scenario(platform, "failure3").baselineAnswers(old).candidateAnswers(slow);
        Scenario watched = new Scenario(platform, "failure3-watched")
                .baselineAnswers(old)
                .candidateAnswers(slow)
                .requestsPerSecond(1_000);

        judged.submit(canary(5, "1s", ""));
        Decision canary = judged.serveUntil(DecisionAction.ADVANCE, "baseline");
        Decision rollback = judged.serveUntil(DecisionAction.ROLLBACK, "canary");
        watched.submit(
                canary(
                        50,
                        "1h",
                        """
                  guardrails:
                    errorRate: { maxRatio: 2.0, action: warn }
                    timeoutRate: { maxRatio: 2.0, action: warn }
                    latencyP50: { maxRatio: 1.2, action: warn }
                    latencyP95: { maxRatio: 1.5, action: warn }
                """));
        List<String> metrics = List.of("latencyP50", "latencyP95", "errorRate", "timeoutRate");
        Verdict all = watched.serveUntilVerdict(verdict -> verdict.getStage().equals("canary")
                && metrics.stream().allMatch(metric -> check(verdict, metric).getState() == CheckState.FAIL));

        assertThat(Duration.between(canary.getTimestamp(), rollback.getTimestamp()))
                .isLessThan(Duration.ofMinutes(2));
        assertThat(rollback.getReason()).startsWith("Metrics degraded: latency");
        assertThat(all.getStatus()).isEqualTo(VerdictStatus.DEGRADED);
        assertThat(check(all, "latencyP50").getBaselineValue()).isEqualTo(2_000_000, within(200_000.0));
        assertThat(check(all, "latencyP50").getCandidateValue()).isEqualTo(8_200_000, within(800_000.0));
        assertThat(check(all, "latencyP95").getCandidateValue()).isEqualTo(15_300_000, within(1_500_000.0));
        assertThat(check(all, "timeoutRate").getCandidateValue()).isEqualTo(0.021, within(0.01));
    }

    @Test
    @DisplayName("Failure 4: a shadow for weeks that nobody compares: compared at any time, and overdue in the end")
    void failure4() throws Exception {
        Scenario failure4 = new Scenario(platform, "failure4");
        failure4.submit(
                """
                  baselineCollection: { minDuration: 1s, minSamples: 300 }
                  stages:
                    - { name: shadow, weight: 0, mirror: 100, minDuration: 1s, maxDuration: 8s }
                    - { name: canary-5, weight: 5, minDuration: 10m }
                    - { name: canary-25, weight: 25, minDuration: 10m }
                    - { name: ab-test, weight: 50, minDuration: 10m }
                    - { name: full, weight: 100, minDuration: 10m }
                  shadow: { comparator: label, minAgreement: 0.85, minSamples: 1000000 }
                  timeout: 1s
                """);
        Verdict early = failure4.serveUntilVerdict(verdict -> verdict.getStage().equals("shadow")
                && check(verdict, "agreement").getCandidateValue() != null);
        Decision overdue = failure4.serveUntil(DecisionAction.PAUSE, "shadow");

        assertThat(check(early, "agreement").getCandidateValue()).isEqualTo(1.0);
        assertThat(early.getStatus()).isEqualTo(VerdictStatus.INSUFFICIENT_DATA);
        assertThat(overdue.getReason()).contains("stage shadow ran out of time without proof");
        assertThat(failure4.alertOf(overdue).getEvent()).isEqualTo("STAGE_OUT_OF_TIME");
    }

    @Test
    @DisplayName("Failure 5: errors half an hour after everybody has it: back within thirty seconds")
    void failure5() throws Exception {
        Scenario failure5 = new Scenario(platform, "failure5").requestsPerSecond(500);
        failure5.submit(
                """
                  baselineCollection: { minDuration: 1s, minSamples: 500 }
                  override: { skippedStages: this is about what comes after them }
                  stages:
                    - { name: ab-test, weight: 50, minDuration: 1s, maxDuration: 10m }
                    - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                  guardrails:
                    errorRate: { maxRatio: 2.0, floor: 0.05 }
                    timeoutRate: { maxRatio: 2.0, floor: 0.05 }
                    latencyP50: { maxRatio: 1.5 }
                    latencyP95: { maxRatio: 2.0 }
                  holdback: 20
                  timeout: 1s
                """);
        failure5.serveUntil(decision -> "full".equals(decision.getToStage()));
        failure5.serveUntilVerdict(
                verdict -> verdict.getStage().equals("full") && verdict.getStatus() == VerdictStatus.HEALTHY);
        Instant broken = Instant.now();
        failure5.candidateAnswers(Service.answering(150, 300).failing(0.5));
        Decision rollback = failure5.serveUntil(DecisionAction.ROLLBACK, "full");

        assertThat(Duration.between(broken, rollback.getTimestamp())).isLessThan(Duration.ofSeconds(30));
        assertThat(failure5.tableOf(rollback).getWeights())
                .singleElement()
                .satisfies(weight -> assertThat(weight.getVariant()).isEqualTo("v1.0"));
        assertThat(failure5.alertOf(rollback).getReason()).contains("error");
    }

    private static String canary(int weight, String minDuration, String guardrails) {
        return """
                  baselineCollection: { minDuration: 1s, minSamples: 500 }
                  override: { skippedStages: this is about one canary }
                  stages:
                    - { name: canary, weight: %d, minDuration: %s, maxDuration: 2h }
                    - { name: full, weight: 100, minDuration: 10m }
                  timeout: 20s
                """
                        .formatted(weight, minDuration)
                + guardrails;
    }
}
