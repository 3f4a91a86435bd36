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
}
