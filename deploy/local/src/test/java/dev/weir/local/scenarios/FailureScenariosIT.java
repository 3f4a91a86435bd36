package dev.weir.local.scenarios;

import static dev.weir.local.scenarios.Scenario.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.AbStatus;
import dev.weir.schema.CheckState;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Recommendation;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictStatus;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Five ways in which a release went wrong, and how Weir would have ended them; in seconds where the story has hours. */
@Execution(ExecutionMode.CONCURRENT)
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
            "Failure 2: 43 of 50 against 44 of 50 after an hour: not significant, and how much more it takes is said")
    void failure2() throws Exception {
        Scenario failure2 = new Scenario(platform, "failure2");
        failure2.submit(
                """
                  baselineCollection: { minDuration: 1s, minSamples: 300 }
                  override: { skippedStages: the canaries were last week }
                  stages:
                    - { name: ab-test, weight: 50, minDuration: 1s, maxDuration: 25s }
                    - { name: full, weight: 100, minDuration: 10m }
                  experiment: { metric: success, minEffect: 0.02 }
                  timeout: 1s
                """);
        failure2.tableOf(failure2.serveUntil(decision -> "ab-test".equals(decision.getToStage())));
        failure2.audience(new FiftyOfEach());
        Verdict running = failure2.serveUntilVerdict(verdict -> verdict.getAbStatus() == AbStatus.RUNNING
                && verdict.getMessage().contains("50 outcomes of v2.0, 50 of v1.0"));
        Verdict over = failure2.serveUntilVerdict(verdict -> verdict.getAbStatus() == AbStatus.INCONCLUSIVE);

        assertThat(running.getRecommendation()).isEqualTo(Recommendation.CONTINUE);
        assertThat(running.getMessage())
                .containsPattern("Continue the test: it needs [0-9],[0-9]{3} more outcomes of each variant");
        assertThat(check(running, "success").getBaselineValue()).isEqualTo(0.86, within(1e-9));
        assertThat(check(running, "success").getCandidateValue()).isEqualTo(0.88, within(1e-9));
        assertThat(over.getMessage())
                .contains("Inconclusive")
                .containsPattern("run the test longer: it needs [0-9],[0-9]{3} more outcomes of each variant");
        assertThat(failure2.decided(decision -> "full".equals(decision.getToStage())))
                .isEmpty();
    }

    @Test
    @DisplayName("Failure 2, by hand: p = 0.766 is no difference")
    void failure2ByHand() throws Exception {
        JsonNode answer = CommandLineAnswer.of("compare", "--a", "43/50", "--b", "44/50", "-o", "json");

        assertThat(answer.path("pValue").asDouble()).isEqualTo(0.766, within(0.0005));
        assertThat(answer.path("abStatus").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(answer.path("recommendation").asText()).isEqualTo("CONTINUE");
        assertThat(answer.path("requiredPerVariant").asLong()).isGreaterThan(1_000);
    }

    /** Fifty answers of each variant are looked at: 43 of the old one's are right and 44 of the new one's. */
    private static final class FiftyOfEach implements Scenario.Audience {
        private static final int LOOKED_AT = 50;

        private final Map<String, Integer> told = new HashMap<>();

        @Override
        public String next(Random random) {
            return "any";
        }

        @Override
        public Optional<Boolean> success(String variant, String userType, Random random) {
            int number = told.merge(variant, 1, Integer::sum);
            return number > LOOKED_AT ? Optional.empty() : Optional.of(number <= (variant.equals("v2.0") ? 44 : 43));
        }
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
                    - { name: shadow, weight: 0, mirror: 100, minDuration: 1s, maxDuration: 15s }
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
