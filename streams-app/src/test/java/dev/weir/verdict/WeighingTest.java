package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Guardrail.Action;
import dev.weir.evidence.GuardrailEvidence;
import dev.weir.evidence.Metric;
import dev.weir.statistics.Interval;
import dev.weir.statistics.sequential.ProductMixture;
import dev.weir.statistics.sequential.RatioConfidenceSequence;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeighingTest {
    private static final double BROKEN = EvidenceDraft.BROKEN;
    private static final double PROVED = EvidenceDraft.PROVED;

    private final EvidenceDraft draft = new EvidenceDraft();

    @Test
    void shouldFindAGuardrailBrokenAtItsShareOfTheBudget() {
        draft.four(0, PROVED);
        draft.set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(draft.verdict(null).recommendation()).isEqualTo(Recommendation.ROLLBACK);
        assertThat(draft.verdict(null).status()).isEqualTo(Status.DEGRADED);
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
        draft.four(0, 0);
        draft.catastrophe = BROKEN;
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(draft.verdict(null).message())
                .startsWith("Metrics degraded: errorRate 100.00 % is beyond 10.00 % outright");
    }

    /** None alone, all together; what may only pause must not be named for a rollback. */
    @Test
    void shouldNameTheStrongestOfThoseThatTogetherRollBack() {
        draft.four(Math.log(30), 0);
        draft.set(1, Action.ROLLBACK, Math.log(60), 0);
        draft.set(2, Action.PAUSE, Math.log(90), 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(states()).contains("timeoutRate FAIL", "latencyP50 UNDECIDED", "errorRate UNDECIDED");
    }

    @Test
    void shouldNameWhatRollsBackAlsoWhereSomethingElseFails() {
        draft.four(Math.log(30), 0);
        draft.set(1, Action.ROLLBACK, Math.log(80), 0);
        draft.set(2, Action.WARN, Math.log(1_000), 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(states()).contains("timeoutRate FAIL", "latencyP50 FAIL");
    }

    @Test
    void shouldOnlyPauseOrWarnWhereAGuardrailSaysSo() {
        draft.four(0, PROVED);
        draft.set(3, Action.PAUSE, BROKEN + 20, 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.SUSPECT);
        draft.set(3, Action.WARN, BROKEN + 20, 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(draft.verdict(null).status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void shouldCallTheStageProvedOnlyWhenEveryGuardrailIsNow() {
        draft.four(0, PROVED);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(draft.verdict(null).status()).isEqualTo(Status.HEALTHY);
        draft.set(2, Action.ROLLBACK, 0, PROVED - 0.01);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.UNDECIDED);
        assertThat(draft.verdict(null).status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(draft.verdict(null).message()).startsWith("Not proved yet: latencyP50 needs about ");
    }

    @Test
    void shouldProveNothingWhileRollbackIsNear() {
        draft.four(0, PROVED);
        draft.set(0, Action.ROLLBACK, Math.log(30), PROVED);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.UNDECIDED);
        draft.set(0, Action.ROLLBACK, Math.log(15), PROVED);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
    }

    @Test
    void shouldProveNothingOnAHandfulOfRequestsOrOnWhatCannotBeTrusted() {
        draft.four(0, PROVED);
        draft.samples = 29;
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.UNDECIDED);
        draft.samples = 30;
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        Verdict incomplete = draft.verdict("20 of 100 came late");
        assertThat(incomplete.standing()).isEqualTo(Standing.INCOMPLETE);
        assertThat(incomplete.message()).isEqualTo("20 of 100 came late (30 requests of v2.0, 30 of v1.0)");
        draft.set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(draft.verdict("20 of 100 came late").standing()).isEqualTo(Standing.BROKEN);
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

    /** A ratio of 4 is within "2x" only because of the floor, and what was proved is the ratio for advance. */
    @Test
    void shouldNameTheLimitThatWasProvedWithItsFloor() {
        draft.four(0, PROVED);
        draft.guardrails.set(
                0,
                new GuardrailEvidence(
                        new Guardrail(Metric.ERROR_RATE, 2, 5, 0.0005, Action.ROLLBACK),
                        EvidenceDraft.harm(0),
                        new ProductMixture(List.of(PROVED)),
                        null,
                        null,
                        null,
                        null,
                        null));
        assertThat(draft.verdict(null).message())
                .startsWith(
                        "All metrics within thresholds: errorRate 0.00 % against 0.00 % is within 5.00x plus 0.05 %");
        draft.set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(draft.verdict(null).message()).contains("is beyond 2.00x plus 0.05 % (e = 100");
    }

    /** Three failures of three fire long before there are enough requests to compare. */
    @Test
    void shouldSayHowManyRequestsFailedOutright() {
        draft.four(0, 0);
        draft.catastrophe = BROKEN;
        draft.samples = 0;
        assertThat(draft.verdict(null).message())
                .isEqualTo("Metrics degraded: errorRate 100.00 % is beyond 10.00 % outright (e = 100)"
                        + " (3 requests of v2.0, 0 of v1.0)");
    }

    @Test
    void shouldBoundTheRatioOfRatesOverTheWholeRollout() {
        draft.four(0, 0);
        draft.guardrails.set(
                0,
                new GuardrailEvidence(
                        Guardrail.standard(Metric.ERROR_RATE),
                        EvidenceDraft.harm(0),
                        new ProductMixture(List.of(0.0)),
                        RatioConfidenceSequence.start().plus(2_000, 200, 2_000, 100),
                        null,
                        null,
                        null,
                        null));
        List<Check> checks = draft.verdict(null).checks();
        assertThat(checks.get(0).interval()).satisfies(interval -> {
            assertThat(interval.lower()).isBetween(1.1, 2.0);
            assertThat(interval.upper()).isBetween(2.0, 3.5);
        });
        assertThat(checks.get(1).interval()).isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
        assertThat(checks.subList(2, 5))
                .allSatisfy(check -> assertThat(check.interval()).isNull());
    }

    /** Four detectors and a million blocks a year: an alarm at R = 4 million. */
    @Test
    void shouldRollBackOnAnAlarmAtFullAndSayWhatItIsWorth() {
        draft.four(0, PROVED);
        draft.blocksPerYear = 1_000_000;
        draft.monitor(0, Math.log(3.9e6));
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(draft.verdict(null).kind()).isEqualTo(Verdict.Kind.FULL);
        draft.monitor(0, Math.log(4.1e6));
        Verdict verdict = draft.verdict(null);
        assertThat(verdict.standing()).isEqualTo(Standing.BROKEN);
        assertThat(verdict.message())
                .startsWith("Metrics degraded: errorRate 0.00 % against 0.00 % is beyond 2.00x plus 0.05 %"
                        + " (says the watch over full, wrong about once a year)");
        assertThat(verdict.checks().get(0).state()).isEqualTo(CheckState.FAIL);
    }

    @Test
    void shouldSayWhatIsWorseThanTheBaselineAndYetAllowedWithoutActingOnIt() {
        draft.four(0, PROVED);
        draft.worse(0, Math.log(79));
        assertThat(draft.verdict(null).message()).doesNotContain("worse");
        draft.worse(0, Math.log(80));
        Verdict verdict = draft.verdict(null);
        assertThat(verdict.standing()).isEqualTo(Standing.PROVED);
        assertThat(verdict.status()).isEqualTo(Status.HEALTHY);
        assertThat(verdict.message())
                .contains("; worse than the baseline, within tolerance: errorRate 0.00 % against 0.00 % (e = 80.0)");
        assertThat(verdict.checks().get(0).logWorse()).isCloseTo(Math.log(80), within(1e-6));
    }

    @Test
    void shouldNotCallAllowedWhatIsWorseAndMayYetBeTooBad() {
        draft.four(0, 0);
        draft.worse(0, Math.log(80));
        assertThat(draft.verdict(null).message())
                .contains("; worse than the baseline, by how much is not proved yet: errorRate 0.00 % against 0.00 %")
                .doesNotContain("within tolerance");
    }

    @Test
    void shouldConcludeNothingForTheCandidateWhileTheBaselineIsSilent() {
        draft.four(0, PROVED);
        draft.now = 101 + 6 + 60;
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        draft.now++;
        Verdict stale = draft.verdict("20 of 100 came late");
        assertThat(stale.standing()).isEqualTo(Standing.STALE);
        assertThat(stale.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(stale.recommendation()).isEqualTo(Recommendation.CONTINUE);
        assertThat(stale.message())
                .startsWith("Nothing heard of v1.0 for 61 s: there is nothing to compare with (1000");
        draft.set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
    }

    /** The forecast for a baseline without failures, half of it done by what has been proved so far. */
    @Test
    void shouldSayHowManyRequestsAndHowMuchTimeAreMissing() {
        draft.four(0, PROVED);
        draft.set(0, Action.ROLLBACK, 0, 0);
        assertThat(draft.verdict(null).message())
                .matches("Not proved yet: errorRate needs about [0-9]+,000 more, [0-9]+ min at 20 requests/s"
                        + " \\(1000 requests of v2.0, 1000 of v1.0\\)");
        Check start = draft.verdict(null).checks().get(0);
        draft.set(0, Action.ROLLBACK, 0, PROVED / 2);
        assertThat(draft.verdict(null).checks().get(0).requiredSamples())
                .isBetween(start.requiredSamples() / 3, 2 * start.requiredSamples() / 3);
        // A candidate that is getting nowhere is promised nothing.
        draft.set(0, Action.ROLLBACK, 0, -20);
        assertThat(draft.verdict(null).checks().get(0).requiredSamples()).isNull();
        assertThat(draft.verdict(null).message()).startsWith("Not proved yet: errorRate (");
    }

    @Test
    void shouldGiveTheSameVerdictWithAndWithoutMemory() {
        draft.four(0, PROVED);
        draft.segment("user_type=free", 1, 0);
        draft.verdict(null);
        draft.set(1, Action.ROLLBACK, Math.log(50), 0);
        draft.segments.clear();
        draft.segment("user_type=free", 3, 0);
        Verdict remembered = draft.verdict("late");
        assertThat(remembered).isEqualTo(draft.verdict(new Verdicts(), "late"));
        assertThat(draft.verdict(null)).isEqualTo(draft.verdict(new Verdicts(), null));
    }

    /** However many requests they send, a few users are a few users. */
    @Test
    void shouldProveNothingOnAHandfulOfUnits() {
        draft.four(0, PROVED);
        draft.units = (1L << 29) - 1;
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.UNDECIDED);
        assertThat(draft.verdict(null).status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(draft.verdict(null).message())
                .isEqualTo("All metrics within thresholds so far; too few units: 29 of v2.0"
                        + " (1000 requests of v2.0, 1000 of v1.0)");
        draft.set(0, Action.ROLLBACK, 0, 0);
        assertThat(draft.verdict(null).message()).contains("; too few units: 29 of v2.0 (1000 requests");
        draft.set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(draft.verdict(null).standing())
                .as("proof of harm waits for nobody")
                .isEqualTo(Standing.BROKEN);
        draft.set(0, Action.ROLLBACK, 0, PROVED);
        draft.units = (1L << 30) - 1;
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        draft.units = 1;
        draft.perUnit = false;
        assertThat(draft.verdict(null).standing())
                .as("every request is evidence")
                .isEqualTo(Standing.PROVED);
    }

    @Test
    void shouldInvestigateASplitThatIsNotWhatTheWeightsSay() {
        draft.four(0, PROVED);
        draft.split = EvidenceDraft.split(2_600, 2_400, false);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.PROVED);
        draft.split = EvidenceDraft.split(2_700, 2_300, true);
        Verdict verdict = draft.verdict("20 of 100 came late");
        assertThat(verdict.standing()).isEqualTo(Standing.MISMATCH);
        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.SPLIT);
        assertThat(verdict.status()).isEqualTo(Status.DEGRADED);
        assertThat(verdict.recommendation()).isEqualTo(Recommendation.INVESTIGATE_SPLIT);
        assertThat(verdict.message())
                .startsWith("Units are not split as the weights say: v2.0 got 54.00 % of 5,000 sampled units instead of"
                        + " 50.00 % (e = 2.00e+03)");
        assertThat(verdict.checks()).last().satisfies(check -> {
            assertThat(check.metric()).isEqualTo("split");
            assertThat(check.state()).isEqualTo(CheckState.FAIL);
            assertThat(check.limit()).isEqualTo(0.5);
            assertThat(check.candidateValue()).isEqualTo(0.54);
            assertThat(check.baselineSamples()).isEqualTo(2_300);
            assertThat(check.candidateSamples()).isEqualTo(2_700);
            assertThat(check.ratio()).isNull();
        });
        draft.set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(draft.verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(draft.verdict(null).kind()).isEqualTo(Verdict.Kind.CANARY);
        assertThat(draft.verdict(null).message())
                .startsWith("Metrics degraded: errorRate 0.00 % against 0.00 % is beyond");
    }

    private List<String> states() {
        return draft.verdict(null).checks().stream()
                .map(check -> check.metric() + " " + check.state())
                .toList();
    }
}
