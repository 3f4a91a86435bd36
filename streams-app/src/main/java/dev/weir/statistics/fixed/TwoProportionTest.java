package dev.weir.statistics.fixed;

import dev.weir.statistics.Alternative;
import dev.weir.statistics.Arguments;
import dev.weir.statistics.Products;

/**
 * The pooled z-test for "two rates are equal", at one look that was fixed beforehand.
 *
 * @param z          statistic; positive if the first rate is larger
 * @param pValue     probability of a statistic at least as extreme if the rates are equal; 0 where it is below 5e-324
 * @param logP       natural logarithm of the p-value, also where that is too small for a double
 * @param difference first rate minus second; NaN if there is nothing in one of the samples
 */
public record TwoProportionTest(double z, double pValue, double logP, double difference) {
    /**
     * Tests k1 events in n1 trials against k2 events in n2 trials.
     *
     * <p>z = (k1/n1 - k2/n2) / sqrt(p (1 - p) (1/n1 + 1/n2)), p = (k1 + k2)/(n1 + n2), is about standard normal if the
     * rates are equal. It is computed as (k1 n2 - k2 n1) sqrt((n1 + n2) / (k (n - k) n1 n2)), k and n the totals, so
     * that close rates of large samples lose no digits. The approximation asks for about five events and five others
     * in each sample; below that {@link FisherExactTest} is exact. Source: Fleiss, Levin &amp; Paik (2003), Statistical
     * Methods for Rates and Proportions, section 3.1, without continuity correction, as {@code proportions_ztest} of
     * statsmodels and {@code prop.test(correct = FALSE)} of R.
     *
     * @param k1          events of the first sample; 0 to n1
     * @param n1          trials of the first sample; 0 or more
     * @param k2          events of the second sample; 0 to n2
     * @param n2          trials of the second sample; 0 or more
     * @param alternative the direction that counts as extreme; LARGER means that the first rate is larger
     * @return the test; z = 0 and p = 1 where nothing can be told: no event, nothing but events, or an empty sample
     * @throws IllegalArgumentException if a count is out of its range
     */
    public static TwoProportionTest test(long k1, long n1, long k2, long n2, Alternative alternative) {
        Arguments.counts("n1", n1, "k1", k1);
        Arguments.counts("n2", n2, "k2", k2);
        double pairs = (double) n1 * n2;
        double cross = Products.difference(k1, n2, k2, n1);
        double difference = cross / pairs;
        double events = (double) k1 + k2;
        double others = (double) (n1 - k1) + (n2 - k2);
        if (events == 0 || others == 0 || pairs == 0) {
            return new TwoProportionTest(0, 1, 0, difference);
        }
        double z = cross * Math.sqrt((events + others) / events / others / pairs);
        return new TwoProportionTest(z, alternative.tail(z), alternative.logTail(z), difference);
    }
}
