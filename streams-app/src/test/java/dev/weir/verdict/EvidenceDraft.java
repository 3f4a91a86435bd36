package dev.weir.verdict;

import dev.weir.evidence.ArmFigures;
import dev.weir.evidence.CatastropheEvidence;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Guardrail.Action;
import dev.weir.evidence.GuardrailEvidence;
import dev.weir.evidence.Metric;
import dev.weir.evidence.OutcomeEvidence;
import dev.weir.evidence.Pulse;
import dev.weir.evidence.SegmentEvidence;
import dev.weir.evidence.SplitEvidence;
import dev.weir.evidence.StageStart;
import dev.weir.evidence.Trial;
import dev.weir.evidence.TrialRules;
import dev.weir.statistics.sequential.ProductMixture;
import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.statistics.sequential.ShiryaevMixture.Prior;
import dev.weir.statistics.sequential.ShiryaevRobertsDetector;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Evidence of stated sizes in a stage of half the traffic, to be changed in the place a test is about, and judged. */
public final class EvidenceDraft {
    static final ErrorBudget BUDGET = new ErrorBudget(0.05, 0.05);

    /** Four guardrails share 0.8 of the budget, so that one alone is broken at E = 100. */
    public static final double BROKEN = Math.log(1 / 0.05 / 0.2);

    /** A guardrail is proved at E = 20. */
    public static final double PROVED = Math.log(20) + 1e-9;

    static final Duration CLOSING = Duration.ofSeconds(6);

    final List<GuardrailEvidence> guardrails = new ArrayList<>();
    final List<SegmentEvidence> segments = new ArrayList<>();
    final Verdicts verdicts = new Verdicts();
    List<String> isolated = List.of();
    double catastrophe;
    double blocksPerYear;
    SplitEvidence split = split(0, 0, false);
    long now = 101;
    long samples = 1_000;
    long units = -1;
    boolean perUnit = true;

    /** Four guardrails that roll back, with the same evidence for each. */
    public EvidenceDraft four(double logHarm, double logFine) {
        guardrails.clear();
        for (Metric metric : List.of(Metric.ERROR_RATE, Metric.TIMEOUT_RATE, Metric.LATENCY_P50, Metric.LATENCY_P95)) {
            guardrails.add(evidence(metric, Action.ROLLBACK, logHarm, logFine));
        }
        return this;
    }

    /** Other evidence for one of them. */
    public EvidenceDraft set(int index, Action action, double logHarm, double logFine) {
        Metric metric = guardrails.get(index).guardrail().metric();
        guardrails.set(index, evidence(metric, action, logHarm, logFine));
        return this;
    }

    /** Requests of each arm. */
    public EvidenceDraft samples(long requests) {
        samples = requests;
        return this;
    }

    /** Units that are not split as the weights say. */
    public EvidenceDraft mismatched() {
        split = split(2_700, 2_300, true);
        return this;
    }

    /** The instant at which it is judged, seconds after the stage began; the baseline was last heard of at 100. */
    public EvidenceDraft at(long second) {
        now = second;
        return this;
    }

    /** What it amounts to. */
    public Verdict verdict(String complaint) {
        return verdict(verdicts, complaint);
    }

    Verdict verdict(Verdicts judge, String complaint) {
        return judge.of(
                trial(),
                new Occasion(
                        "v-1",
                        Instant.ofEpochSecond(now),
                        BUDGET,
                        blocksPerYear > 0,
                        CLOSING,
                        complaint,
                        isolated,
                        new AgreementTerms(0.85, 1_000),
                        null));
    }

    private Trial trial() {
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
                0, 2, 0, guardrails.stream().map(GuardrailEvidence::guardrail).toList(), 1, 5_000, 0, blocksPerYear, 0);
        Trial begun = Trial.begin(new TrialRules("v1.0", "v2.0", List.of(), perUnit, 0), start);
        return new Trial(
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
                PairTally.EMPTY,
                OutcomeEvidence.NONE,
                101);
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
    static ShiryaevMixture harm(double log) {
        return new ShiryaevMixture(List.of(log + 1e-9), 0, 1, 1, Prior.GEOMETRIC);
    }

    static SplitEvidence split(long candidate, long baseline, boolean alarmed) {
        double logE = alarmed ? Math.log(2_000) : 0;
        return new SplitEvidence(
                1L << 60,
                new long[0],
                new int[0],
                candidate == 0 ? List.of() : List.of(new SplitEvidence.Draws(0, 5_000, candidate, baseline, logE)),
                logE,
                alarmed);
    }

    /** One more segment, with evidence that errors and timeouts are beyond their limits in it. */
    void segment(String name, double errors, double timeouts) {
        List<SegmentEvidence.Harm> harms = DoubleStream.of(errors, timeouts, 0, 0)
                .mapToObj(log -> new SegmentEvidence.Harm(harm(log), null, null))
                .toList();
        segments.add(new SegmentEvidence(name, 0.5, Tally.EMPTY, Tally.EMPTY, harms));
    }

    /** What the watch over full has seen of one guardrail. */
    void monitor(int index, double logR) {
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

    /** Evidence that one metric is worse than the baseline. */
    public EvidenceDraft worse(int index, double logE) {
        GuardrailEvidence before = guardrails.get(index);
        guardrails.set(
                index,
                new GuardrailEvidence(
                        before.guardrail(),
                        before.harm(),
                        before.fine(),
                        before.ratio(),
                        harm(logE),
                        before.monitor(),
                        before.level(),
                        null));
        return this;
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
}
