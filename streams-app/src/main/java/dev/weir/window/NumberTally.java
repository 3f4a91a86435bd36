package dev.weir.window;

import dev.weir.statistics.sketch.DoubleBins;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often numbers were in each of some bins, at most {@value #LARGEST_BINS}: as many bins as that allows, as fine as
 * {@link DoubleBins} has them.
 *
 * <p>{@link #plus} is associative and commutative: how coarse the bins are follows from the numbers alone, and neither from
 * their order nor from how they were parted. For more numbers take more bins, so that those of a part are never coarser than
 * those of all.
 *
 * @param halvings times the number of bins was halved, 0 or more
 * @param counts   count of each bin that has one, at least 1
 */
public record NumberTally(int halvings, SortedMap<Integer, Long> counts) {
    /** Most bins that are told apart. */
    public static final int LARGEST_BINS = 128;

    /** Nothing counted. */
    public static final NumberTally EMPTY = new NumberTally(0, new TreeMap<>());

    public NumberTally {
        counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    }

    /** How many numbers were counted. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
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
        SortedMap<Integer, Long> coarse = new TreeMap<>();
        counts.forEach((bin, count) -> coarse.merge(DoubleBins.coarser(bin, newHalvings - halvings), count, Long::sum));
        return new NumberTally(newHalvings, coarse);
    }

    /** Counts numbers as they come; not safe for use by several threads. */
    static final class Builder {
        private TreeMap<Integer, Long> counts = new TreeMap<>();
        private int halvings;

        void add(double value) {
            add(DoubleBins.coarser(DoubleBins.bin(value), halvings), 1);
        }

        void add(NumberTally tally) {
            while (halvings < tally.halvings) {
                halve();
            }
            // What is added may make the bins coarser while it is.
            tally.counts.forEach(
                    (bin, count) -> add(DoubleBins.coarser(bin, halvings - tally.halvings), count.longValue()));
        }

        private void add(int bin, long count) {
            counts.merge(bin, count, Long::sum);
            while (counts.size() > LARGEST_BINS) {
                halve();
            }
        }

        private void halve() {
            TreeMap<Integer, Long> coarse = new TreeMap<>();
            counts.forEach((bin, count) -> coarse.merge(DoubleBins.coarser(bin, 1), count, Long::sum));
            counts = coarse;
            halvings++;
        }

        NumberTally build() {
            return new NumberTally(halvings, counts);
        }
    }
}
