package dev.weir.evidence;

import java.util.List;

/**
 * A metric that must not get worse than a stated ratio to the baseline.
 *
 * @param metric       what is watched
 * @param maxRatio     largest healthy candidate / baseline, positive; a truth at the limit is healthy
 * @param advanceRatio ratio the candidate has to be proved within before a stage may end, at least {@code maxRatio}
 * @param floor        allowance added to the baseline's rate, in [0, 1); 0 for quantiles
 * @param action       what a proved violation does
 */
public record Guardrail(Metric metric, double maxRatio, double advanceRatio, double floor, Action action) {

    /** What a proved violation does. */
    public enum Action {
        ROLLBACK,
        PAUSE,
        WARN
    }

    public Guardrail {
        if (!(maxRatio > 0) || Double.isInfinite(maxRatio)) {
            throw new IllegalArgumentException("maxRatio must be positive and finite, was " + maxRatio);
        }
        if (!(advanceRatio >= maxRatio) || Double.isInfinite(advanceRatio)) {
            throw new IllegalArgumentException(
                    "advanceRatio must be finite and at least maxRatio " + maxRatio + ", was " + advanceRatio);
        }
        if (!(floor >= 0 && floor < 1)) {
            throw new IllegalArgumentException("floor must be in [0, 1), was " + floor);
        }
    }

    /** The guardrail of a metric with nothing said about it. */
    public static Guardrail standard(Metric metric) {
        return new Guardrail(
                metric,
                metric.defaultMaxRatio(),
                metric.defaultMaxRatio(),
                metric.isRate() ? Metric.DEFAULT_FLOOR : 0,
                Action.ROLLBACK);
    }

    /** The guardrails of a plan that names none; cost is watched only where a plan asks for it. */
    public static List<Guardrail> standards() {
        return List.of(
                standard(Metric.ERROR_RATE),
                standard(Metric.TIMEOUT_RATE),
                standard(Metric.LATENCY_P50),
                standard(Metric.LATENCY_P95),
                standard(Metric.CPU),
                standard(Metric.MEMORY));
    }
}
