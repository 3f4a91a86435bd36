package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Products;

/**
 * What is kept of pairs (x, y), e.g. of a unit's metric before and during a test: their number, means, and centred sums
 * of squares and products. It adds up, so partitions and periods can be merged.
 *
 * <p>{@link #plus(CoMoments)} is associative and commutative up to rounding (about 1e-15 relative), with
 * {@link #EMPTY} as neutral element. Centred sums keep their digits where raw sums of squares lose them: at a mean of
 * 1e8 standard deviations a raw sum has none left. Sources: Welford (1962), Technometrics 4; Chan, Golub &amp; LeVeque
 * (1983), The American Statistician 37, equations 2.1.
 *
 * @param n     number of pairs; 0 to 2^53
 * @param meanX mean of x; finite; 0 if n is 0
 * @param meanY mean of y; finite; 0 if n is 0
 * @param sxx   sum of (x - meanX)^2; finite, 0 or more; 0 if n is below 2, like the next two
 * @param syy   sum of (y - meanY)^2; finite, 0 or more
 * @param sxy   sum of (x - meanX)(y - meanY); finite
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record CoMoments(long n, double meanX, double meanY, double sxx, double syy, double sxy) {
    /** No pair yet. */
    public static final CoMoments EMPTY = new CoMoments(0, 0, 0, 0, 0, 0);

    private static final long LARGEST_COUNT = 1L << 53;

    /** How far below 0 a sum of squares may come out for rounding, as a share of the raw sum. */
    private static final double ROUNDING = 1e-9;

    public CoMoments {
        if (n < 0 || n > LARGEST_COUNT) {
            throw new IllegalArgumentException("n must be from 0 to " + LARGEST_COUNT + ", not " + n);
        }
        Arguments.finite("meanX", meanX);
        Arguments.finite("meanY", meanY);
        requireSumOfSquares("sxx", sxx, n);
        requireSumOfSquares("syy", syy, n);
        Arguments.finite("sxy", sxy);
        if (n < 2 && sxy != 0) {
            throw new IllegalArgumentException("sxy must be 0 for n = " + n + ", not " + sxy);
        }
        if (n == 0 && (meanX != 0 || meanY != 0)) {
            throw new IllegalArgumentException("meanX and meanY must be 0 for n = 0, not " + meanX + " and " + meanY);
        }
    }

    private static void requireSumOfSquares(String name, double value, long n) {
        Arguments.finite(name, value);
        if (value < 0) {
            throw new IllegalArgumentException(name + " must be 0 or more, not " + value);
        }
        if (n < 2 && value != 0) {
            throw new IllegalArgumentException(name + " must be 0 for n = " + n + ", not " + value);
        }
    }

    /**
     * Returns the moments of pairs of which only raw sums are known, e.g. from a database.
     *
     * <p>Sxx = (n sum x^2 - (sum x)^2) / n, without further loss; what the raw sums have lost is lost.
     *
     * @param n     number of pairs; 0 to 2^53
     * @param sumX  sum of x; finite, like all sums; 0 if n is 0
     * @param sumY  sum of y
     * @param sumXX sum of x^2; at least (sum x)^2 / n but for rounding
     * @param sumYY sum of y^2; at least (sum y)^2 / n but for rounding
     * @param sumXY sum of x y
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static CoMoments ofSums(long n, double sumX, double sumY, double sumXX, double sumYY, double sumXY) {
        if (n == 0) {
            return new CoMoments(0, sumX, sumY, sumXX, sumYY, sumXY);
        }
        Arguments.finite("sumX", sumX);
        Arguments.finite("sumY", sumY);
        Arguments.finite("sumXX", sumXX);
        Arguments.finite("sumYY", sumYY);
        Arguments.finite("sumXY", sumXY);
        return new CoMoments(
                n,
                sumX / n,
                sumY / n,
                n < 2 ? 0 : centred("sumXX", n, sumX, sumXX),
                n < 2 ? 0 : centred("sumYY", n, sumY, sumYY),
                n < 2 ? 0 : Products.difference(n, sumXY, sumX, sumY) / n);
    }

    private static double centred(String name, long n, double sum, double sumOfSquares) {
        double centred = Products.difference(n, sumOfSquares, sum, sum) / n;
        if (!(centred >= -ROUNDING * sumOfSquares)) {
            throw new IllegalArgumentException(name + " must be at least the squared sum divided by n, " + sum / n * sum
                    + ", not " + sumOfSquares);
        }
        return Math.max(0, centred);
    }

    /**
     * Returns the moments with one more pair.
     *
     * @throws IllegalArgumentException if x or y is not finite
     */
    public CoMoments plus(double x, double y) {
        return plus(new CoMoments(1, x, y, 0, 0, 0));
    }

    /** Returns the moments of the pairs of both. */
    public CoMoments plus(CoMoments other) {
        if (n == 0) {
            return other;
        }
        if (other.n == 0) {
            return this;
        }
        long all = n + other.n;
        double dx = other.meanX - meanX;
        double dy = other.meanY - meanY;
        double share = (double) other.n / all;
        double weight = n * share;
        return new CoMoments(
                all,
                meanX + dx * share,
                meanY + dy * share,
                sxx + other.sxx + dx * dx * weight,
                syy + other.syy + dy * dy * weight,
                sxy + other.sxy + dx * dy * weight);
    }
}
