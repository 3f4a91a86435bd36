package dev.weir.evidence;

import dev.weir.window.Tally;

/**
 * What a metric comes to in each arm in this stage, for people. Read off once when blocks have been weighed, since a
 * verdict is asked for far more often.
 *
 * @param baseline         the baseline's figure: a rate in [0, 1], or a quantile in the metric's unit; null where nothing
 *                         was counted or the quantile lies among the timeouts
 * @param candidate        the candidate's figure
 * @param baselineSamples  requests behind the baseline's figure
 * @param candidateSamples requests behind the candidate's figure
 */
public record ArmFigures(Double baseline, Double candidate, long baselineSamples, long candidateSamples) {
    static final ArmFigures NONE = new ArmFigures(null, null, 0, 0);

    /** The figures of a metric. */
    public static ArmFigures of(Metric metric, Tally baseline, Tally candidate) {
        return new ArmFigures(
                Measure.value(metric, baseline),
                Measure.value(metric, candidate),
                Measure.samples(metric, baseline),
                Measure.samples(metric, candidate));
    }

    /** Requests behind both. */
    public long samples() {
        return baselineSamples + candidateSamples;
    }
}
