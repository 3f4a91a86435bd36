package dev.weir.statistics;

import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfcx;
import org.apache.commons.statistics.distribution.NormalDistribution;

/*
 * The logarithms rest on erfcx(x) = e^(x^2) erfc(x), which falls like 1/x where erfc falls like e^(-x^2): no case for
 * "far out" is needed. From x = 1/2 on erfcx, and below it erf, is rational arithmetic in Commons Numbers; with
 * StrictMath around them the logarithms are the same bits on every machine, as the e-value path asks.
 */
/** The tails of the standard normal distribution Z, on the usual scale and as natural logarithms. */
public final class NormalTail {
    private static final NormalDistribution STANDARD = NormalDistribution.of(0, 1);
    private static final double SQRT_HALF = 0.70710678118654752440;
    private static final double LOG_TWO = 0.69314718055994530942;
    private static final double ERF_BELOW = 0.5;

    private NormalTail() {}

    /**
     * Returns P(Z at least z) = erfc(z / sqrt 2) / 2.
     *
     * @param z any number, also infinite
     * @return a probability; relative error below 1e-12 down to 1e-307, 0 from z = 38.5 on
     * @throws IllegalArgumentException if z is NaN
     */
    public static double survival(double z) {
        return STANDARD.survivalProbability(number(z));
    }

    /**
     * Returns log P(Z at least z) = log(erfcx(z / sqrt 2) / 2) - z^2 / 2; for log P(Z at most z) pass -z.
     *
     * @param z any number, also infinite
     * @return a logarithm, at most 0; relative error below 1e-14; -infinity only beyond |z| = 1e154
     * @throws IllegalArgumentException if z is NaN
     */
    public static double logSurvival(double z) {
        return number(z) < 0 ? logComplement(StrictMath.exp(logTwoSided(z)) / 2) : logTwoSided(z) - LOG_TWO;
    }

    /**
     * Returns log P(Z at least z) + z^2 / 2, in which nothing cancels: the tail against the density, log sqrt(2 pi) off.
     *
     * @param z any number; beyond 1e154 below 0 the square is infinite, and so is the result
     * @return a logarithm; -log(z sqrt(2 pi)) and less for large z; absolute error below 1e-14 for z of 0 or more
     * @throws IllegalArgumentException if z is NaN
     */
    public static double logScaledSurvival(double z) {
        double x = number(z) * SQRT_HALF;
        return x < ERF_BELOW ? logSurvival(z) + z * z / 2 : StrictMath.log(Erfcx.value(x)) - LOG_TWO;
    }

    /**
     * Returns P(|Z| at least |z|) = erfc(|z| / sqrt 2).
     *
     * @param z any number, also infinite
     * @return a probability, exactly 1 at 0
     * @throws IllegalArgumentException if z is NaN
     */
    public static double twoSided(double z) {
        return 2 * survival(Math.abs(z));
    }

    /**
     * Returns log P(|Z| at least |z|).
     *
     * @param z any number, also infinite
     * @return a logarithm, at most 0, exactly 0 at 0; relative error below 1e-14
     * @throws IllegalArgumentException if z is NaN
     */
    public static double logTwoSided(double z) {
        double x = Math.abs(number(z)) * SQRT_HALF;
        return x < ERF_BELOW ? logComplement(Erf.value(x)) : StrictMath.log(Erfcx.value(x)) - z * z / 2;
    }

    /**
     * Returns the z with P(Z at most z) = p.
     *
     * @param p probability below the quantile, above 0 and below 1
     * @return the quantile; for p close to 1 ask {@link #upperQuantile} of 1 - p, which is not rounded
     * @throws IllegalArgumentException if p is out of its range or NaN
     */
    public static double quantile(double p) {
        Arguments.probability("p", p);
        return STANDARD.inverseCumulativeProbability(p);
    }

    /**
     * Returns the z with P(Z at least z) = p: the critical value of a one-sided test at level p.
     *
     * @param p probability above the quantile, above 0 and below 1
     * @return the quantile
     * @throws IllegalArgumentException if p is out of its range or NaN
     */
    public static double upperQuantile(double p) {
        Arguments.probability("p", p);
        return STANDARD.inverseSurvivalProbability(p);
    }

    /** log(1 - p); the subtraction from 0 keeps a negative zero from being shown to people. */
    private static double logComplement(double p) {
        return StrictMath.log1p(0 - p);
    }

    private static double number(double z) {
        if (Double.isNaN(z)) {
            throw new IllegalArgumentException("z must be a number, not NaN");
        }
        return z;
    }
}
