package dev.weir.window;

import dev.weir.statistics.sketch.DoubleBins;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * How often numbers were in each of some bins, at most {@value #LARGEST_BINS}: as many bins as that allows, as fine as
 * {@link DoubleBins} has them.
 *
 * <p>{@link #plus} is associative and commutative: how coarse the bins are follows from the numbers alone, and neither from
 * their order nor from how they were parted. For more numbers take more bins, so that those of a part are never coarser than
 * those of all.
 */
/*
 * A class and not a record, since a record's arrays would be compared by identity: a model that is asked with ten numbers has a
 * thousand bins in each window.
 */
public final class NumberTally {
    /** Most bins that are told apart. */
    public static final int LARGEST_BINS = 128;

    /** Nothing counted. */
    public static final NumberTally EMPTY = new NumberTally(0, new int[0], new long[0], 0);

    private final int halvings;
    private final int[] bins;
    private final long[] counts;

    /**
     * Makes a tally.
     *
     * @param halvings times the number of bins was halved; 0 to {@link DoubleBins#COARSEST}
     * @param bins     bins with a count, strictly increasing; copied
     * @param counts   their counts, each at least 1; as many as there are bins; copied
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public NumberTally(int halvings, int[] bins, long[] counts) {
        this(halvings, bins, counts, bins.length);
        if (halvings < 0 || halvings > DoubleBins.COARSEST) {
            throw new IllegalArgumentException(
                    "halvings must be from 0 to " + DoubleBins.COARSEST + ", not " + halvings);
        }
        if (bins.length != counts.length) {
            throw new IllegalArgumentException(
                    "counts must hold one value per bin, " + bins.length + ", not " + counts.length);
        }
        for (int i = 0; i < bins.length; i++) {
            if (i > 0 && bins[i] <= bins[i - 1]) {
                throw new IllegalArgumentException("bins must increase, not " + bins[i - 1] + " then " + bins[i]);
            }
            if (counts[i] < 1) {
                throw new IllegalArgumentException("counts must be 1 or more, not " + counts[i]);
            }
        }
    }

    private NumberTally(int halvings, int[] bins, long[] counts, int size) {
        this.halvings = halvings;
        this.bins = Arrays.copyOf(bins, size);
        this.counts = Arrays.copyOf(counts, size);
    }

    /** Times the number of bins was halved, 0 or more. */
    public int halvings() {
        return halvings;
    }

    /** The number of bins with a count. */
    public int size() {
        return bins.length;
    }

    /** A bin, of which there are {@link #size}, in their order. */
    public int bin(int place) {
        return bins[place];
    }

    /** The count of a bin, at least 1. */
    public long count(int place) {
        return counts[place];
    }

    /** How many numbers were counted. */
    public long total() {
        return LongStream.of(counts).sum();
    }

    /** All numbers of both. */
    public NumberTally plus(NumberTally other) {
        Builder sum = new Builder();
        sum.add(this);
        sum.add(other);
        return sum.build();
    }

    /**
     * The same numbers in coarser bins.
     *
     * @param newHalvings at least as many halvings as these bins have had
     */
    public NumberTally coarser(int newHalvings) {
        Builder coarse = new Builder();
        coarse.add(this);
        while (coarse.halvings < newHalvings) {
            coarse.halve();
        }
        return coarse.build();
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof NumberTally other
                && halvings == other.halvings
                && Arrays.equals(bins, other.bins)
                && Arrays.equals(counts, other.counts);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * halvings + Arrays.hashCode(bins)) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "NumberTally[halvings=" + halvings + ", bins=" + Arrays.toString(bins) + ", counts="
                + Arrays.toString(counts) + "]";
    }

    /** Counts numbers as they come: the latest are only noted, and sorted in when there are many. Not for several threads. */
    static final class Builder {
        private static final int FEW = 8;
        private static final int MANY = 256;

        private int halvings;
        private int[] bins = EMPTY.bins;
        private long[] counts = EMPTY.counts;
        private int size;
        private int[] noted = new int[FEW];
        private int notedSize;

        void add(double value) {
            if (notedSize == noted.length) {
                if (notedSize == MANY) {
                    sortIn();
                } else {
                    noted = Arrays.copyOf(noted, 2 * notedSize);
                }
            }
            noted[notedSize++] = DoubleBins.bin(value);
        }

        void add(NumberTally tally) {
            sortIn();
            while (halvings < tally.halvings) {
                halve();
            }
            int[] coarse = new int[tally.bins.length];
            for (int i = 0; i < coarse.length; i++) {
                coarse[i] = DoubleBins.coarser(tally.bins[i], halvings - tally.halvings);
            }
            merge(coarse, tally.counts, coarse.length);
        }

        NumberTally build() {
            sortIn();
            return new NumberTally(halvings, bins, counts, size);
        }

        private void sortIn() {
            if (notedSize == 0) {
                return;
            }
            for (int i = 0; i < notedSize; i++) {
                noted[i] = DoubleBins.coarser(noted[i], halvings);
            }
            Arrays.sort(noted, 0, notedSize);
            merge(noted, null, notedSize);
            notedSize = 0;
        }

        /** Takes in bins in their order, perhaps some of them several times; without counts each once. */
        private void merge(int[] moreBins, long[] moreCounts, int moreSize) {
            int[] allBins = new int[size + moreSize];
            long[] allCounts = new long[size + moreSize];
            int all = 0;
            int mine = 0;
            int more = 0;
            while (mine < size || more < moreSize) {
                boolean isMine = more == moreSize || mine < size && bins[mine] <= moreBins[more];
                int bin = isMine ? bins[mine] : moreBins[more];
                long count = isMine ? counts[mine++] : moreCounts == null ? 1 : moreCounts[more];
                more += isMine ? 0 : 1;
                if (all > 0 && allBins[all - 1] == bin) {
                    allCounts[all - 1] += count;
                } else {
                    allBins[all] = bin;
                    allCounts[all++] = count;
                }
            }
            bins = allBins;
            counts = allCounts;
            size = all;
            while (size > LARGEST_BINS) {
                halve();
            }
        }

        private void halve() {
            int left = 0;
            for (int i = 0; i < size; i++) {
                int bin = DoubleBins.coarser(bins[i], 1);
                if (left > 0 && bins[left - 1] == bin) {
                    counts[left - 1] += counts[i];
                } else {
                    bins[left] = bin;
                    counts[left++] = counts[i];
                }
            }
            size = left;
            halvings++;
        }
    }
}
