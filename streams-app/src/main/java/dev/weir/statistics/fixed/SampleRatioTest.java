package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.ChiSquareTail;
import java.math.BigDecimal;

/**
 * The chi-square test for "the variants got their intended shares of the units", at one look that was fixed beforehand:
 * a sample ratio mismatch means that something in the assignment or the counting is broken.
 *
 * @param chiSquare statistic, 0 or more
 * @param df        degrees of freedom: variants less one
 * @param pValue    probability of a statistic at least as large if the shares are the intended ones
 * @param logP      natural logarithm of the p-value, also where that is too small for a double
 */
public record SampleRatioTest(double chiSquare, long df, double pValue, double logP) {
    /**
     * Tests counts against weights.
     *
     * <p>X = sum (n_i - n theta_i)^2 / (n theta_i), theta_i = w_i / sum w, n = sum n_i, is about chi-square with K - 1
     * degrees of freedom once each n theta_i is 5 or more. Source: Pearson (1900); Fabijan et al. (2019), Diagnosing
     * sample ratio mismatch in online controlled experiments, KDD.
     *
     * @param counts  units of each variant, 0 or more; two variants or more
     * @param weights intended shares of the same variants, positive and finite; only their ratios count
     * @return the test; X = 0 and p = 1 if there are no units
     * @throws IllegalArgumentException if a count or weight is out of its range or there are not as many of both
     */
    public static SampleRatioTest test(long[] counts, double[] weights) {
        if (counts.length < 2 || counts.length != weights.length) {
            throw new IllegalArgumentException("counts and weights must be of the same two variants or more, not "
                    + counts.length + " and " + weights.length);
        }
        BigDecimal units = BigDecimal.ZERO;
        BigDecimal weight = BigDecimal.ZERO;
        for (int variant = 0; variant < counts.length; variant++) {
            Arguments.positive("weights", weights[variant]);
            if (counts[variant] < 0) {
                throw new IllegalArgumentException("counts must hold numbers from 0 on, not " + counts[variant]);
            }
            units = units.add(BigDecimal.valueOf(counts[variant]));
            weight = weight.add(new BigDecimal(weights[variant]));
        }
        double chiSquare = 0;
        for (int variant = 0; variant < counts.length && units.signum() > 0; variant++) {
            // n_i and n theta_i agree in most of their digits, so that their difference is taken before any rounding.
            BigDecimal scaledMean = units.multiply(new BigDecimal(weights[variant]));
            BigDecimal scaledExcess =
                    BigDecimal.valueOf(counts[variant]).multiply(weight).subtract(scaledMean);
            double excess = scaledExcess.doubleValue() / weight.doubleValue();
            chiSquare += excess / (scaledMean.doubleValue() / weight.doubleValue()) * excess;
        }
        long df = counts.length - 1L;
        return new SampleRatioTest(
                chiSquare, df, ChiSquareTail.survival(chiSquare, df), ChiSquareTail.logSurvival(chiSquare, df));
    }
}
