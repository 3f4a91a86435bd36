package dev.weir.statistics.fixed;

import dev.weir.statistics.ChiSquare;

/**
 * Asks whether an effect is the same in all segments, from one estimate and its variance per segment: Cochran's Q.
 *
 * <p>With effects d_s, their variances v_s and the pooled effect d = sum (d_s/v_s) / sum (1/v_s),
 * <pre>
 *   Q = sum (d_s - d)^2 / v_s,     I2 = max(0, (Q - (S-1)) / Q),
 * </pre>
 * Q being chi-square with S - 1 degrees of freedom if the effects are equal, and I2 the share of the variation between
 * segments that chance does not explain. Sources: Cochran (1954), Biometrics 10; Higgins &amp; Thompson (2002),
 * Statistics in Medicine 21.
 */
public final class HeterogeneityTest {
    private HeterogeneityTest() {}

    /**
     * The comparison of the segments.
     *
     * @param q      Q with S - 1 degrees of freedom
     * @param pooled the effect over all segments, weighted by 1/variance; in the unit of the effects
     * @param i2     I2, from 0 to 1; 0 if Q is 0
     */
    public record Result(ChiSquare q, double pooled, double i2) {}

    /**
     * Returns the comparison; of one segment it is Q = 0 with 0 degrees of freedom and the p-value 1.
     *
     * @param effects   estimated effect of each segment; finite, at least one
     * @param variances squared standard error of each; positive and finite, as many
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static Result test(double[] effects, double[] variances) {
        SegmentEffects.check(effects, variances);
        double smallest = Double.POSITIVE_INFINITY;
        for (double variance : variances) {
            smallest = Math.min(smallest, variance);
        }
        // Weights relative to the largest and effects relative to the first: no overflow, and no digits lost to a
        // common level.
        double weights = 0;
        double weighted = 0;
        for (int s = 0; s < effects.length; s++) {
            double weight = smallest / variances[s];
            weights += weight;
            weighted += weight * (effects[s] - effects[0]);
        }
        double shift = weighted / weights;
        double q = 0;
        for (int s = 0; s < effects.length; s++) {
            double apart = effects[s] - effects[0] - shift;
            q += apart / variances[s] * apart;
        }
        int df = effects.length - 1;
        return new Result(new ChiSquare(q, df), effects[0] + shift, q > df ? 1 - df / q : 0);
    }
}
