package dev.weir.evidence;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Tally;

/** Reads off a tally what a metric is about. */
public final class Measure {
    private Measure() {}

    /** Requests with the metric's failure; only for rates. */
    public static long failures(Metric metric, Tally tally) {
        return switch (metric) {
            case ERROR_RATE -> tally.errors();
            case TIMEOUT_RATE -> tally.timeouts();
            case LATENCY_P50, LATENCY_P95, CPU, MEMORY, COST ->
                throw new IllegalArgumentException(metric + " is no rate");
        };
    }

    /** Distribution of the metric; only for quantiles. */
    public static Histogram distribution(Metric metric, Tally tally) {
        return switch (metric) {
            case LATENCY_P50, LATENCY_P95 -> tally.durations();
            case CPU -> tally.cpu();
            case MEMORY -> tally.memory();
            case COST -> tally.cost();
            case ERROR_RATE, TIMEOUT_RATE -> throw new IllegalArgumentException(metric + " is no quantile");
        };
    }

    /** A metric's value; null where nothing was counted. A quantile among the timeouts has no value either. */
    public static Double value(Metric metric, Tally tally) {
        if (metric.isRate()) {
            return tally.calls() == 0 ? null : (Double) ((double) failures(metric, tally) / tally.calls());
        }
        Histogram distribution = distribution(metric, tally);
        if (distribution.total() == 0) {
            return null;
        }
        double quantile = distribution.quantile(metric.quantile());
        return Double.isInfinite(quantile) ? null : (Double) quantile;
    }

    /** Requests behind a metric's value. */
    public static long samples(Metric metric, Tally tally) {
        return metric.isRate() ? tally.calls() : distribution(metric, tally).total();
    }
}
