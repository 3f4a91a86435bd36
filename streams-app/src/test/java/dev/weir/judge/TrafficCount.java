package dev.weir.judge;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;

/** Counts the made-up requests of one variant, partition and second, as a combiner would. */
final class TrafficCount {
    private final HistogramBuilder durations = new HistogramBuilder();
    private final long timeoutMicros;
    private long calls;
    private long units;
    private int next;
    private long errors;
    private long timeouts;
    private long sum;

    TrafficCount(long timeoutMicros) {
        this.timeoutMicros = timeoutMicros;
    }

    void failed() {
        call();
        errors++;
    }

    void timedOut() {
        call();
        errors++;
        timeouts++;
        sum += timeoutMicros;
        durations.addOverflow();
    }

    void answered(long micros) {
        if (micros > timeoutMicros) {
            timedOut();
        } else {
            call();
            sum += micros;
            durations.add(micros);
        }
    }

    /** Each request is of another unit. */
    private void call() {
        calls++;
        units |= 1L << next++;
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
                new UnitSample(units, new long[0]));
        durations.clear();
        calls = 0;
        units = 0;
        errors = 0;
        timeouts = 0;
        sum = 0;
        return tally;
    }
}
