package dev.weir.simulation.rollout;

import dev.weir.event.Observation.Status;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import java.util.TreeSet;

/** Counts the requests of one variant, partition and second, as a combiner would; each comes from another unit. */
final class TrafficCount {
    private final HistogramBuilder durations = new HistogramBuilder();
    private final long timeoutMicros;
    private long calls;
    private long errors;
    private long timeouts;
    private long sum;
    private long buckets;
    private final TreeSet<Long> sampled = new TreeSet<>();

    TrafficCount(long timeoutMicros) {
        this.timeoutMicros = timeoutMicros;
    }

    /**
     * Counts a request.
     *
     * @param unit identity of its unit, any number
     */
    void add(Answer answer, long unit) {
        buckets |= 1L << unit;
        if (Long.compareUnsigned(unit, Long.divideUnsigned(-1, UnitSample.ONE_IN)) <= 0) {
            sampled.add(unit);
        }
        boolean timedOut = answer.status() == Status.TIMEOUT || answer.durationMicros() > timeoutMicros;
        boolean failed = timedOut || answer.status() == Status.ERROR;
        calls++;
        errors += failed ? 1 : 0;
        timeouts += timedOut ? 1 : 0;
        sum += answer.durationMicros();
        if (timedOut) {
            durations.addOverflow();
        } else if (!failed) {
            durations.add(answer.durationMicros());
        }
    }

    long calls() {
        return calls;
    }

    /** What was counted since the last time. */
    Tally drain() {
        Tally tally = new Tally(
                calls,
                calls,
                calls,
                errors,
                timeouts,
                calls,
                durations.build(),
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                sum,
                0,
                0,
                0,
                new UnitSample(
                        buckets, sampled.stream().mapToLong(Long::longValue).toArray()));
        durations.clear();
        calls = 0;
        errors = 0;
        timeouts = 0;
        sum = 0;
        buckets = 0;
        sampled.clear();
        return tally;
    }
}
