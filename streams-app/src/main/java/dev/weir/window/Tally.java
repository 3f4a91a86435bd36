package dev.weir.window;

import dev.weir.statistics.sketch.Histogram;

/**
 * Counts and sums of some requests. {@link #plus} is associative and commutative with {@link #EMPTY} as its neutral
 * element, exactly: sums are integers, so that no order of merging changes a bit.
 *
 * @param requestParts    events that said what was asked
 * @param predictionParts events that said what was answered
 * @param calls           events that said how the call went
 * @param errors          calls that failed, timeouts among them
 * @param timeouts        calls that took longer than the rollout's timeout
 * @param routed          requests that a router's report accounts for
 * @param durations       durations in microseconds of calls that did not fail; timeouts lie above all of them
 * @param cpu             CPU time in microseconds of the calls that carry it
 * @param memory          memory in bytes of the calls that carry it
 * @param cost            cost in millionths of the calls that carry it
 * @param durationSum     sum of the durations of all calls, microseconds
 * @param cpuSum          sum of the CPU times, microseconds
 * @param memorySum       sum of the memory, bytes
 * @param costSum         sum of the costs, millionths
 * @param units           units among the requests that are their unit's first; null stands for none
 */
public record Tally(
        long requestParts,
        long predictionParts,
        long calls,
        long errors,
        long timeouts,
        long routed,
        Histogram durations,
        Histogram cpu,
        Histogram memory,
        Histogram cost,
        long durationSum,
        long cpuSum,
        long memorySum,
        long costSum,
        UnitSample units) {

    /** Nothing counted. */
    public static final Tally EMPTY = new Tally(
            0,
            0,
            0,
            0,
            0,
            0,
            Histogram.EMPTY,
            Histogram.EMPTY,
            Histogram.EMPTY,
            Histogram.EMPTY,
            0,
            0,
            0,
            0,
            UnitSample.EMPTY);

    public Tally {
        units = units == null ? UnitSample.EMPTY : units;
    }

    /** Requests known of: parts of one request may come in events apart, and any of them may be missing. */
    public long requests() {
        return Math.max(calls, Math.max(requestParts, predictionParts));
    }

    /** Requests whose call is not known of: at the deadline they count as timed out. */
    public long unanswered() {
        return Math.max(0, requestParts - calls);
    }

    /** The same with every request whose call is not known of counted as timed out. */
    public Tally atDeadline() {
        long unanswered = unanswered();
        if (unanswered == 0) {
            return this;
        }
        return new Tally(
                requestParts,
                predictionParts,
                calls + unanswered,
                errors + unanswered,
                timeouts + unanswered,
                routed,
                durations.plus(new Histogram(new int[0], new long[0], unanswered)),
                cpu,
                memory,
                cost,
                durationSum,
                cpuSum,
                memorySum,
                costSum,
                units);
    }

    /** The same with other units. */
    private Tally with(UnitSample other) {
        return new Tally(
                requestParts,
                predictionParts,
                calls,
                errors,
                timeouts,
                routed,
                durations,
                cpu,
                memory,
                cost,
                durationSum,
                cpuSum,
                memorySum,
                costSum,
                other);
    }

    /** The same without the units. */
    public Tally withoutUnits() {
        return units.equals(UnitSample.EMPTY) ? this : with(UnitSample.EMPTY);
    }

    /** The same without the sampled units, which alone would grow with every request of a sum over a long time. */
    public Tally withoutSampledUnits() {
        UnitSample fewer = units.withoutSampled();
        return fewer == units ? this : with(fewer);
    }

    /** Whether all of another count is in this one, its units aside. */
    public boolean contains(Tally other) {
        return requestParts >= other.requestParts
                && predictionParts >= other.predictionParts
                && calls >= other.calls
                && errors >= other.errors
                && timeouts >= other.timeouts
                && routed >= other.routed
                && durations.contains(other.durations)
                && cpu.contains(other.cpu)
                && memory.contains(other.memory)
                && cost.contains(other.cost)
                && durationSum >= other.durationSum
                && cpuSum >= other.cpuSum
                && memorySum >= other.memorySum
                && costSum >= other.costSum;
    }

    /**
     * The rest of this count without another that is in it, of the same units: {@code a.plus(b).minus(b)} is {@code a},
     * its units aside.
     *
     * @throws IllegalArgumentException if the other is not in it
     */
    public Tally minus(Tally other) {
        if (!contains(other)) {
            throw new IllegalArgumentException("other must be contained in " + this + ", not " + other);
        }
        return new Tally(
                requestParts - other.requestParts,
                predictionParts - other.predictionParts,
                calls - other.calls,
                errors - other.errors,
                timeouts - other.timeouts,
                routed - other.routed,
                durations.minus(other.durations),
                cpu.minus(other.cpu),
                memory.minus(other.memory),
                cost.minus(other.cost),
                durationSum - other.durationSum,
                cpuSum - other.cpuSum,
                memorySum - other.memorySum,
                costSum - other.costSum,
                units);
    }

    /** The counts of both. */
    public Tally plus(Tally other) {
        if (this == EMPTY) {
            return other;
        }
        if (other == EMPTY) {
            return this;
        }
        return new Tally(
                requestParts + other.requestParts,
                predictionParts + other.predictionParts,
                calls + other.calls,
                errors + other.errors,
                timeouts + other.timeouts,
                routed + other.routed,
                durations.plus(other.durations),
                cpu.plus(other.cpu),
                memory.plus(other.memory),
                cost.plus(other.cost),
                durationSum + other.durationSum,
                cpuSum + other.cpuSum,
                memorySum + other.memorySum,
                costSum + other.costSum,
                units.plus(other.units));
    }
}
