package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import dev.weir.statistics.Products;

/** The hybrid score interval of a difference of two rates, at one look that was fixed beforehand. */
public final class NewcombeInterval {
    private NewcombeInterval() {}

    /**
     * Returns the two-sided interval of p1 - p2.
     *
     * <p>[d - sqrt((p1 - l1)^2 + (u2 - p2)^2), d + sqrt((u1 - p1)^2 + (p2 - l2)^2)], d = p1 - p2, p = k/n and [l, u] the
     * Wilson interval of each rate. It keeps its coverage with few events and never leaves [-1, 1], where the interval
     * from the z-test's normal approximation does neither. Source: Newcombe (1998), Statistics in Medicine 17:873,
     * method 10.
     *
     * @param k1         events of the first sample; 0 to n1
     * @param n1         trials of the first sample; 0 or more
     * @param k2         events of the second sample; 0 to n2
     * @param n2         trials of the second sample; 0 or more
     * @param confidence coverage, above 0 and below 1, e.g. 0.95
     * @return the interval inside [-1, 1]; all of it if a sample is empty
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static Interval interval(long k1, long n1, long k2, long n2, double confidence) {
        Arguments.counts("n1", n1, "k1", k1);
        Arguments.counts("n2", n2, "k2", k2);
        Arguments.probability("confidence", confidence);
        if (n1 == 0 || n2 == 0) {
            return new Interval(-1, 1);
        }
        double z = WilsonInterval.criticalValue(confidence);
        double difference = Products.difference(k1, n2, k2, n1) / ((double) n1 * n2);
        double down = Math.hypot(WilsonInterval.below(k1, n1, z), WilsonInterval.below(n2 - k2, n2, z));
        double up = Math.hypot(WilsonInterval.below(n1 - k1, n1, z), WilsonInterval.below(k2, n2, z));
        return new Interval(Math.max(-1, difference - down), Math.min(1, difference + up));
    }
}
