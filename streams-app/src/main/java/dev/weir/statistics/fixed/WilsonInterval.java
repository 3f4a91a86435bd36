package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The score interval of a rate, for display: it holds at one look that was fixed beforehand, so nothing may act on it.
 */
public final class WilsonInterval {
    private static final NormalDistribution STANDARD_NORMAL = NormalDistribution.of(0, 1);

    private WilsonInterval() {}

    /**
     * Returns the two-sided Wilson interval of a rate.
     *
     * <p>centre (k + z^2/2)/(n + z^2), half width z/(n + z^2) sqrt(k (n - k)/n + z^2/4), z the upper (1 - confidence)/2
     * quantile of the standard normal. Source: Wilson (1927), Journal of the American Statistical Association 22.
     *
     * @param k          events; 0 to n
     * @param n          trials; 0 or more
     * @param confidence coverage, above 0 and below 1, e.g. 0.95
     * @return the interval inside [0, 1]; lower exactly 0 if k = 0, upper exactly 1 if k = n, [0, 1] if n = 0
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static Interval interval(long k, long n, double confidence) {
        Arguments.counts("n", n, "k", k);
        Arguments.probability("confidence", confidence);
        if (n == 0) {
            return new Interval(0, 1);
        }
        double z = STANDARD_NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
        double z2 = z * z;
        double centre = (k + z2 / 2) / (n + z2);
        double half = z / (n + z2) * Math.sqrt((double) k / n * (n - k) + z2 / 4);
        return new Interval(k == 0 ? 0 : Math.max(0, centre - half), k == n ? 1 : Math.min(1, centre + half));
    }
}
