package dev.weir.statistics.fixed;

import dev.weir.statistics.Alternative;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * The Mann-Whitney test for "values of the two samples are equally often the larger one", two-sided, with ties, at one
 * look that was fixed beforehand.
 *
 * @param u1     pairs in which the first sample has the larger value, ties counted half; from 0 to n1 n2
 * @param z      (|u1 - n1 n2/2| - 1/2) / sigma: the distance from the null, without its sign and with continuity
 *     correction, hence -1/(2 sigma) at least; 0 if all values are equal or a sample is empty
 * @param pValue probability of a distance at least as large; exactly 1 where z is not positive
 * @param logP   natural logarithm of the p-value, also where that is too small for a double
 */
public record MannWhitneyTest(double u1, double z, double pValue, double logP) {
    /**
     * Tests two samples given as counts in the same ordered bins; values of one bin are tied.
     *
     * <p>u1 = sum c1_i (below2_i + c2_i/2); sigma^2 = n1 n2/12 ((N + 1) - sum (t_i^3 - t_i)/(N (N - 1))) with t_i = c1_i
     * + c2_i and N = n1 + n2; the p-value is 2 P(Z at least z). The normal approximation asks for about 10 values in
     * each sample. Source: Mann &amp; Whitney (1947), Annals of Mathematical Statistics 18; Lehmann (1975),
     * Nonparametrics, section 1.4, for ties; the same as {@code wilcox.test(exact = FALSE)} of R.
     *
     * @param counts1 values of the first sample in each bin, 0 or more, from the lowest bin to the highest
     * @param counts2 values of the second sample in the same bins
     * @throws IllegalArgumentException if there are not as many bins in both or a count is negative
     */
    public static MannWhitneyTest binned(long[] counts1, long[] counts2) {
        if (counts1.length != counts2.length) {
            throw new IllegalArgumentException(
                    "counts1 and counts2 must have the same bins, not " + counts1.length + " and " + counts2.length);
        }
        BigInteger n1 = total("counts1", counts1);
        BigInteger n2 = total("counts2", counts2);
        BigInteger pairs = n1.multiply(n2);
        BigInteger twiceU1 = twiceU1(counts1, counts2);
        double u1 = twiceU1.doubleValue() / 2;
        double sigma = sigma(counts1, counts2, pairs.doubleValue(), n1.add(n2).doubleValue());
        if (!(sigma > 0)) {
            return new MannWhitneyTest(u1, 0, 1, 0);
        }
        double twiceDistance = twiceU1.subtract(pairs).abs().doubleValue();
        double z = (twiceDistance - 1) / (2 * sigma);
        double beyond = Math.max(0, z);
        return new MannWhitneyTest(u1, z, Alternative.TWO_SIDED.tail(beyond), Alternative.TWO_SIDED.logTail(beyond));
    }

    /**
     * Tests two samples of raw values.
     *
     * @param x values of the first sample, in any order; only their order counts, so infinite ones are allowed
     * @param y values of the second sample
     * @throws IllegalArgumentException if a value is NaN
     * @see #binned
     */
    public static MannWhitneyTest raw(double[] x, double[] y) {
        double[] values = DoubleStream.concat(numbers("x", x), numbers("y", y))
                .sorted()
                .distinct()
                .toArray();
        return binned(counts(x, values), counts(y, values));
    }

    private static DoubleStream numbers(String name, double[] values) {
        return Arrays.stream(values).map(value -> {
            if (Double.isNaN(value)) {
                throw new IllegalArgumentException(name + " must hold numbers, not NaN");
            }
            return unsigned(value);
        });
    }

    private static long[] counts(double[] sample, double[] values) {
        long[] counts = new long[values.length];
        for (double value : sample) {
            counts[Arrays.binarySearch(values, unsigned(value))]++;
        }
        return counts;
    }

    /** Makes -0.0 and 0.0, which sort apart, the one value that they are. */
    private static double unsigned(double value) {
        return value + 0.0;
    }

    private static BigInteger total(String name, long[] counts) {
        BigInteger total = BigInteger.ZERO;
        for (long count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException(name + " must hold numbers from 0 on, not " + count);
            }
            total = total.add(BigInteger.valueOf(count));
        }
        return total;
    }

    /** Whole numbers of any size: at a billion values the pairs have more digits than a double or a long. */
    private static BigInteger twiceU1(long[] counts1, long[] counts2) {
        BigInteger twiceU1 = BigInteger.ZERO;
        BigInteger below = BigInteger.ZERO;
        for (int bin = 0; bin < counts1.length; bin++) {
            BigInteger upTo = below.add(BigInteger.valueOf(counts2[bin]));
            twiceU1 = twiceU1.add(BigInteger.valueOf(counts1[bin]).multiply(below.add(upTo)));
            below = upTo;
        }
        return twiceU1;
    }

    /** N^3 - N - sum (t^3 - t) as the sum of t (N - t)(N + t), in which nothing cancels when nearly all is tied. */
    private static double sigma(long[] counts1, long[] counts2, double pairs, double n) {
        double untied = 0;
        for (int bin = 0; bin < counts1.length; bin++) {
            double tied = (double) counts1[bin] + counts2[bin];
            untied += tied / n * ((n - tied) / n) * ((n + tied) / n);
        }
        return Math.sqrt(pairs / 12 * n * (n / (n - 1)) * untied);
    }
}
