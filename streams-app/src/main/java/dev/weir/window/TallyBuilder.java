package dev.weir.window;

import dev.weir.event.Observation;
import dev.weir.event.UnitKey;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;

/** Counts requests of one cell as they come; not safe for use by several threads. */
final class TallyBuilder {
    private static final long ALARMING_ERRORS = 3;
    private static final long ALARMING_ONE_IN = 10;

    private long requestParts;
    private long predictionParts;
    private long calls;
    private long errors;
    private long timeouts;
    private long routed;
    private final HistogramBuilder durations = new HistogramBuilder();
    private final Measure cpu = new Measure();
    private final Measure memory = new Measure();
    private final Measure cost = new Measure();
    private long durationSum;
    private final UnitSample.Builder units = new UnitSample.Builder();

    /** A figure that calls may carry. */
    private static final class Measure {
        private HistogramBuilder histogram;
        private long sum;

        void add(long value) {
            if (value != Observation.ABSENT) {
                if (histogram == null) {
                    histogram = new HistogramBuilder();
                }
                histogram.add(value);
                sum += value;
            }
        }

        void add(Histogram values, long valuesSum) {
            if (values.total() > 0) {
                if (histogram == null) {
                    histogram = new HistogramBuilder();
                }
                histogram.add(values);
                sum += valuesSum;
            }
        }

        Histogram build() {
            return histogram == null ? Histogram.EMPTY : histogram.build();
        }
    }

    /** Counts parts of a request; its call is only looked at if it is among them. */
    void add(int parts, boolean isRouted, Observation.Call call, long timeoutMicros) {
        requestParts += (parts & Parts.REQUEST) != 0 ? 1 : 0;
        predictionParts += (parts & Parts.PREDICTION) != 0 ? 1 : 0;
        routed += isRouted ? 1 : 0;
        if ((parts & Parts.CALL) != 0) {
            add(call, timeoutMicros);
        }
    }

    private void add(Observation.Call call, long timeoutMicros) {
        calls++;
        durationSum += call.durationMicros();
        if (call.timedOut(timeoutMicros)) {
            timeouts++;
            errors++;
            durations.addOverflow();
        } else if (call.status() == Observation.Status.ERROR) {
            // A failed call says nothing of how long an answer takes: failing fast must not look like speed.
            errors++;
        } else {
            durations.add(call.durationMicros());
        }
        cpu.add(call.cpuMicros());
        memory.add(call.memoryBytes());
        cost.add(call.costMicros());
    }

    /** Counts all that was counted elsewhere, its units aside. */
    void add(Tally tally) {
        requestParts += tally.requestParts();
        predictionParts += tally.predictionParts();
        calls += tally.calls();
        errors += tally.errors();
        timeouts += tally.timeouts();
        routed += tally.routed();
        durations.add(tally.durations());
        cpu.add(tally.cpu(), tally.cpuSum());
        memory.add(tally.memory(), tally.memorySum());
        cost.add(tally.cost(), tally.costSum());
        durationSum += tally.durationSum();
    }

    /** Takes note of the unit whose first request was counted. */
    void addUnit(UnitKey unit) {
        units.add(unit);
    }

    /** Whether so much of it failed that the next commit should not be waited for. */
    boolean isAlarming() {
        return errors >= ALARMING_ERRORS && errors * ALARMING_ONE_IN >= calls;
    }

    Tally build() {
        return new Tally(
                requestParts,
                predictionParts,
                calls,
                errors,
                timeouts,
                routed,
                durations.build(),
                cpu.build(),
                memory.build(),
                cost.build(),
                durationSum,
                cpu.sum,
                memory.sum,
                cost.sum,
                units.build());
    }
}
