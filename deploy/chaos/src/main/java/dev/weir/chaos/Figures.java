package dev.weir.chaos;

import dev.weir.window.Tally;

/** Counts and sums of some requests; each figure is one that the topics can be recounted for. */
record Figures(
        long requestParts,
        long predictionParts,
        long calls,
        long errors,
        long timeouts,
        long routed,
        long durationMicros,
        Tail tail) {

    static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, Tail.NONE);

    static Figures of(Tally tally) {
        return new Figures(
                tally.requestParts(),
                tally.predictionParts(),
                tally.calls(),
                tally.errors(),
                tally.timeouts(),
                tally.routed(),
                tally.durationSum(),
                Tail.of(tally.durations()));
    }

    Figures plus(Figures other) {
        return new Figures(
                requestParts + other.requestParts,
                predictionParts + other.predictionParts,
                calls + other.calls,
                errors + other.errors,
                timeouts + other.timeouts,
                routed + other.routed,
                durationMicros + other.durationMicros,
                tail.plus(other.tail));
    }

    Figures minus(Figures other) {
        return new Figures(
                requestParts - other.requestParts,
                predictionParts - other.predictionParts,
                calls - other.calls,
                errors - other.errors,
                timeouts - other.timeouts,
                routed - other.routed,
                durationMicros - other.durationMicros,
                tail.minus(other.tail));
    }

    /** Requests known of, as windows of metrics count them. */
    long requests() {
        return Math.max(calls, Math.max(requestParts, predictionParts));
    }

    /** Requests of one second of assignment; segment is {@code key=value}, empty for none, and null for all. */
    record Cell(String model, long second, String variant, boolean shadow, String segment) {
        /** The window of so many seconds in which it lies, which is of all segments. */
        Cell window(long seconds) {
            return new Cell(model, Math.floorDiv(second, seconds) * seconds, variant, shadow, null);
        }
    }
}
