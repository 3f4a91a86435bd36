package dev.weir.statistics.drift;

import dev.weir.statistics.Products;

/** Two samples counted in the same bins, checked once for every comparison of the package. */
final class TwoSamples {
    private static final long LARGEST_TOTAL = 1L << 53;

    private final long[] reference;
    private final long[] current;
    private final double n;
    private final double m;

    TwoSamples(long[] reference, long[] current) {
        if (current.length != reference.length) {
            throw new IllegalArgumentException(
                    "current must hold one count per bin, " + reference.length + ", not " + current.length);
        }
        this.reference = reference;
        this.current = current;
        n = total("reference", reference);
        m = total("current", current);
    }

    private static long total(String name, long[] counts) {
        long total = 0;
        for (long count : counts) {
            if (count < 0 || count > LARGEST_TOTAL - total) {
                throw new IllegalArgumentException(name + " must hold counts of 0 or more with a sum of at most "
                        + LARGEST_TOTAL + ", not " + count);
            }
            total += count;
        }
        if (total == 0) {
            throw new IllegalArgumentException(name + " must hold at least one observation");
        }
        return total;
    }

    int bins() {
        return reference.length;
    }

    /** The size of the reference sample. */
    double n() {
        return n;
    }

    /** The size of the current sample. */
    double m() {
        return m;
    }

    double reference(int bin) {
        return reference[bin];
    }

    double current(int bin) {
        return current[bin];
    }

    boolean isEmpty(int bin) {
        return reference[bin] == 0 && current[bin] == 0;
    }

    /** n m times the difference of the shares of a bin, current minus reference, without cancellation. */
    double excess(int bin) {
        return excess(reference[bin], current[bin]);
    }

    /** n m times the difference of the shares of some bins, given the counts in them. */
    double excess(double reference, double current) {
        return Products.difference(n, current, m, reference);
    }
}
