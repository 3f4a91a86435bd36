package dev.weir.local.scenarios;

import static dev.weir.local.scenarios.Scenario.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Recommendation;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.SampleKind;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Situations in which somebody wants to go on although it would be wrong, and what Weir says then: each with the figures of its
 * story, in seconds where the story has hours.
 */
@Execution(ExecutionMode.CONCURRENT)
class PressureScenariosIT {
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
    @DisplayName(
            "PT1: a canary without a baseline: refused, and what is missing is said; it starts when the baseline is there")
    void pt1() throws Exception {
        // So few at first that a busy machine, too, says that they are not enough before they are.
        Scenario pt1 = new Scenario(platform, "pt1").requestsPerSecond(20);

        pt1.submit(
                """
                  baselineCollection: { minDuration: 2s, minSamples: 1000 }
                  override: { skippedStages: the shadow stage was last week }
                  stages:
                    - { name: canary-5, weight: 5, minDuration: 10m }
                    - { name: ab-test, weight: 50, minDuration: 10m }
                    - { name: full, weight: 100, minDuration: 10m }
                  timeout: 1s
                """);
        Verdict missing = pt1.serveUntilVerdict(verdict -> verdict.getStage().equals("baseline"));
        HttpResponse<String> refused = pt1.command("advance", "in a hurry");
        pt1.requestsPerSecond(300);
        Decision canary = pt1.serveUntil(DecisionAction.ADVANCE, "baseline");

        assertThat(missing.getStatus()).isEqualTo(VerdictStatus.INSUFFICIENT_DATA);
        assertThat(missing.getMessage()).matches("[0-9,]+ requests of v1.0 collected: .*");
        assertThat(refused.statusCode()).isBetween(400, 499);
        assertThat(refused.body())
                .contains("without one there is nothing to compare with")
                .containsPattern("the baseline of v1.0 has [0-9]+ of 1000 requests");
        assertThat(pt1.tables().get(0).getWeights())
                .filteredOn(weight -> weight.getVariant().equals("v2.0"))
                .allSatisfy(weight -> assertThat(weight.getWeightBps()).isZero());
        assertThat(canary.getToStage()).isEqualTo("canary-5");
        assertThat(canary.getReason()).matches("[1-9]\\d{3,} requests of v1.0 collected: errors 0.00 %.*p50 \\d+.*");
    }

    @Test
    @DisplayName("PT2: 17 of 20 against 18 of 20 is no difference, and 681 of each are needed")
    void pt2() throws Exception {
        JsonNode answer =
                CommandLineAnswer.of("compare", "--a", "17/20", "--b", "18/20", "--min-effect", "0.05", "-o", "json");

        assertThat(answer.path("pValue").asDouble()).isEqualTo(0.633, within(0.0005));
        assertThat(answer.path("abStatus").asText()).isEqualTo("INCONCLUSIVE");
        assertThat(answer.path("requiredPerVariant").asLong()).isEqualTo(681);
        assertThat(answer.path("recommendation").asText()).isEqualTo("CONTINUE");
        assertThat(answer.path("message").asText()).doesNotContainIgnoringCase("probability that");
        assertThat(CommandLineAnswer.of("sample-size", "--baseline", "0.85", "--effect", "0.05", "-o", "json")
                        .path("perVariant")
                        .asLong())
                .isEqualTo(681);
    }

    @Test
    @DisplayName("PT3: no more errors but three times as slow: back, whether or not anybody complains")
    void pt3() throws Exception {
        Scenario pt3 = new Scenario(platform, "pt3")
                .baselineAnswers(Service.answering(150, 450).failing(0.001))
                .candidateAnswers(Service.answering(450, 500).failing(0.001));

        pt3.submit(
                """
                  baselineCollection: { minDuration: 1s, minSamples: 500 }
                  override: { skippedStages: the shadow stage was last week }
                  stages:
                    - { name: canary-5, weight: 5, minDuration: 1s, maxDuration: 10m }
                    - { name: canary-25, weight: 25, minDuration: 10m }
                    - { name: ab-test, weight: 50, minDuration: 10m }
                    - { name: full, weight: 100, minDuration: 10m }
                  timeout: 2s
                """);
        Decision rollback = pt3.serveUntil(DecisionAction.ROLLBACK, "canary-5");

        Verdict verdict = pt3.verdictOf(rollback);
        assertThat(verdict.getRecommendation()).isEqualTo(Recommendation.ROLLBACK);
        Check p50 = check(verdict, "latencyP50");
        assertThat(p50.getState()).isEqualTo(CheckState.FAIL);
        assertThat(p50.getBaselineValue()).isEqualTo(150_000, within(70_000.0));
        assertThat(p50.getCandidateValue()).isEqualTo(450_000, within(60_000.0));
        assertThat(p50.getThreshold()).isEqualTo(1.2);
        assertThat(check(verdict, "errorRate").getState()).isNotEqualTo(CheckState.FAIL);
        assertThat(rollback.getReason()).contains("latencyP50").contains("beyond 1.20x");
        assertThat(pt3.decided(decision -> "canary-25".equals(decision.getToStage())))
                .isEmpty();
        assertThat(pt3.tableOf(rollback).getWeights())
                .singleElement()
                .satisfies(weight -> assertThat(weight.getVariant()).isEqualTo("v1.0"));
        assertThat(pt3.alertOf(rollback).getEvent()).isEqualTo("CANARY_ROLLBACK");
    }

    @Test
    @DisplayName("PT4: answers agree in 70 %: investigate, of 100 requests 30 would be answered differently")
    void pt4() throws Exception {
        Scenario pt4 = new Scenario(platform, "pt4")
                .candidateAnswers(Service.answering(150, 300).agreeing(0.7));

        pt4.submit(
                """
                  baselineCollection: { minDuration: 1s, minSamples: 300 }
                  stages:
                    - { name: shadow, weight: 0, mirror: 100, minDuration: 1s, maxDuration: 10m }
                    - { name: canary-5, weight: 5, minDuration: 10m }
                    - { name: canary-25, weight: 25, minDuration: 10m }
                    - { name: ab-test, weight: 50, minDuration: 10m }
                    - { name: full, weight: 100, minDuration: 10m }
                  timeout: 1s
                """);
        Decision pause = pt4.serveUntil(DecisionAction.PAUSE, "shadow");

        Verdict verdict = pt4.verdictOf(pause);
        assertThat(verdict.getRecommendation()).isEqualTo(Recommendation.INVESTIGATE_DISAGREEMENT);
        assertThat(check(verdict, "agreement").getCandidateValue()).isEqualTo(0.7, within(0.05));
        Matcher daily = Pattern.compile("of ([0-9,]+) requests a day ([0-9,]+) would be answered differently")
                .matcher(verdict.getMessage());
        assertThat(daily.find()).as(verdict.getMessage()).isTrue();
        assertThat(number(daily.group(2)) / number(daily.group(1))).isEqualTo(0.3, within(0.05));
        assertThat(verdict.getMessage()).contains("most often positive \u2192 negative");
        assertThat(pt4.samples())
                .filteredOn(sample -> sample.getKind() == SampleKind.DISAGREEMENT)
                .isNotEmpty()
                .allSatisfy(
                        sample -> assertThat(sample.getCandidate().getLabel()).isEqualTo("negative"));
    }

    @Test
    @DisplayName("PT5: in the A/B test B fails in 2.5 % and takes 350 ms: back at once, the test is over")
    void pt5() throws Exception {
        Scenario pt5 = new Scenario(platform, "pt5")
                .baselineAnswers(Service.answering(180, 400).failing(0.001))
                .candidateAnswers(Service.answering(350, 780).failing(0.025));

        pt5.submit(abTest());
        Decision rollback = pt5.serveUntil(DecisionAction.ROLLBACK, "ab-test");

        Check p50 = check(pt5.verdictOf(rollback), "latencyP50");
        assertThat(p50.getState()).isEqualTo(CheckState.FAIL);
        // So soon, sometimes after thirty requests, that of the ratio, 1.94, no more is known than that it is beyond
        // 1.2.
        assertThat(p50.getRatio()).isGreaterThan(p50.getThreshold());
        assertThat(pt5.tableOf(rollback).getCandidate()).isNull();
    }

    @Test
    @DisplayName("PT5, days 1 and 2: exactly twice the errors is within the limit of 2.0")
    void pt5DaysOneAndTwo() throws Exception {
        Scenario pt5 = new Scenario(platform, "pt5-boundary")
                .baselineAnswers(Service.answering(180, 400).failing(0.001))
                .candidateAnswers(Service.answering(180, 400).failing(0.002));

        pt5.submit(abTest());
        Verdict verdict = pt5.serveUntilVerdict(
                judged -> judged.getStage().equals("ab-test") && samples(judged, "errorRate") > 2_000);

        assertThat(check(verdict, "errorRate").getThreshold()).isEqualTo(2.0);
        assertThat(check(verdict, "errorRate").getState()).isNotEqualTo(CheckState.FAIL);
        assertThat(pt5.decided(decision -> decision.getAction() == DecisionAction.ROLLBACK))
                .isEmpty();
    }

    @Test
    @DisplayName("PT6: from the shadow straight to everybody: refused, next is the canary at 5 %")
    void pt6() throws Exception {
        HttpResponse<String> refused = new Scenario(platform, "pt6")
                .submitted(
                        """
                  stages:
                    - { name: shadow, weight: 0, mirror: 100, minDuration: 24h }
                    - { name: full, weight: 100, minDuration: 48h }
                """);

        assertThat(refused.statusCode()).isBetween(400, 499);
        assertThat(refused.body()).contains("skips").contains("canary-5 5 %").contains("ab-test 50 %");
    }

    @Test
    @DisplayName("PT6, evidence: fine as a shadow at a trickle, failing under load: seen at 5 % within five minutes")
    void pt6Evidence() throws Exception {
        Scenario pt6 = new Scenario(platform, "pt6-load");
        pt6.submit(
                """
                  baselineCollection: { minDuration: 1s, minSamples: 300 }
                  override: { skippedStages: in a hurry }
                  stages:
                    - { name: shadow, weight: 0, mirror: 10, minDuration: 1s, maxDuration: 10m }
                    - { name: canary-5, weight: 5, minDuration: 1s, maxDuration: 10m }
                    - { name: full, weight: 100, minDuration: 10m }
                  shadow: { comparator: label, minAgreement: 0.85, minSamples: 50 }
                  guardrails:
                    errorRate: { maxRatio: 2.0, floor: 0.1 }
                    timeoutRate: { maxRatio: 2.0, floor: 0.1 }
                  timeout: 1s
                """);
        Decision canary = pt6.serveUntil(DecisionAction.ADVANCE, "shadow");
        pt6.candidateAnswers(Service.answering(150, 300).failing(0.4));
        Decision rollback = pt6.serveUntil(DecisionAction.ROLLBACK, "canary-5");

        assertThat(canary.getToStage()).isEqualTo("canary-5");
        assertThat(Duration.between(canary.getTimestamp(), rollback.getTimestamp()))
                .isLessThan(Duration.ofMinutes(5));
        assertThat(rollback.getReason()).contains("error");
    }

    @Test
    @DisplayName("PT7: at full for longer than planned: clean up is asked for, and the promotion leaves nothing behind")
    void pt7() throws Exception {
        Scenario pt7 = new Scenario(platform, "pt7").requestsPerSecond(500);
        pt7.submit(
                """
                  baselineCollection: { minDuration: 1s, minSamples: 500 }
                  override: { skippedStages: this is about what comes after them }
                  stages:
                    - { name: ab-test, weight: 50, minDuration: 1s, maxDuration: 10m }
                    - { name: full, weight: 100, minDuration: 1s, maxDuration: 10m }
                  guardrails:
                    errorRate: { maxRatio: 2.0, floor: 0.05 }
                    timeoutRate: { maxRatio: 2.0, floor: 0.05 }
                    latencyP50: { maxRatio: 1.5 }
                    latencyP95: { maxRatio: 2.0 }
                  holdback: 20
                  promote: manual
                  cleanUpAfter: 20s
                  keepWarm: 7d
                  timeout: 1s
                """);
        HttpResponse<String> rule = pt7.give("anna", "v1.0");
        Decision overdue = pt7.serveUntil(decision -> decision.getAction() == DecisionAction.HOLD
                && decision.getReason().contains("clean up"));
        HttpResponse<String> promoted = pt7.command("promote", "three months are enough");
        Decision promotion = pt7.serveUntil(DecisionAction.PROMOTE, "full");

        assertThat(rule.statusCode()).as(rule.body()).isBetween(200, 299);
        assertThat(overdue.getReason())
                .contains("stage full is proved and waits to be promoted")
                .containsPattern("at full for \\d+s: clean up, since v1.0 is kept running for nothing");
        assertThat(pt7.verdictOf(overdue).getRecommendation()).isEqualTo(Recommendation.CLEAN_UP);
        assertThat(pt7.alert("CLEAN_UP").getReason())
                .contains("promote it, so that its rules go and v1.0 need not be kept for it");
        assertThat(promoted.statusCode()).as(promoted.body()).isBetween(200, 299);
        assertThat(promotion.getReason())
                .contains("keep v1.0 warm for 7d, until ")
                .contains("1 rule is removed");
        RoutingTable table = pt7.tableOf(promotion);
        assertThat(table.getBaseline()).isEqualTo("v2.0");
        assertThat(table.getCandidate()).isNull();
        assertThat(table.getUsers()).isEmpty();
        assertThat(table.getWeights()).singleElement().satisfies(weight -> assertThat(weight.getVariant())
                .isEqualTo("v2.0"));
    }

    @Test
    @DisplayName("PT8: the way back was never tried: the candidate waits for a drill, where the plan asks for one")
    void pt8() throws Exception {
        Scenario pt8 = new Scenario(platform, "pt8").saysWhatItApplies();
        pt8.submit(canaryOf("  drill: required\n"));
        Decision waits = pt8.serveUntil(DecisionAction.HOLD, "baseline");
        HttpResponse<String> refused = pt8.command("advance", "in a hurry");
        HttpResponse<String> drill = pt8.command("drill", "before the first canary");
        Decision passed = pt8.serveUntil(decision -> decision.getAction() == DecisionAction.DRILL
                && decision.getReason().contains("stood the drill"));
        Decision canary = pt8.serveUntil(DecisionAction.ADVANCE, "baseline");

        String missing = "the way back has never been drilled, as the plan asks before v2.0 serves; run weir drill pt8";
        assertThat(waits.getReason()).isEqualTo("waits for a drill: " + missing);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains(missing);
        assertThat(drill.statusCode()).as(drill.body()).isBetween(200, 299);
        assertThat(passed.getReason()).contains("router-of-pt8");
        assertThat(canary.getToStage()).isEqualTo("canary-5");
        assertThat(canary.getTimestamp()).isAfterOrEqualTo(passed.getTimestamp());
        assertThat(canary.getReason()).doesNotContain("never been drilled");
    }

    @Test
    @DisplayName("PT8, where the plan asks for no drill: the candidate serves, with a warning")
    void pt8Warned() throws Exception {
        Scenario pt8 = new Scenario(platform, "pt8-warned");
        pt8.submit(canaryOf(""));
        Decision canary = pt8.serveUntil(DecisionAction.ADVANCE, "baseline");

        assertThat(canary.getToStage()).isEqualTo("canary-5");
        assertThat(canary.getReason())
                .contains("warning: the way back has never been drilled; run weir drill pt8-warned");
        assertThat(pt8.alert("DRILL_OVERDUE").getReason()).contains("drill");
    }

    @Test
    @DisplayName("PT9: B is better for premium users and worse for the others: to nobody alone, but by segment")
    void pt9() throws Exception {
        Scenario pt9 = new Scenario(platform, "pt9").requestsPerSecond(1_000).audience(new PremiumAndFree());
        pt9.submit(
                abTest()
                        + """
                  experiment: { metric: success, minEffect: 0.02, minSamples: 1000, segments: [user_type] }
                  segments: [user_type]
                """);
        Verdict verdict =
                pt9.serveUntilVerdict(judged -> judged.getRecommendation() == Recommendation.ROUTE_BY_SEGMENT);

        assertThat(verdict.getMessage())
                .contains("Opposite effects")
                .containsPattern("route user_type=premium to v2.0 and the rest to v1.0, expected 8[567]\\.\\d %");
        assertThat(verdict.getChecks())
                .filteredOn(check -> check.getMetric().equals("success") && check.getSegment() != null)
                .anySatisfy(check -> {
                    assertThat(check.getSegment()).isEqualTo("user_type=premium");
                    assertThat(check.getBaselineValue()).isEqualTo(0.70, within(0.1));
                    assertThat(check.getCandidateValue()).isEqualTo(0.90, within(0.1));
                })
                .anySatisfy(check -> {
                    assertThat(check.getSegment()).isEqualTo("user_type=free");
                    assertThat(check.getBaselineValue()).isEqualTo(0.85, within(0.05));
                    assertThat(check.getCandidateValue()).isEqualTo(0.75, within(0.05));
                });
        assertThat(pt9.decided(decision -> "full".equals(decision.getToStage())))
                .isEmpty();
    }

    @Test
    @DisplayName("PT10: right in 92 % when it was deployed, in 85 % now: it has to be trained again")
    void pt10() throws Exception {
        Scenario pt10 = new Scenario(platform, "pt10").audience(new Labels(92));
        pt10.watch(
                """
                  timeout: 1s
                  accuracy: { deployed: 0.92, labelHorizon: 5s, recentLabels: 1000 }
                """);
        Verdict healthy = pt10.serveUntilVerdict(judged -> judged.getStatus() == VerdictStatus.HEALTHY);
        pt10.audience(new Labels(85));
        Verdict lost = pt10.serveUntilVerdict(judged -> judged.getStatus() == VerdictStatus.DEGRADED
                && check(judged, "accuracy").getCandidateValue() < 0.855);

        assertThat(healthy.getKind()).isEqualTo(VerdictKind.DRIFT);
        assertThat(healthy.getMessage()).startsWith("No loss of accuracy found: v1.0 is right in 9");
        assertThat(lost.getKind()).isEqualTo(VerdictKind.DRIFT);
        assertThat(lost.getRecommendation()).isEqualTo(Recommendation.RETRAIN);
        assertThat(lost.getMessage())
                // The latest thousand need not begin with a whole hundred.
                .containsPattern("^Model performance degraded, retrain needed: v1\\.0 is right in 8[45]\\.")
                .containsPattern("at deployment in 92\\.0 % \\(9[23]\\.\\d % of that\\), less than 95\\.0 %");
        Check share = check(lost, "accuracyRatio");
        assertThat(share.getState()).isEqualTo(CheckState.FAIL);
        assertThat(share.getCandidateValue()).isEqualTo(0.85, within(0.01));
        assertThat(share.getThreshold() * share.getBaselineValue()).isEqualTo(0.874, within(1e-9));
        assertThat(pt10.alert("DRIFT").getReason()).startsWith("Model performance degraded");
    }

    /** A fifth are premium users: 70 against 90 % are right for them, 85 against 75 % for the others, evenly spread. */
    private static final class PremiumAndFree implements Scenario.Audience {
        private final Map<String, Long> told = new HashMap<>();

        @Override
        public String next(Random random) {
            return random.nextInt(5) == 0 ? "premium" : "free";
        }

        @Override
        public Optional<Boolean> success(String variant, String userType, Random random) {
            boolean candidate = variant.equals("v2.0");
            double share = userType.equals("premium") ? (candidate ? 0.90 : 0.70) : (candidate ? 0.75 : 0.85);
            return Optional.of(Service.even(told.merge(variant + userType, 1L, Long::sum), 0) < share);
        }
    }

    /** So many of each hundred answers are right, and that of every one becomes known. */
    private static final class Labels implements Scenario.Audience {
        /** Leaves no remainder, so that the right answers are spread evenly over a hundred. */
        private static final int STEP = 37;

        private final int rightOfHundred;
        private int told;

        Labels(int rightOfHundred) {
            this.rightOfHundred = rightOfHundred;
        }

        @Override
        public String next(Random random) {
            return "any";
        }

        @Override
        public Optional<Boolean> success(String variant, String userType, Random random) {
            return Optional.of(told++ * STEP % 100 < rightOfHundred);
        }
    }

    private static String abTest() {
        return """
                  baselineCollection: { minDuration: 1s, minSamples: 500 }
                  override: { skippedStages: the canaries were last week }
                  stages:
                    - { name: ab-test, weight: 50, minDuration: 10m }
                    - { name: full, weight: 100, minDuration: 10m }
                  timeout: 2s
                """;
    }

    private static String canaryOf(String more) {
        return """
                  baselineCollection: { minDuration: 1s, minSamples: 300 }
                  override: { skippedStages: the shadow stage was last week }
                  stages:
                    - { name: canary-5, weight: 5, minDuration: 10m }
                    - { name: ab-test, weight: 50, minDuration: 10m }
                    - { name: full, weight: 100, minDuration: 10m }
                  timeout: 1s
                """
                + more;
    }

    private static long samples(Verdict verdict, String metric) {
        Long samples = check(verdict, metric).getCandidateSamples();
        return samples == null ? 0 : samples;
    }

    private static double number(String text) {
        return Double.parseDouble(text.replace(",", ""));
    }
}
