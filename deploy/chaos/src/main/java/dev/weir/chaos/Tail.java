package dev.weir.chaos;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.LogLinearBins;

/**
 * How many calls took longer than what, of those that were answered or timed out; a timeout took longer than all. The edges
 * are such that no bin of Weir's histograms lies on both sides of one, so that a plain comparison gives the same.
 */
record Tail(long all, long over16Millis, long over65Millis, long over262Millis, long over1048Millis) {
    static final Tail NONE = new Tail(0, 0, 0, 0, 0);

    private static final long FIRST_MICROS = 1 << 14;
    private static final long SECOND_MICROS = 1 << 16;
    private static final long THIRD_MICROS = 1 << 18;
    private static final long FOURTH_MICROS = 1 << 20;

    /** One call. */
    static Tail of(long micros, boolean timeout) {
        return new Tail(
                1,
                timeout || micros > FIRST_MICROS ? 1 : 0,
                timeout || micros > SECOND_MICROS ? 1 : 0,
                timeout || micros > THIRD_MICROS ? 1 : 0,
                timeout || micros > FOURTH_MICROS ? 1 : 0);
    }

    /** What a histogram holds. */
    static Tail of(Histogram durations) {
        return new Tail(
                durations.total(),
                durations.countAbove(LogLinearBins.bin(FIRST_MICROS)),
                durations.countAbove(LogLinearBins.bin(SECOND_MICROS)),
                durations.countAbove(LogLinearBins.bin(THIRD_MICROS)),
                durations.countAbove(LogLinearBins.bin(FOURTH_MICROS)));
    }

    Tail plus(Tail other) {
        return new Tail(
                all + other.all,
                over16Millis + other.over16Millis,
                over65Millis + other.over65Millis,
                over262Millis + other.over262Millis,
                over1048Millis + other.over1048Millis);
    }

    Tail minus(Tail other) {
        return new Tail(
                all - other.all,
                over16Millis - other.over16Millis,
                over65Millis - other.over65Millis,
                over262Millis - other.over262Millis,
                over1048Millis - other.over1048Millis);
    }
}
