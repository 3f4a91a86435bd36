package dev.weir.statistics.drift;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Products;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The population stability index: how far a current distribution has moved from a reference, in bins of both.
 *
 * <p>With counts r_i and c_i in B bins, n and m in all, and smoothing a,
 * <pre>
 *   p_i = (r_i + a)/(n + a B),   q_i = (c_i + a)/(m + a B),     PSI = sum (q_i - p_i) log(q_i / p_i),
 * </pre>
 * in nats, 0 or more, and the same when the samples are exchanged. By custom 0.1 is a shift to look at and 0.2 one to
 * act on. But without any drift PSI is about (1/n + 1/m) times a chi-square with B - 1 degrees of freedom, so that small
 * samples exceed 0.1 by chance (nearly always with 20 bins and 200 observations in each): hence {@link #limit}. It says
 * how large a change is, not whether it is one; {@link HomogeneityTest} says that.
 *
 * <p>Sources: Kullback &amp; Leibler (1951), Annals of Mathematical Statistics 22, equation 2.6, for the divergence;
 * Yurdakul (2018), Statistical Properties of Population Stability Index, for its distribution.
 */
public final class PopulationStabilityIndex {
    /** What is added to each count, so that an empty bin has no infinite weight. */
    public static final double SMOOTHING = 0.5;

    private static final double FALSE_ALARM = 0.01;

    private PopulationStabilityIndex() {}

    /**
     * Returns the index with the usual smoothing of {@value #SMOOTHING}.
     *
     * @param reference count in each bin of the reference; 0 or more, at least one observation
     * @param current   count in each bin of the current window; 0 or more, at least one observation, as many bins
     * @return PSI in nats, 0 or more; exactly 0 for equal shares in equal numbers
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static double value(long[] reference, long[] current) {
        return value(reference, current, SMOOTHING);
    }

    /**
     * Returns the index with another smoothing.
     *
     * @param reference count in each bin of the reference; 0 or more, at least one observation
     * @param current   count in each bin of the current window; 0 or more, at least one observation, as many bins
     * @param smoothing a, what is added to each count; positive and finite
     * @return PSI in nats, 0 or more
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static double value(long[] reference, long[] current, double smoothing) {
        TwoSamples samples = new TwoSamples(reference, current);
        Arguments.positive("smoothing", smoothing);
        double n = samples.n() + smoothing * samples.bins();
        double m = samples.m() + smoothing * samples.bins();
        double sum = 0;
        for (int i = 0; i < samples.bins(); i++) {
            double r = samples.reference(i) + smoothing;
            double c = samples.current(i) + smoothing;
            double excess = Products.difference(n, c, m, r);
            sum += excess / n / m * logRatio(n * c, m * r, excess);
        }
        return sum;
    }

    /** log(a / b), through their difference where they are near each other. */
    private static double logRatio(double a, double b, double difference) {
        double relative = difference / b;
        return Math.abs(relative) < 0.5 ? Math.log1p(relative) : Math.log(a / b);
    }

    /**
     * Returns the PSI above which a change of the given size is large and not just the noise of small samples:
     * max(level, chi2 (1/n + 1/m)), chi2 the upper 1 % quantile of the chi-square with B - 1 degrees of freedom.
     *
     * @param level the PSI that would matter in large samples, e.g. 0.1 or 0.2; positive and finite
     * @param bins  B, the number of bins; at least 1
     * @param n     observations of the reference; at least 1
     * @param m     observations of the current window; at least 1
     * @return the limit, at least level
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static double limit(double level, int bins, long n, long m) {
        Arguments.positive("level", level);
        Arguments.positive("bins", bins);
        Arguments.positive("n", n);
        Arguments.positive("m", m);
        if (bins == 1) {
            return level;
        }
        double quantile = ChiSquaredDistribution.of(bins - 1.0).inverseSurvivalProbability(FALSE_ALARM);
        return Math.max(level, quantile * (1.0 / n + 1.0 / m));
    }
}
