package dev.weir.statistics.sketch;

/**
 * Bins of any double, in the order of the numbers: 1,024 to each power of two, so that a bin is at most 0.1 % of its
 * values wide. Halving their number any number of times gives coarser bins, each of which is the union of two.
 *
 * <p>A double of sign s, exponent e and mantissa has bits whose order, taken as a whole number, is that of positive
 * doubles, and the reverse of it for negative ones; the bin is the first 22 of these bits, of negative numbers with all
 * but the sign turned. Both zeros are one value. NaN is a bin of its own, above infinity. Source: IEEE 754, whose formats
 * were made to be compared so.
 */
public final class DoubleBins {
    /** Times the number of bins can be halved: what is left then tells the sign alone. */
    public static final int COARSEST = 21;

    private static final int BITS_LEFT_OUT = 42;

    private DoubleBins() {}

    /** Returns the bin of a number, the same for both zeros; from -2^21 to 2^21 - 1. */
    public static int bin(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return (int) ((bits ^ ((bits >> 63) & Long.MAX_VALUE)) >> BITS_LEFT_OUT);
    }

    /**
     * Returns the coarser bin that a bin belongs to.
     *
     * @param bin  a bin
     * @param halvings times the number of bins was halved since; 0 to {@value #COARSEST}
     * @throws IllegalArgumentException if halvings is out of its range
     */
    public static int coarser(int bin, int halvings) {
        if (halvings < 0 || halvings > COARSEST) {
            throw new IllegalArgumentException("halvings must be from 0 to " + COARSEST + ", not " + halvings);
        }
        return bin >> halvings;
    }
}
