package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.NormalTail;

/**
 * The difference of a metric y between two arms, freed of what a covariate x from before the test explains: CUPED.
 *
 * <p>Since x lies before the test, its mean is the same in both arms but for chance, and taking theta times that chance
 * away leaves the difference unbiased and less scattered, by a factor of the squared correlation of x and y:
 * <pre>
 *   theta      = (Sxy1 + Sxy2) / (Sxx1 + Sxx2)                       within the arms, centred
 *   difference = (meanY1 - meanY2) - theta (meanX1 - meanX2)
 *   error^2    = sum over arms of (Syy - 2 theta Sxy + theta^2 Sxx) / ((n - 1) n)
 *   z          = difference / error,                                 normal for large n
 * </pre>
 * For evidence at many looks theta has to be frozen, from data before the test: then y - theta x is a metric like any
 * other. Source: Deng, Xu, Kohavi &amp; Walker (2013), Improving the sensitivity of online controlled experiments by
 * utilizing pre-experiment data, WSDM.
 *
 * @param theta         slope of y on x; in units of y per unit of x
 * @param difference    adjusted mean of arm 1 minus that of arm 2; in units of y
 * @param standardError of the difference; 0 or more, in units of y
 * @throws IllegalArgumentException if theta or the difference is not finite or the error negative or NaN
 */
public record Cuped(double theta, double difference, double standardError) {
    public Cuped {
        Arguments.finite("theta", theta);
        Arguments.finite("difference", difference);
        if (!(standardError >= 0)) {
            throw new IllegalArgumentException("standardError must be 0 or more, not " + standardError);
        }
    }

    /**
     * Returns the difference with theta estimated from both arms; theta is 0 if x does not vary.
     *
     * @param arm1 pairs of covariate x and metric y of arm 1; at least 2
     * @param arm2 pairs of arm 2; at least 2
     * @throws IllegalArgumentException if an arm has fewer pairs
     */
    public static Cuped test(CoMoments arm1, CoMoments arm2) {
        double spread = arm1.sxx() + arm2.sxx();
        return frozen(spread > 0 ? (arm1.sxy() + arm2.sxy()) / spread : 0, arm1, arm2);
    }

    /**
     * Returns the difference with a theta that was fixed before; 0 gives the plain difference of means.
     *
     * @param theta slope of y on x; finite
     * @param arm1  pairs of covariate x and metric y of arm 1; at least 2
     * @param arm2  pairs of arm 2; at least 2
     * @throws IllegalArgumentException if theta is not finite or an arm has fewer pairs
     */
    public static Cuped frozen(double theta, CoMoments arm1, CoMoments arm2) {
        double difference = arm1.meanY() - arm2.meanY() - theta * (arm1.meanX() - arm2.meanX());
        double variance = variance("arm1", theta, arm1) + variance("arm2", theta, arm2);
        return new Cuped(theta, difference, Math.sqrt(variance));
    }

    /** Returns difference / standardError; 0 if both are 0, infinite if only the error is. */
    public double z() {
        return difference == 0 ? 0 : difference / standardError;
    }

    /** Returns the two-sided p-value of no difference, from 0 to 1. */
    public double pValue() {
        return NormalTail.twoSided(z());
    }

    /** Returns the natural logarithm of the p-value, also where that is too small for a double. */
    public double logPValue() {
        return NormalTail.logTwoSided(z());
    }

    /** The squared error of the mean of y - theta x. */
    private static double variance(String name, double theta, CoMoments arm) {
        if (arm.n() < 2) {
            throw new IllegalArgumentException(name + " must hold at least 2 pairs, not " + arm.n());
        }
        // Around the arm's own slope, which leaves the least: a sum of two terms that are not negative.
        double slope = arm.sxx() > 0 ? arm.sxy() / arm.sxx() : 0;
        double least = Math.max(0, Math.fma(-slope, arm.sxy(), arm.syy()));
        double more = theta - slope;
        return (least + more * more * arm.sxx()) / (arm.n() - 1.0) / arm.n();
    }
}
