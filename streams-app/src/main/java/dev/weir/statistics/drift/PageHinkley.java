package dev.weir.statistics.drift;

import dev.weir.statistics.Arguments;

/**
 * The Page-Hinkley detector of a rising mean, e.g. of an error rate: known, cheap, and without a guarantee.
 *
 * <p>With the mean of the first t values x-bar_t and a drift d that is tolerated,
 * <pre>
 *   S_t = S_(t-1) + (x_t - x-bar_t - d),  S_0 = 0,     statistic = S_t - min(0, S_1, ..., S_t).
 * </pre>
 * A threshold on the statistic has to be found by trial: how often it is exceeded without a change depends on the
 * distribution of x and is bounded by nothing. {@link AccuracyDetector} has a bound; this one is for comparison with
 * other tools. Sources: Page (1954), Biometrika 41; Hinkley (1971), Biometrika 58.
 *
 * @param tolerated d, in the unit of x; finite, 0 or more, e.g. 0.005 of an error rate
 * @param n         values so far; 0 or more
 * @param mean      their mean; finite
 * @param sum       S_n; finite
 * @param least     min(0, S_1, ..., S_n); at most 0 and at most the sum
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record PageHinkley(double tolerated, long n, double mean, double sum, double least) {
    public PageHinkley {
        if (!(tolerated >= 0 && tolerated < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tolerated must be finite and 0 or more, not " + tolerated);
        }
        if (n < 0) {
            throw new IllegalArgumentException("n must be 0 or more, not " + n);
        }
        Arguments.finite("mean", mean);
        Arguments.finite("sum", sum);
        if (!(least <= Math.min(0, sum))) {
            throw new IllegalArgumentException("least must be at most 0 and at most sum = " + sum + ", not " + least);
        }
    }

    /** Returns the detector before its first value. */
    public static PageHinkley start(double tolerated) {
        return new PageHinkley(tolerated, 0, 0, 0, 0);
    }

    /**
     * Returns the detector after one more value.
     *
     * @param x the value; finite
     * @throws IllegalArgumentException if it is not
     */
    public PageHinkley step(double x) {
        Arguments.finite("x", x);
        double newMean = mean + (x - mean) / (n + 1);
        double newSum = sum + (x - newMean - tolerated);
        return new PageHinkley(tolerated, n + 1, newMean, newSum, Math.min(least, newSum));
    }

    /** Returns how far the sum has risen above its least value, in the unit of x; 0 or more. */
    public double statistic() {
        return sum - least;
    }

    /** Returns whether the statistic exceeds a threshold, in the unit of x. */
    public boolean alarms(double threshold) {
        Arguments.positive("threshold", threshold);
        return statistic() > threshold;
    }
}
