package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;

/**
 * Whole numbers of requests for two samples.
 *
 * @param n1 requests of the first sample, 1 or more
 * @param n2 requests of the second sample, 1 or more
 * @throws IllegalArgumentException if a number is below 1
 */
public record SampleSize(long n1, long n2) {
    private static final double MOST = 0x1p53;

    public SampleSize {
        if (n1 < 1 || n2 < 1) {
            throw new IllegalArgumentException("n1 and n2 must be 1 or more, not " + n1 + " and " + n2);
        }
    }

    /**
     * Returns the sizes that are at least n1 and ratio n1.
     *
     * @param n1    requests of the first sample, not whole as the equations give it; positive
     * @param ratio requests of the second sample for one of the first; positive and finite
     * @return n1 and ratio n1, each rounded up by itself
     * @throws IllegalArgumentException if an argument is out of its range or a size is above 2^53, about 9e15
     */
    public static SampleSize atLeast(double n1, double ratio) {
        Arguments.positive("n1", n1);
        Arguments.positive("ratio", ratio);
        return new SampleSize(ceiling("n1", n1), ceiling("ratio n1", ratio * n1));
    }

    private static long ceiling(String name, double n) {
        if (!(n <= MOST)) {
            throw new IllegalArgumentException(name + " must be at most 2^53, not " + n);
        }
        return (long) Math.ceil(n);
    }
}
