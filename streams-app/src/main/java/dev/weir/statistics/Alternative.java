package dev.weir.statistics;

/**
 * The direction in which a difference speaks against the null hypothesis of none: the first sample against the second,
 * and a positive statistic where the first is larger.
 */
public enum Alternative {
    /** The first is larger or smaller. */
    TWO_SIDED,
    /** The first is larger. */
    LARGER,
    /** The first is smaller. */
    SMALLER;

    /**
     * Returns the p-value of a statistic that is standard normal under the null hypothesis.
     *
     * @param z the statistic; infinite is allowed
     * @return P(|Z| at least |z|), P(Z at least z) or P(Z at most z), from 0 to 1; 0 where it is below 5e-324
     * @throws IllegalArgumentException if z is NaN
     */
    public double tail(double z) {
        return switch (this) {
            case TWO_SIDED -> NormalTail.twoSided(z);
            case LARGER -> NormalTail.survival(z);
            case SMALLER -> NormalTail.survival(-z);
        };
    }

    /**
     * Returns the natural logarithm of the p-value, also where the p-value itself is too small for a double.
     *
     * @param z the statistic; infinite is allowed
     * @return the logarithm of {@link #tail}, at most 0
     * @throws IllegalArgumentException if z is NaN
     */
    public double logTail(double z) {
        return switch (this) {
            case TWO_SIDED -> NormalTail.logTwoSided(z);
            case LARGER -> NormalTail.logSurvival(z);
            case SMALLER -> NormalTail.logSurvival(-z);
        };
    }
}
