package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Moments;
import dev.weir.statistics.NormalTail;
import dev.weir.statistics.Products;
import dev.weir.statistics.StudentTail;

/**
 * Two one-sided tests (TOST) for "the difference is as large as the margin or larger", at one look that was fixed
 * beforehand. Rejecting it shows that two samples are as good as equal, which a difference test never can: its large
 * p-value may only mean that there was little data.
 *
 * <p>With d the difference, s its standard error and m the margin, (d + m)/s is tested against "d is -m or less" and
 * (m - d)/s against "d is m or more"; the p-value is the larger of the two, and neither needs a correction for the other
 * because both must reject. It is at most alpha just where the interval with coverage 1 - 2 alpha lies inside (-m, m).
 * Source: Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15.
 *
 * @param difference first rate or mean minus the second; NaN if a sample of trials is empty
 * @param pValue     the larger p-value of the two tests
 * @param logP       natural logarithm of the p-value, also where that is too small for a double
 */
public record EquivalenceTest(double difference, double pValue, double logP) {
    /**
     * Tests whether two rates differ by less than the margin, by the normal approximation.
     *
     * <p>s^2 = p1 (1 - p1)/n1 + p2 (1 - p2)/n2, p = k/n, not pooled because the null says that the rates differ. A sample
     * with no event or nothing but events would have no variance and so prove anything; its p is then taken as
     * (k + 1/2)/(n + 1) in s. Asks for about ten events and ten others in each sample.
     *
     * @param k1     events of the first sample; 0 to n1
     * @param n1     trials of the first sample; 0 or more
     * @param k2     events of the second sample; 0 to n2
     * @param n2     trials of the second sample; 0 or more
     * @param margin largest difference that would not matter, as a rate; above 0 and below 1
     * @return the test; p = 1 if a sample is empty
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static EquivalenceTest proportions(long k1, long n1, long k2, long n2, double margin) {
        Arguments.counts("n1", n1, "k1", k1);
        Arguments.counts("n2", n2, "k2", k2);
        Arguments.probability("margin", margin);
        double difference = Products.difference(k1, n2, k2, n1) / ((double) n1 * n2);
        if (n1 == 0 || n2 == 0) {
            return new EquivalenceTest(difference, 1, 0);
        }
        double error = Math.sqrt(variance(k1, n1) + variance(k2, n2));
        double z = (margin - Math.abs(difference)) / error;
        return new EquivalenceTest(difference, NormalTail.survival(z), NormalTail.logSurvival(z));
    }

    /**
     * Tests whether two means differ by less than the margin, by Student's t with the standard error and the degrees of
     * freedom of {@link WelchTest}.
     *
     * @param first  moments of the first sample, of 2 values or more
     * @param second moments of the second sample, of 2 values or more
     * @param margin largest difference that would not matter, in the units of the means; positive and finite
     * @return the test; p = 1 if no value differs within either sample, since nothing tells how sure the means are
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static EquivalenceTest means(Moments first, Moments second, double margin) {
        Arguments.positive("margin", margin);
        WelchError welch = WelchError.of(first, second);
        if (welch.error() == 0) {
            return new EquivalenceTest(welch.difference(), 1, 0);
        }
        double t = (margin - Math.abs(welch.difference())) / welch.error();
        return new EquivalenceTest(
                welch.difference(), StudentTail.survival(t, welch.df()), StudentTail.logSurvival(t, welch.df()));
    }

    /**
     * Says whether the samples are shown to be equivalent within the margin.
     *
     * @param alpha level of the test, above 0 and below 1
     */
    public boolean equivalent(double alpha) {
        Arguments.probability("alpha", alpha);
        return logP <= Math.log(alpha);
    }

    private static double variance(long k, long n) {
        if (k == 0 || k == n) {
            // The same for both: (1/2)/(n + 1) and its complement, of which neither is taken from 1.
            return 0.5 / (n + 1.0) * ((n + 0.5) / (n + 1.0)) / n;
        }
        return (double) k / n * ((double) (n - k) / n) / n;
    }
}
