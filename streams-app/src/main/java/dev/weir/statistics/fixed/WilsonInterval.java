package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import dev.weir.statistics.NormalTail;

/**
 * The score interval of a rate, for display: it holds at one look that was fixed beforehand, so nothing may act on it.
 */
public final class WilsonInterval {
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
        double z = criticalValue(confidence);
        double rate = (double) k / n;
        return new Interval(Math.max(0, rate - below(k, n, z)), Math.min(1, rate + below(n - k, n, z)));
    }

    /** The z that a standard normal exceeds in absolute value with probability 1 - confidence. */
    static double criticalValue(double confidence) {
        return NormalTail.upperQuantile((1 - confidence) / 2);
    }

    /**
     * Returns how far the lower bound lies below k/n; of n - k, how far the upper bound lies above it.
     *
     * <p>The distance is taken by itself and not as a difference of rates, because next to a rate of 0.999999 a double
     * has no digits left for it.
     *
     * @param k events; 0 to n
     * @param n trials; 1 or more
     * @param z critical value, positive
     */
    static double below(long k, long n, double z) {
        if (k == 0) {
            return 0;
        }
        double others = (double) (n - k);
        double towardsHalf = z / 2 * ((others - k) / n);
        return z / (n + z * z) * (Math.sqrt(k * (others / n) + z * z / 4) - towardsHalf);
    }
}
