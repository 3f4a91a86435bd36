package dev.weir.statistics.sketch;

import dev.weir.statistics.Arguments;
import java.util.Arrays;

/**
 * Counts of latencies by bin of {@link LogLinearBins}, sparse and immutable; {@link HistogramBuilder} makes them.
 *
 * <p>{@link #plus} is associative and commutative with {@link #EMPTY} as neutral element, exactly: equal counts give
 * equal histograms in whatever order they were merged.
 */
/*
 * A class and not a record, whose constructor would copy and check what is made here too: histograms of some hundred bins
 * are added up by the thousand, most often a few bins to many. So they share arrays, none of which is ever changed, and
 * know their total.
 */
public final class Histogram {
    /** The histogram of nothing. */
    public static final Histogram EMPTY = new Histogram(new int[0], new long[0], 0, 0);

    /** Those of one latency, by its bin: where many things are counted apart most hold no more, and so they share them. */
    private static final Histogram[] OF_ONE = new Histogram[LogLinearBins.SIZE];

    private final int[] bins;
    private final long[] counts;
    private final long overflow;
    private final long total;

    /**
     * Makes a histogram.
     *
     * @param bins     bins with a count, strictly increasing; copied
     * @param counts   their counts, each at least 1; as many as there are bins; copied
     * @param overflow what lies above every edge: requests without an answer in time; 0 or more
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public Histogram(int[] bins, long[] counts, long overflow) {
        this(bins.clone(), counts.clone(), overflow, overflow + sum(counts));
        if (bins.length != counts.length) {
            throw new IllegalArgumentException(
                    "counts must hold one value per bin, " + bins.length + ", not " + counts.length);
        }
        for (int i = 0; i < this.bins.length; i++) {
            LogLinearBins.requireBin("bins", this.bins[i]);
            if (i > 0 && this.bins[i] <= this.bins[i - 1]) {
                throw new IllegalArgumentException(
                        "bins must increase, not " + this.bins[i - 1] + " then " + this.bins[i]);
            }
            if (this.counts[i] < 1) {
                throw new IllegalArgumentException(
                        "counts must be 1 or more, not " + this.counts[i] + " in bin " + this.bins[i]);
            }
        }
        if (overflow < 0) {
            throw new IllegalArgumentException("overflow must be 0 or more, not " + overflow);
        }
    }

    private Histogram(int[] bins, long[] counts, long overflow, long total) {
        this.bins = bins;
        this.counts = counts;
        this.overflow = overflow;
        this.total = total;
    }

    /** Returns the histogram of arrays that are as they should be, and that nobody changes any more. */
    static Histogram own(int[] bins, long[] counts, long overflow) {
        if (overflow == 0 && bins.length == 0) {
            return EMPTY;
        }
        if (overflow == 0 && bins.length == 1 && counts[0] == 1) {
            return ofOne(bins[0]);
        }
        return new Histogram(bins, counts, overflow, overflow + sum(counts));
    }

    /**
     * Returns the histogram of one latency.
     *
     * @param bin its bin; 0 to {@link LogLinearBins#SIZE} - 1
     * @throws IllegalArgumentException if there is no such bin
     */
    public static Histogram ofOne(int bin) {
        LogLinearBins.requireBin("bin", bin);
        Histogram known = OF_ONE[bin];
        if (known == null) {
            // Two threads may both make one: they are equal, and whichever stays is complete.
            known = new Histogram(new int[] {bin}, new long[] {1}, 0, 1);
            OF_ONE[bin] = known;
        }
        return known;
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** Returns a copy of the bins that have a count. */
    public int[] bins() {
        return bins.clone();
    }

    /** Returns a copy of the counts, in the order of {@link #bins}. */
    public long[] counts() {
        return counts.clone();
    }

    /** Returns the number of bins that have a count. */
    public int size() {
        return bins.length;
    }

    /** Takes a bin of {@link LogLinearBins} and its count. */
    public interface BinCount {
        void accept(int bin, long count);
    }

    /** Tells each bin that has a count, in their order. */
    public void forEach(BinCount action) {
        for (int i = 0; i < bins.length; i++) {
            action.accept(bins[i], counts[i]);
        }
    }

    /** Returns the number of requests without an answer in time, which lie above every edge. */
    public long overflow() {
        return overflow;
    }

    /** Returns the number of latencies counted, those in overflow included. */
    public long total() {
        return total;
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
        long sum = overflow;
        for (int i = found < 0 ? -found - 1 : found + 1; i < counts.length; i++) {
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
        return bins.length >= other.bins.length ? with(other) : other.with(this);
    }

    /** Most of the fewer bins are here already; what lies between them is copied as it is. */
    private Histogram with(Histogram fewer) {
        if (fewer.total == 0) {
            return this;
        }
        int[] places = new int[fewer.bins.length];
        int shared = 0;
        int place = 0;
        for (int i = 0; i < places.length; i++) {
            int bin = fewer.bins[i];
            while (place < bins.length && bins[place] < bin) {
                place++;
            }
            places[i] = place;
            shared += isAt(place, bin) ? 1 : 0;
        }
        return shared == places.length ? withCounts(fewer, places) : withBins(fewer, places, shared);
    }

    private boolean isAt(int place, int bin) {
        return place < bins.length && bins[place] == bin;
    }

    private Histogram withCounts(Histogram fewer, int[] places) {
        long[] sums = counts.clone();
        for (int i = 0; i < places.length; i++) {
            sums[places[i]] += fewer.counts[i];
        }
        return new Histogram(bins, sums, overflow + fewer.overflow, total + fewer.total);
    }

    private Histogram withBins(Histogram fewer, int[] places, int shared) {
        int[] allBins = new int[bins.length + fewer.bins.length - shared];
        long[] allCounts = new long[allBins.length];
        int from = 0;
        int size = 0;
        for (int i = 0; i < places.length; i++) {
            int run = places[i] - from;
            System.arraycopy(bins, from, allBins, size, run);
            System.arraycopy(counts, from, allCounts, size, run);
            size += run;
            from += run;
            allBins[size] = fewer.bins[i];
            allCounts[size++] = fewer.counts[i] + (isAt(from, fewer.bins[i]) ? counts[from++] : 0);
        }
        System.arraycopy(bins, from, allBins, size, bins.length - from);
        System.arraycopy(counts, from, allCounts, size, bins.length - from);
        return new Histogram(allBins, allCounts, overflow + fewer.overflow, total + fewer.total);
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
        return own(Arrays.copyOf(rest, size), Arrays.copyOf(restCounts, size), overflow - other.overflow);
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
