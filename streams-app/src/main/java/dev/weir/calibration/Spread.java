package dev.weir.calibration;

import java.util.stream.Stream;

/**
 * How a figure varies over replays.
 *
 * @param median half of them have no more
 * @param p90    nine in ten have no more
 */
public record Spread(long median, long p90) {
    /** Of figures; null of none. */
    static Spread of(Stream<Long> figures) {
        long[] sorted = figures.mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? null : new Spread(quantile(sorted, 0.5), quantile(sorted, 0.9));
    }

    private static long quantile(long[] sorted, double q) {
        return sorted[(int) Math.ceil(q * sorted.length) - 1];
    }
}
