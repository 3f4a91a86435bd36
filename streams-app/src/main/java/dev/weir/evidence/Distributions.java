package dev.weir.evidence;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Tally;

/**
 * How figures of some requests are distributed, and nothing else of them.
 *
 * @param requests  requests counted
 * @param durations durations, microseconds
 * @param cpu       CPU times, microseconds
 * @param memory    memory, bytes
 * @param cost      costs, millionths
 */
public record Distributions(long requests, Histogram durations, Histogram cpu, Histogram memory, Histogram cost) {
    /** Of no requests. */
    static final Distributions EMPTY =
            new Distributions(0, Histogram.EMPTY, Histogram.EMPTY, Histogram.EMPTY, Histogram.EMPTY);

    static Distributions of(Tally tally) {
        return new Distributions(tally.calls(), tally.durations(), tally.cpu(), tally.memory(), tally.cost());
    }

    Distributions plus(Distributions other) {
        return new Distributions(
                requests + other.requests,
                plus(durations, other.durations),
                plus(cpu, other.cpu),
                plus(memory, other.memory),
                plus(cost, other.cost));
    }

    /** Most requests carry neither memory nor cost. */
    private static Histogram plus(Histogram one, Histogram other) {
        if (other == Histogram.EMPTY) {
            return one;
        }
        return one == Histogram.EMPTY ? other : one.plus(other);
    }

    /** The distribution of a metric that is a quantile. */
    Histogram of(Metric metric) {
        return switch (metric) {
            case LATENCY_P50, LATENCY_P95 -> durations;
            case CPU -> cpu;
            case MEMORY -> memory;
            case COST -> cost;
            case ERROR_RATE, TIMEOUT_RATE -> throw new IllegalArgumentException(metric + " is no quantile");
        };
    }
}
