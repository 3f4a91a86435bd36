package dev.weir.statistics.sketch;

/**
 * The one mapping of latencies to bins that every arm, task and version shares, so that histograms always merge.
 *
 * <p>Bin i holds the microseconds in (upperEdge(i - 1), upperEdge(i)]; bin 0 holds 0 and 1. Up to 128 µs bins are one
 * microsecond wide, above that each octave is cut into 64 equal steps:
 * <pre>
 *   upperEdge(i) - upperEdge(i - 1) &lt;= max(1, upperEdge(i - 1) / 64),
 *   upperEdge(bin(v) - 1) &lt; v &lt;= upperEdge(bin(v))
 * </pre>
 * for v from 1 to 2^40 µs (12.7 days). The middle of a bin is within 0.8 % of every value in it.
 *
 * <p>Bins close on the right so that "above an edge" is a union of whole bins: counts above an edge are exact.
 */
public final class LogLinearBins {
    /** Largest latency that has a bin, 2^40 microseconds. */
    public static final long MAX_MICROS = 1L << 40;

    /** Number of bins; indices go from 0 to this less 1. */
    public static final int SIZE = 2240;

    private static final int STEP_BITS = 6;
    private static final int STEPS = 1 << STEP_BITS;

    private LogLinearBins() {}

    /**
     * Returns the bin of a latency.
     *
     * @param micros latency in microseconds; 0 to {@link #MAX_MICROS}
     * @return the bin, 0 to {@link #SIZE} - 1; monotone in {@code micros}
     * @throws IllegalArgumentException if the latency is out of its range
     */
    public static int bin(long micros) {
        if (micros < 0 || micros > MAX_MICROS) {
            throw new IllegalArgumentException("micros must be from 0 to " + MAX_MICROS + ", not " + micros);
        }
        // Counting from 0 turns the bins (a, b] into [a, b), whose index is the leading bits of the number.
        long offset = Math.max(0, micros - 1);
        int shift = Math.max(0, 63 - STEP_BITS - Long.numberOfLeadingZeros(offset));
        return shift * STEPS + (int) (offset >>> shift);
    }

    /**
     * Returns the largest latency of a bin, in microseconds.
     *
     * @param bin 0 to {@link #SIZE} - 1
     * @return the edge, 1 to {@link #MAX_MICROS}; strictly increasing in {@code bin}
     * @throws IllegalArgumentException if there is no such bin
     */
    public static long upperEdge(int bin) {
        requireBin("bin", bin);
        int shift = Math.max(0, (bin >>> STEP_BITS) - 1);
        return (bin - shift * STEPS + 1L) << shift;
    }

    /** Returns the middle of the latencies of a bin, in microseconds: exact up to 128 µs, within 0.8 % above. */
    static double middle(int bin) {
        long lowest = bin == 0 ? 1 : upperEdge(bin - 1) + 1;
        return (lowest + upperEdge(bin)) / 2.0;
    }

    static void requireBin(String name, int bin) {
        if (bin < 0 || bin >= SIZE) {
            throw new IllegalArgumentException(name + " must be from 0 to " + (SIZE - 1) + ", not " + bin);
        }
    }
}
