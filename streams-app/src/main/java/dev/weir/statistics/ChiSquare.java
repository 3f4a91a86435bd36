package dev.weir.statistics;

/**
 * A statistic that follows the chi-square distribution if its null hypothesis is true, and how surprising it then is.
 *
 * @param statistic the statistic; 0 or more, may be infinite
 * @param df        degrees of freedom; 0 or more. With none there is nothing to test and the p-value is 1
 * @throws IllegalArgumentException if an argument is negative or NaN
 */
public record ChiSquare(double statistic, long df) {
    public ChiSquare {
        if (!(statistic >= 0)) {
            throw new IllegalArgumentException("statistic must be 0 or more, not " + statistic);
        }
        if (df < 0) {
            throw new IllegalArgumentException("df must be 0 or more, not " + df);
        }
    }

    /** Returns the probability of a statistic at least this large under the null hypothesis; 0 below 5e-324. */
    public double pValue() {
        return ChiSquareTail.survival(statistic, df);
    }

    /** Returns the natural logarithm of the p-value, also where that is too small for a double. */
    public double logPValue() {
        return ChiSquareTail.logSurvival(statistic, df);
    }
}
