package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.evidence.CatastropheEvidence;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Guardrail.Action;
import dev.weir.evidence.GuardrailEvidence;
import dev.weir.evidence.Metric;
import dev.weir.evidence.StageStart;
import dev.weir.evidence.Trial;
import dev.weir.evidence.TrialRules;
import dev.weir.statistics.Interval;
import dev.weir.statistics.sequential.ProductMixture;
import dev.weir.statistics.sequential.RatioConfidenceSequence;
import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.statistics.sequential.ShiryaevMixture.Prior;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeighingTest {
    private static final ErrorBudget BUDGET = new ErrorBudget(0.05, 0.05);
    /** Four guardrails share 0.8 of the budget, so that one alone is broken at E = 100. */
    private static final double BROKEN = Math.log(1 / 0.05 / 0.2);

    private static final double PROVED = Math.log(20) + 1e-9;

    private final List<GuardrailEvidence> guardrails = new ArrayList<>();
    private double catastrophe;
    private long samples = 1_000;

    @Test
    void shouldFindAGuardrailBrokenAtItsShareOfTheBudget() {
        four(0, PROVED);
        set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(verdict(null).recommendation()).isEqualTo(Recommendation.ROLLBACK);
        assertThat(verdict(null).status()).isEqualTo(Status.DEGRADED);
        assertThat(states())
                .containsExactly(
                        "errorRate FAIL",
                        "timeoutRate PASS",
                        "latencyP50 PASS",
                        "latencyP95 PASS",
                        "catastrophe UNDECIDED");
    }

    @Test
    void shouldFindTheCandidateBrokenWhenItFailsOutright() {
        four(0, 0);
        catastrophe = BROKEN;
        assertThat(verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(verdict(null).message())
                .startsWith("Metrics degraded: errorRate 100.00 % is beyond 10.00 % outright");
    }

    /** None alone, all together; what may only pause must not be named for a rollback. */
    @Test
    void shouldNameTheStrongestOfThoseThatTogetherRollBack() {
        four(Math.log(30), 0);
        set(1, Action.ROLLBACK, Math.log(60), 0);
        set(2, Action.PAUSE, Math.log(90), 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(states()).contains("timeoutRate FAIL", "latencyP50 UNDECIDED", "errorRate UNDECIDED");
    }

    @Test
    void shouldNameWhatRollsBackAlsoWhereSomethingElseFails() {
        four(Math.log(30), 0);
        set(1, Action.ROLLBACK, Math.log(80), 0);
        set(2, Action.WARN, Math.log(1_000), 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(states()).contains("timeoutRate FAIL", "latencyP50 FAIL");
    }

    @Test
    void shouldOnlyPauseOrWarnWhereAGuardrailSaysSo() {
        four(0, PROVED);
        set(3, Action.PAUSE, BROKEN + 20, 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.SUSPECT);
        set(3, Action.WARN, BROKEN + 20, 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(verdict(null).status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void shouldCallTheStageProvedOnlyWhenEveryGuardrailIsNow() {
        four(0, PROVED);
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(verdict(null).status()).isEqualTo(Status.HEALTHY);
        set(2, Action.ROLLBACK, 0, PROVED - 0.01);
        assertThat(verdict(null).standing()).isEqualTo(Standing.UNDECIDED);
        assertThat(verdict(null).status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(verdict(null).message()).startsWith("Not proved yet: latencyP50 needs about ");
    }

    @Test
    void shouldProveNothingWhileRollbackIsNear() {
        four(0, PROVED);
        set(0, Action.ROLLBACK, Math.log(30), PROVED);
        assertThat(verdict(null).standing()).isEqualTo(Standing.UNDECIDED);
        set(0, Action.ROLLBACK, Math.log(15), PROVED);
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
    }

    @Test
    void shouldProveNothingOnAHandfulOfRequestsOrOnWhatCannotBeTrusted() {
        four(0, PROVED);
        samples = 29;
        assertThat(verdict(null).standing()).isEqualTo(Standing.UNDECIDED);
        samples = 30;
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
        Verdict incomplete = verdict("20 of 100 came late");
        assertThat(incomplete.standing()).isEqualTo(Standing.INCOMPLETE);
        assertThat(incomplete.message()).isEqualTo("20 of 100 came late (30 requests of v2.0, 30 of v1.0)");
        set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(verdict("20 of 100 came late").standing()).isEqualTo(Standing.BROKEN);
    }

    @Test
    void shouldRefuseABudgetThatIsNoProbability() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ErrorBudget(0, 0.05))
                .withMessage("alphaRollback must be above 0 and below 1, was 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ErrorBudget(0.05, Double.NaN))
                .withMessage("alphaAdvance must be above 0 and below 1, was NaN");
    }

    private void four(double logHarm, double logFine) {
        guardrails.clear();
        for (Metric metric : List.of(Metric.ERROR_RATE, Metric.TIMEOUT_RATE, Metric.LATENCY_P50, Metric.LATENCY_P95)) {
            guardrails.add(evidence(metric, Action.ROLLBACK, logHarm, logFine));
        }
    }

    private void set(int index, Action action, double logHarm, double logFine) {
        Metric metric = guardrails.get(index).guardrail().metric();
        guardrails.set(index, evidence(metric, action, logHarm, logFine));
    }

    private static GuardrailEvidence evidence(Metric metric, Action action, double logHarm, double logFine) {
        Guardrail standard = Guardrail.standard(metric);
        return new GuardrailEvidence(
                new Guardrail(metric, standard.maxRatio(), standard.advanceRatio(), standard.floor(), action),
                harm(logHarm),
                new ProductMixture(List.of(logFine)),
                null);
    }

    /** Evidence of a given size; a hair above it, so that bounds are reached in spite of rounding. */
    private static ShiryaevMixture harm(double log) {
        return new ShiryaevMixture(List.of(log + 1e-9), 0, 1, 1, Prior.GEOMETRIC);
    }

    private Verdict verdict(String complaint) {
        Tally tally = new Tally(
                samples,
                samples,
                samples,
                0,
                0,
                0,
                samples == 0 ? Histogram.EMPTY : new Histogram(new int[] {100}, new long[] {samples}, 0),
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                0,
                0,
                0,
                0,
                UnitSample.EMPTY);
        Trial trial = new Trial(
                new TrialRules("v1.0", "v2.0", List.of(), true, 0),
                List.of(new StageStart(0, 2, 0, List.of(), 1)),
                tally,
                Map.of(),
                List.of(),
                guardrails,
                new CatastropheEvidence(0.1, harm(catastrophe), 3, 3, List.of()),
                tally,
                tally);
        return Verdicts.of("v-1", Instant.EPOCH, trial, BUDGET, false, complaint);
    }

    /** A ratio of 4 is within "2x" only because of the floor, and what was proved is the ratio for advance. */
    @Test
    void shouldNameTheLimitThatWasProvedWithItsFloor() {
        four(0, PROVED);
        guardrails.set(
                0,
                new GuardrailEvidence(
                        new Guardrail(Metric.ERROR_RATE, 2, 5, 0.0005, Action.ROLLBACK),
                        harm(0),
                        new ProductMixture(List.of(PROVED)),
                        null));
        assertThat(verdict(null).message())
                .startsWith(
                        "All metrics within thresholds: errorRate 0.00 % against 0.00 % is within 5.00x plus 0.05 %");
        set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(verdict(null).message()).contains("is beyond 2.00x plus 0.05 % (e = 100");
    }

    /** Three failures of three fire long before there are enough requests to compare. */
    @Test
    void shouldSayHowManyRequestsFailedOutright() {
        four(0, 0);
        catastrophe = BROKEN;
        samples = 0;
        assertThat(verdict(null).message())
                .isEqualTo("Metrics degraded: errorRate 100.00 % is beyond 10.00 % outright (e = 100)"
                        + " (3 requests of v2.0, 0 of v1.0)");
    }

    @Test
    void shouldBoundTheRatioOfRatesOverTheWholeRollout() {
        four(0, 0);
        guardrails.set(
                0,
                new GuardrailEvidence(
                        Guardrail.standard(Metric.ERROR_RATE),
                        harm(0),
                        new ProductMixture(List.of(0.0)),
                        RatioConfidenceSequence.start().plus(2_000, 200, 2_000, 100)));
        List<Check> checks = verdict(null).checks();
        assertThat(checks.get(0).interval()).satisfies(interval -> {
            assertThat(interval.lower()).isBetween(1.1, 2.0);
            assertThat(interval.upper()).isBetween(2.0, 3.5);
        });
        assertThat(checks.get(1).interval()).isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
        assertThat(checks.subList(2, 5))
                .allSatisfy(check -> assertThat(check.interval()).isNull());
    }

    private List<String> states() {
        return verdict(null).checks().stream()
                .map(check -> check.metric() + " " + check.state())
                .toList();
    }
}
