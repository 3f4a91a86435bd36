package dev.weir.statistics.fixed;

import dev.weir.statistics.Alternative;
import dev.weir.statistics.Arguments;
import dev.weir.statistics.NormalTail;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * The effect size of two rates, and what it takes to see it at one look that was fixed beforehand.
 *
 * <p>h = 2 asin sqrt(p1) - 2 asin sqrt(p2). The transformed rates have a variance of about 1/n whatever the rate, so
 * that with n1 and n2 = r n1 requests the statistic has mean d = h sqrt(n1 n2 / (n1 + n2)) and variance 1. The
 * <em>effect size is h</em>, not the difference of the rates. Sources: Cohen (1988), Statistical Power Analysis for the
 * Behavioral Sciences, chapter 6; the same as {@code NormalIndPower} of statsmodels and {@code pwr.2p2n.test} of R.
 *
 * <p>Which alternative asks for which sign of h is as there: LARGER for a positive one, SMALLER for a negative one.
 */
public final class CohensH {
    private static final double ROOT_ACCURACY = 1e-15;
    private static final double NO_ACCURACY_OF_ITS_OWN = 1e-300;
    private static final int ROOT_EVALUATIONS = 200;

    private CohensH() {}

    /**
     * Returns h of two rates.
     *
     * <p>Computed from the sine and the cosine of h/2, sqrt(p1 q2) - sqrt(p2 q1) and sqrt(p1 p2) + sqrt(q1 q2) with
     * q = 1 - p, the first as (p1 - p2)/(sqrt(p1 q2) + sqrt(p2 q1)), so that close rates lose no digits.
     *
     * @param p1 first rate, from 0 to 1
     * @param p2 second rate, from 0 to 1
     * @return h, from -pi to pi; positive if the first rate is larger
     * @throws IllegalArgumentException if a rate is out of its range or NaN
     */
    public static double effect(double p1, double p2) {
        Arguments.rate("p1", p1);
        Arguments.rate("p2", p2);
        if (p1 == p2) {
            return 0;
        }
        double sine = (p1 - p2) / (Math.sqrt(p1 * (1 - p2)) + Math.sqrt(p2 * (1 - p1)));
        double cosine = Math.sqrt(p1 * p2) + Math.sqrt((1 - p1) * (1 - p2));
        return 2 * Math.atan2(sine, cosine);
    }

    /**
     * Returns the probability that the z-test rejects when the effect is h.
     *
     * <p>P(Z at least z_(alpha/2) - d) + P(Z at least z_(alpha/2) + d) two-sided, P(Z at least z_alpha - d) for LARGER,
     * P(Z at least z_alpha + d) for SMALLER.
     *
     * @param h           effect, finite; for h = 0 the answer is alpha
     * @param n1          requests of the first sample, positive; need not be whole
     * @param ratio       requests of the second sample for one of the first, positive and finite
     * @param alpha       level of the test, above 0 and below 1
     * @param alternative the direction that counts
     * @return the power, from 0 to 1
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static double power(double h, double n1, double ratio, double alpha, Alternative alternative) {
        Arguments.finite("h", h);
        Arguments.positive("n1", n1);
        Arguments.positive("ratio", ratio);
        Arguments.probability("alpha", alpha);
        double d = h * Math.sqrt(n1 * (ratio / (1 + ratio)));
        return switch (alternative) {
            case TWO_SIDED -> {
                double z = NormalTail.upperQuantile(alpha / 2);
                yield NormalTail.survival(z - d) + NormalTail.survival(z + d);
            }
            case LARGER -> NormalTail.survival(NormalTail.upperQuantile(alpha) - d);
            case SMALLER -> NormalTail.survival(NormalTail.upperQuantile(alpha) + d);
        };
    }

    /**
     * Returns the requests of the first sample that give the power, not rounded; the second takes ratio times as many.
     *
     * <p>n1 = (d/h)^2 (1 + 1/ratio). One-sided d = z_alpha + z_(1-power). Two-sided d solves the equation of
     * {@link #power} with both tails, of which the far one only counts below a power of about 0.3. For a candidate
     * with the share w of the traffic n1 is its requests with ratio = (1 - w)/w.
     *
     * @param h           effect, finite and not 0
     * @param ratio       requests of the second sample for one of the first, positive and finite
     * @param alpha       level of the test, above 0 and below 1
     * @param power       probability of rejecting when the effect is h, above 0 and below 1
     * @param alternative the direction that counts
     * @return requests, positive
     * @throws IllegalArgumentException if an argument is out of its range or NaN, or if no number of requests gives
     *     the power: two-sided it is above alpha, one-sided on the side of alpha that the sign of h leads to
     */
    public static double sampleSize(double h, double ratio, double alpha, double power, Alternative alternative) {
        Arguments.finite("h", h);
        if (h == 0) {
            throw new IllegalArgumentException("h must not be 0: no sample size tells equal rates apart");
        }
        Arguments.positive("ratio", ratio);
        Arguments.probability("alpha", alpha);
        Arguments.probability("power", power);
        double towards =
                switch (alternative) {
                    case TWO_SIDED -> power > alpha ? twoTailed(alpha, power) : 0;
                    case LARGER -> oneTailed(alpha, power) * Math.signum(h);
                    case SMALLER -> -oneTailed(alpha, power) * Math.signum(h);
                };
        if (!(towards > 0)) {
            throw new IllegalArgumentException("power = " + power + " is out of reach for h = " + h + " and "
                    + alternative + ": it starts at alpha = " + alpha + " and goes the other way as the samples grow");
        }
        double scaled = towards / h;
        return scaled * scaled * (1 + 1 / ratio);
    }

    /**
     * Returns {@link #sampleSize} in whole requests of each sample.
     *
     * @return the requests of the first sample and ratio times as many, each rounded up
     * @throws IllegalArgumentException as {@link #sampleSize}, and if it takes more than 2^53 requests
     */
    public static SampleSize perVariant(double h, double ratio, double alpha, double power, Alternative alternative) {
        return SampleSize.atLeast(sampleSize(h, ratio, alpha, power, alternative), ratio);
    }

    private static double oneTailed(double alpha, double power) {
        return NormalTail.upperQuantile(alpha) + NormalTail.quantile(power);
    }

    /** The root lies below the d at which the near tail alone has the power; which side is solved for keeps digits. */
    private static double twoTailed(double alpha, double power) {
        double z = NormalTail.upperQuantile(alpha / 2);
        UnivariateFunction excess = power < 0.5
                ? d -> NormalTail.survival(z - d) + NormalTail.survival(z + d) - power
                : d -> 1 - power - NormalTail.survival(d - z) + NormalTail.survival(d + z);
        double nearTailAlone = z + NormalTail.quantile(power);
        return new BrentSolver(ROOT_ACCURACY, NO_ACCURACY_OF_ITS_OWN, NO_ACCURACY_OF_ITS_OWN)
                .solve(ROOT_EVALUATIONS, excess, 0, 1.01 * nearTailAlone, nearTailAlone);
    }
}
