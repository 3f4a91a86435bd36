package dev.weir.statistics.sketch;

import dev.weir.statistics.Arguments;
import java.util.Arrays;

/**
 * Counts of latencies by bin of {@link LogLinearBins}, sparse and immutable; {@link HistogramBuilder} makes them.
 *
 * <p>{@link #plus} is associative and commutative with {@link #EMPTY} as neutral element, exactly: equal counts give
 * equal histograms in whatever order they were merged.
 *
 * @param bins     bins with a count, strictly increasing; copied
 * @param counts   their counts, each at least 1; as many as there are bins; copied
 * @param overflow what lies above every edge: requests without an answer in time; 0 or more
 * @throws IllegalArgumentException if an argument is out of its range
 */
public record Histogram(int[] bins, long[] counts, long overflow) {
    /** The histogram of nothing. */
    public static final Histogram EMPTY = new Histogram(new int[0], new long[0], 0);

    public Histogram {
        bins = bins.clone();
        counts = counts.clone();
        if (bins.length != counts.length) {
            throw new IllegalArgumentException(
                    "counts must hold one value per bin, " + bins.length + ", not " + counts.length);
        }
        for (int i = 0; i < bins.length; i++) {
            LogLinearBins.requireBin("bins", bins[i]);
            if (i > 0 && bins[i] <= bins[i - 1]) {
                throw new IllegalArgumentException("bins must increase, not " + bins[i - 1] + " then " + bins[i]);
            }
            if (counts[i] < 1) {
                throw new IllegalArgumentException("counts must be 1 or more, not " + counts[i] + " in bin " + bins[i]);
            }
        }
        if (overflow < 0) {
            throw new IllegalArgumentException("overflow must be 0 or more, not " + overflow);
        }
    }

    /** Returns a copy of the bins that have a count. */
    @Override
    public int[] bins() {
        return bins.clone();
    }

    /** Returns a copy of the counts, in the order of {@link #bins}. */
    @Override
    public long[] counts() {
        return counts.clone();
    }

    /** Returns the number of latencies counted, those in overflow included. */
    public long total() {
        return countFrom(0);
    }

    /**
     * Returns the number of latencies strictly above the upper edge of a bin, those in overflow included; exact.
     *
     * @param edgeBin the bin whose upper edge is meant; 0 to {@link LogLinearBins#SIZE} - 1
     * @throws IllegalArgumentException if there is no such bin
     */
    public long countAbove(int edgeBin) {
        LogLinearBins.requireBin("edgeBin", edgeBin);
        int found = Arrays.binarySearch(bins, edgeBin);
        return countFrom(found >= 0 ? found + 1 : -found - 1);
    }

    private long countFrom(int index) {
        long sum = overflow;
        for (int i = index; i < counts.length; i++) {
            sum += counts[i];
        }
        return sum;
    }

    /**
     * Returns a latency quantile in microseconds: the middle of the bin that holds the ceil(q total)-th smallest
     * latency.
     *
     * @param q above 0 and below 1
     * @return within 0.8 % of the sample quantile, exact up to 128 µs; +infinity if it lies in overflow
     * @throws IllegalArgumentException if q is out of its range or NaN
     * @throws IllegalStateException if the histogram is empty
     */
    public double quantile(double q) {
        int bin = quantileBin(q);
        return bin == LogLinearBins.SIZE ? Double.POSITIVE_INFINITY : LogLinearBins.middle(bin);
    }

    /** Returns the bin that holds the quantile, or {@link LogLinearBins#SIZE} if it lies in overflow. */
    int quantileBin(double q) {
        Arguments.probability("q", q);
        long total = total();
        if (total == 0) {
            throw new IllegalStateException("an empty histogram has no quantile");
        }
        long rank = Math.max(1, (long) Math.ceil(q * total));
        long seen = 0;
        for (int i = 0; i < bins.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return bins[i];
            }
        }
        return LogLinearBins.SIZE;
    }

    /** Returns the histogram of all latencies of both. */
    public Histogram plus(Histogram other) {
        int[] allBins = new int[bins.length + other.bins.length];
        long[] allCounts = new long[allBins.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < bins.length || j < other.bins.length) {
            int mine = i < bins.length ? bins[i] : LogLinearBins.SIZE;
            int theirs = j < other.bins.length ? other.bins[j] : LogLinearBins.SIZE;
            allBins[size] = Math.min(mine, theirs);
            if (mine <= theirs) {
                allCounts[size] += counts[i++];
            }
            if (theirs <= mine) {
                allCounts[size] += other.counts[j++];
            }
            size++;
        }
        return new Histogram(Arrays.copyOf(allBins, size), Arrays.copyOf(allCounts, size), overflow + other.overflow);
    }

    /** Returns whether this histogram holds every latency that another one holds. */
    public boolean contains(Histogram other) {
        if (overflow < other.overflow) {
            return false;
        }
        for (int i = 0; i < other.bins.length; i++) {
            int found = Arrays.binarySearch(bins, other.bins[i]);
            if (found < 0 || counts[found] < other.counts[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the histogram of the latencies of this one that are not in another: {@code a.plus(b).minus(b)} equals
     * {@code a}.
     *
     * @throws IllegalArgumentException if this histogram does not {@link #contains contain} the other
     */
    public Histogram minus(Histogram other) {
        if (!contains(other)) {
            throw new IllegalArgumentException("other must be contained in " + this + ", not " + other);
        }
        int[] rest = new int[bins.length];
        long[] restCounts = new long[bins.length];
        int size = 0;
        int j = 0;
        for (int i = 0; i < bins.length; i++) {
            boolean shared = j < other.bins.length && other.bins[j] == bins[i];
            long left = counts[i] - (shared ? other.counts[j++] : 0);
            if (left > 0) {
                rest[size] = bins[i];
                restCounts[size++] = left;
            }
        }
        return new Histogram(Arrays.copyOf(rest, size), Arrays.copyOf(restCounts, size), overflow - other.overflow);
    }

    /** Feeds this histogram to a builder without copying it first. */
    void addTo(HistogramBuilder builder) {
        for (int i = 0; i < bins.length; i++) {
            builder.addToBin(bins[i], counts[i]);
        }
        builder.addOverflow(overflow);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Histogram other
                && Arrays.equals(bins, other.bins)
                && Arrays.equals(counts, other.counts)
                && overflow == other.overflow;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(bins) + Arrays.hashCode(counts)) + Long.hashCode(overflow);
    }

    @Override
    public String toString() {
        return "Histogram[bins=" + Arrays.toString(bins) + ", counts=" + Arrays.toString(counts) + ", overflow="
                + overflow + "]";
    }
}
