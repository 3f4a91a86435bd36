package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.evidence.ArmFigures;
import dev.weir.evidence.CatastropheEvidence;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Guardrail.Action;
import dev.weir.evidence.GuardrailEvidence;
import dev.weir.evidence.Metric;
import dev.weir.evidence.Pulse;
import dev.weir.evidence.SegmentEvidence;
import dev.weir.evidence.SplitEvidence;
import dev.weir.evidence.StageStart;
import dev.weir.evidence.Trial;
import dev.weir.evidence.TrialRules;
import dev.weir.statistics.Interval;
import dev.weir.statistics.sequential.ProductMixture;
import dev.weir.statistics.sequential.RatioConfidenceSequence;
import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.statistics.sequential.ShiryaevMixture.Prior;
import dev.weir.statistics.sequential.ShiryaevRobertsDetector;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class WeighingTest {
    private static final ErrorBudget BUDGET = new ErrorBudget(0.05, 0.05);
    /** Four guardrails share 0.8 of the budget, so that one alone is broken at E = 100. */
    private static final double BROKEN = Math.log(1 / 0.05 / 0.2);

    private static final double PROVED = Math.log(20) + 1e-9;

    private final List<GuardrailEvidence> guardrails = new ArrayList<>();
    private final List<SegmentEvidence> segments = new ArrayList<>();
    private double catastrophe;
    private double blocksPerYear;
    private SplitEvidence split = split(0, 0, false);
    private final Verdicts verdicts = new Verdicts();
    private long now = 101;
    private long samples = 1_000;
    private long units = -1;
    private boolean perUnit = true;

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
                null,
                null,
                null,
                null,
                null);
    }

    /** Evidence of a given size; a hair above it, so that bounds are reached in spite of rounding. */
    private static ShiryaevMixture harm(double log) {
        return new ShiryaevMixture(List.of(log + 1e-9), 0, 1, 1, Prior.GEOMETRIC);
    }

    private Verdict verdict(String complaint) {
        return verdict(verdicts, complaint);
    }

    private Verdict verdict(Verdicts judge, String complaint) {
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
                new UnitSample(units, new long[0]));
        StageStart start = new StageStart(
                0, 2, 0, guardrails.stream().map(GuardrailEvidence::guardrail).toList(), 1, 5_000, 0, blocksPerYear);
        Trial begun = Trial.begin(new TrialRules("v1.0", "v2.0", List.of(), perUnit, 0), start);
        Trial trial = new Trial(
                begun.rules(),
                List.of(start),
                tally,
                samples,
                begun.strata(),
                begun.windows(),
                List.of(),
                0,
                guardrails.stream().map(each -> withFigures(each, tally)).toList(),
                segments,
                new CatastropheEvidence(0.1, harm(catastrophe), 3, 3, List.of()),
                tally,
                tally,
                split,
                new Pulse(0, 100, 101),
                101);
        return judge.of(
                trial,
                new Occasion(
                        "v-1",
                        Instant.ofEpochSecond(now),
                        BUDGET,
                        blocksPerYear > 0,
                        Duration.ofSeconds(6),
                        complaint));
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
                        null,
                        null,
                        null,
                        null,
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
                        RatioConfidenceSequence.start().plus(2_000, 200, 2_000, 100),
                        null,
                        null,
                        null,
                        null));
        List<Check> checks = verdict(null).checks();
        assertThat(checks.get(0).interval()).satisfies(interval -> {
            assertThat(interval.lower()).isBetween(1.1, 2.0);
            assertThat(interval.upper()).isBetween(2.0, 3.5);
        });
        assertThat(checks.get(1).interval()).isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
        assertThat(checks.subList(2, 5))
                .allSatisfy(check -> assertThat(check.interval()).isNull());
    }

    @Test
    void shouldShareOutTheWholeBudgetAndNoMore() {
        for (int guardrails = 0; guardrails <= 7; guardrails++) {
            for (int segments : List.of(0, 1, 21, 63)) {
                ErrorBudget.Shares shares = BUDGET.shares(guardrails, segments);
                assertThat(guardrails * (shares.overall() + segments * shares.segment()) + shares.catastrophe())
                        .isCloseTo(1, within(1e-12));
                assertThat(shares.catastrophe()).isEqualTo(guardrails == 0 ? 1 : 0.2);
            }
        }
        assertThat(BUDGET.shares(4, 20).overall()).isEqualTo(0.1);
        assertThat(BUDGET.shares(4, 20).segment()).isEqualTo(0.005);
    }

    /** 0.8 / 4 guardrails / 2 / 2 segments is a twentieth: a segment alone rolls back at E = 400. */
    @Test
    void shouldRollBackForHarmInOneSegmentAndNameIt() {
        four(0, PROVED);
        segment("user_type=free", 0, 0);
        segment("user_type=paying", Math.log(400), 0);
        Verdict verdict = verdict(null);
        assertThat(verdict.standing()).isEqualTo(Standing.BROKEN);
        assertThat(verdict.checks())
                .filteredOn(check -> check.state() == CheckState.FAIL)
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.metric()).isEqualTo("errorRate");
                    assertThat(check.segment()).isEqualTo("user_type=paying");
                    assertThat(check.logFine()).isNull();
                    assertThat(check.requiredSamples()).isNull();
                    assertThat(check.interval()).isNull();
                });
        assertThat(verdict.message())
                .startsWith("Metrics degraded: errorRate in user_type=paying is beyond 2.00x plus 0.05 % (e = 400);"
                        + " harmed in user_type=paying (errorRate) (1000 requests");
    }

    @Test
    void shouldAdvanceWithoutProofInSegments() {
        four(0, PROVED);
        segment("user_type=free", 0, 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(verdict(null).checks()).hasSize(4 + 1 + 4);
    }

    @Test
    void shouldPauseForHarmInASegmentWhereTheGuardrailSaysSo() {
        four(0, PROVED);
        set(0, Action.PAUSE, 0, PROVED);
        segment("user_type=free", Math.log(1_000), 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.SUSPECT);
    }

    /** 8 pairs of metric and segment: one is named from E = 8 / 0.05 on, two from half of that. */
    @Test
    void shouldNameCulpritsByTheirShareOfFalseNames() {
        four(0, PROVED);
        segment("user_type=free", Math.log(159), 0);
        segment("user_type=paying", 0, 0);
        assertThat(verdict(null).message()).doesNotContain("harmed");
        segments.clear();
        segment("user_type=free", Math.log(159), Math.log(81));
        segment("user_type=paying", 0, Math.log(20));
        assertThat(verdict(null).message()).contains("; harmed so far in user_type=free (errorRate, timeoutRate) (");
        assertThat(verdict(null).standing()).isNotEqualTo(Standing.BROKEN);
    }

    @Test
    void shouldAddUpWhatIsHarmfulInManySegments() {
        four(Math.log(10), 0);
        segment("user_type=free", Math.log(200), Math.log(200));
        segment("user_type=paying", Math.log(200), Math.log(10));
        // 0.1 (4 x 10) + 0.05 (3 x 200 + 10 + 4) + 0.2 = 34.9
        assertThat(verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(verdict(null).checks())
                .filteredOn(check -> check.state() == CheckState.FAIL)
                .singleElement()
                .satisfies(check -> assertThat(check.segment()).isEqualTo("user_type=free"));
    }

    /** Four detectors and a million blocks a year: an alarm at R = 4 million. */
    @Test
    void shouldRollBackOnAnAlarmAtFullAndSayWhatItIsWorth() {
        four(0, PROVED);
        blocksPerYear = 1_000_000;
        monitor(0, Math.log(3.9e6));
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
        assertThat(verdict(null).kind()).isEqualTo(Verdict.Kind.FULL);
        monitor(0, Math.log(4.1e6));
        Verdict verdict = verdict(null);
        assertThat(verdict.standing()).isEqualTo(Standing.BROKEN);
        assertThat(verdict.message())
                .startsWith("Metrics degraded: errorRate 0.00 % against 0.00 % is beyond 2.00x plus 0.05 %"
                        + " (says the watch over full, wrong about once a year)");
        assertThat(verdict.checks().get(0).state()).isEqualTo(CheckState.FAIL);
    }

    @Test
    void shouldSayWhatIsWorseThanTheBaselineAndYetAllowedWithoutActingOnIt() {
        four(0, PROVED);
        guardrails.set(0, worse(guardrails.get(0), Math.log(79)));
        assertThat(verdict(null).message()).doesNotContain("worse");
        guardrails.set(0, worse(guardrails.get(0), Math.log(80)));
        Verdict verdict = verdict(null);
        assertThat(verdict.standing()).isEqualTo(Standing.PROVED);
        assertThat(verdict.status()).isEqualTo(Status.HEALTHY);
        assertThat(verdict.message())
                .contains("; worse than the baseline, within tolerance: errorRate 0.00 % against 0.00 % (e = 80.0)");
        assertThat(verdict.checks().get(0).logWorse()).isCloseTo(Math.log(80), within(1e-6));
    }

    @Test
    void shouldConcludeNothingForTheCandidateWhileTheBaselineIsSilent() {
        four(0, PROVED);
        now = 101 + 6 + 60;
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
        now++;
        Verdict stale = verdict("20 of 100 came late");
        assertThat(stale.standing()).isEqualTo(Standing.STALE);
        assertThat(stale.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(stale.recommendation()).isEqualTo(Recommendation.CONTINUE);
        assertThat(stale.message()).startsWith("No evidence on v1.0 for 61 s: there is nothing to compare with (1000");
        set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.BROKEN);
    }

    /** The forecast for a baseline without failures, half of it done by what has been proved so far. */
    @Test
    void shouldSayHowManyRequestsAndHowMuchTimeAreMissing() {
        four(0, PROVED);
        set(0, Action.ROLLBACK, 0, 0);
        assertThat(verdict(null).message())
                .matches("Not proved yet: errorRate needs about [0-9]+,000 more, [0-9]+ min at 20 requests/s"
                        + " \\(1000 requests of v2.0, 1000 of v1.0\\)");
        Check start = verdict(null).checks().get(0);
        set(0, Action.ROLLBACK, 0, PROVED / 2);
        assertThat(verdict(null).checks().get(0).requiredSamples())
                .isBetween(start.requiredSamples() / 3, 2 * start.requiredSamples() / 3);
        // A candidate that is getting nowhere is promised nothing.
        set(0, Action.ROLLBACK, 0, -20);
        assertThat(verdict(null).checks().get(0).requiredSamples()).isNull();
        assertThat(verdict(null).message()).startsWith("Not proved yet: errorRate (");
    }

    @Test
    void shouldGiveTheSameVerdictWithAndWithoutMemory() {
        four(0, PROVED);
        segment("user_type=free", 1, 0);
        verdict(null);
        set(1, Action.ROLLBACK, Math.log(50), 0);
        segments.set(0, new SegmentEvidence("user_type=free", 1, Tally.EMPTY, Tally.EMPTY, harms(3, 0)));
        Verdict remembered = verdict("late");
        assertThat(remembered).isEqualTo(verdict(new Verdicts(), "late"));
        assertThat(verdict(null)).isEqualTo(verdict(new Verdicts(), null));
    }

    /** However many requests they send, a few users are a few users. */
    @Test
    void shouldProveNothingOnAHandfulOfUnits() {
        four(0, PROVED);
        units = (1L << 29) - 1;
        assertThat(verdict(null).standing()).isEqualTo(Standing.UNDECIDED);
        assertThat(verdict(null).status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(verdict(null).message())
                .isEqualTo("All metrics within thresholds so far; too few units: 29 of v2.0"
                        + " (1000 requests of v2.0, 1000 of v1.0)");
        set(0, Action.ROLLBACK, 0, 0);
        assertThat(verdict(null).message()).contains("; too few units: 29 of v2.0 (1000 requests");
        set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(verdict(null).standing())
                .as("proof of harm waits for nobody")
                .isEqualTo(Standing.BROKEN);
        set(0, Action.ROLLBACK, 0, PROVED);
        units = (1L << 30) - 1;
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
        units = 1;
        perUnit = false;
        assertThat(verdict(null).standing()).as("every request is evidence").isEqualTo(Standing.PROVED);
    }

    @Test
    void shouldInvestigateASplitThatIsNotWhatTheWeightsSay() {
        four(0, PROVED);
        split = split(2_600, 2_400, false);
        assertThat(verdict(null).standing()).isEqualTo(Standing.PROVED);
        split = split(2_700, 2_300, true);
        Verdict verdict = verdict("20 of 100 came late");
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
        set(0, Action.ROLLBACK, BROKEN, 0);
        assertThat(verdict(null).standing()).isEqualTo(Standing.BROKEN);
        assertThat(verdict(null).kind()).isEqualTo(Verdict.Kind.CANARY);
        assertThat(verdict(null).message()).startsWith("Metrics degraded: errorRate 0.00 % against 0.00 % is beyond");
    }

    private static SplitEvidence split(long candidate, long baseline, boolean alarmed) {
        double logE = alarmed ? Math.log(2_000) : 0;
        return new SplitEvidence(
                1L << 60,
                new long[0],
                new int[0],
                candidate == 0 ? List.of() : List.of(new SplitEvidence.Draws(0, 5_000, candidate, baseline, logE)),
                logE,
                alarmed);
    }

    private static GuardrailEvidence withFigures(GuardrailEvidence each, Tally tally) {
        return new GuardrailEvidence(
                each.guardrail(),
                each.harm(),
                each.fine(),
                each.ratio(),
                each.worse(),
                each.monitor(),
                each.level(),
                ArmFigures.of(each.guardrail().metric(), tally, tally));
    }

    private void segment(String name, double errors, double timeouts) {
        segments.add(new SegmentEvidence(name, 0.5, Tally.EMPTY, Tally.EMPTY, harms(errors, timeouts)));
    }

    private static List<SegmentEvidence.Harm> harms(double errors, double timeouts) {
        return DoubleStream.of(errors, timeouts, 0, 0)
                .mapToObj(log -> new SegmentEvidence.Harm(harm(log), null, null))
                .toList();
    }

    private void monitor(int index, double logR) {
        GuardrailEvidence before = guardrails.get(index);
        guardrails.set(
                index,
                new GuardrailEvidence(
                        before.guardrail(),
                        before.harm(),
                        before.fine(),
                        before.ratio(),
                        before.worse(),
                        new ShiryaevRobertsDetector(List.of(logR)),
                        before.level(),
                        null));
    }

    private static GuardrailEvidence worse(GuardrailEvidence before, double logE) {
        return new GuardrailEvidence(
                before.guardrail(),
                before.harm(),
                before.fine(),
                before.ratio(),
                harm(logE),
                before.monitor(),
                before.level(),
                null);
    }

    private List<String> states() {
        return verdict(null).checks().stream()
                .map(check -> check.metric() + " " + check.state())
                .toList();
    }
}
