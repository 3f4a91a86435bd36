package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.SaddlePoint;

/**
 * The e-value against "units were assigned to the variants in the intended proportions", valid at every look: the
 * sequential form of the chi-square test for a sample ratio mismatch.
 *
 * <p>For counts n_i of N units, intended shares theta_i and a concentration A, with a_i = A theta_i, it is the Bayes
 * factor of a Dirichlet(a) prior on the true shares against theta:
 * <pre>
 *   log E = log G(A) - log G(A + N) + sum_i [log G(a_i + n_i) - log G(a_i)] - sum_i n_i log theta_i,   G = Gamma
 * </pre>
 * <b>It is an e-process</b>: under theta every E[E_(N+1) | the first N] = E_N, because (a_i + n_i)/(A + N), the chance
 * the mixture gives to variant i next, sums to 1 over the variants. Only the totals count, not the order; units must
 * be assigned independently. A mismatch is alarming at log E of log 1000 or more (error probability 0.001 over all
 * looks together); it says that results cannot be trusted, not which variant is worse.
 *
 * <p>Sources: Lindon &amp; Malek (2022), NeurIPS, Anytime-valid inference for multinomial count data; Fabijan et al.
 * (2019), KDD, for what a mismatch means.
 */
/*
 * As written the formula loses ten digits at N = 1e9, where terms of 2e10 leave a result of 5. With m_i = a_i + n_i,
 * M = A + N and Stirling's formula for each Gamma it becomes
 *
 *   sum_i D(m_i, M theta_i) - sum_i log(m_i/a_i)/2 + log(M/A)/2 + sum_i [s(m_i) - s(a_i)] - s(M) + s(A),
 *
 * D and s as in SaddlePoint, in which every term is of the size of the result. What D needs to many digits,
 * m_i - M theta_i = n_i - N theta_i, is computed in twice the precision, for the weights' own sum need not be 1.
 */
public final class SampleRatioMixture {
    /** A of the prior unless told otherwise: finds a share of 0.51 instead of 0.50 in a median of 45,000 units. */
    public static final double DEFAULT_CONCENTRATION = 100;

    private static final long LARGEST_COUNT = 1L << 53;

    private SampleRatioMixture() {}

    /**
     * Returns log E, in nats.
     *
     * @param counts        n_i, units assigned to each variant; 0 or more, their sum at most 2^53
     * @param weights       intended traffic of each variant, positive and finite, in any unit: only their proportions
     *     count; as many as there are counts, at least one. A variant that may get nothing has no place here
     * @param concentration A, how many units the prior is worth; positive and finite
     * @return log E; 0 (up to rounding) for no units, for one unit, and for a single variant
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static double logE(long[] counts, double[] weights, double concentration) {
        if (weights.length == 0) {
            throw new IllegalArgumentException("weights must hold at least one value");
        }
        if (counts.length != weights.length) {
            throw new IllegalArgumentException(
                    "counts must hold one value per weight, " + weights.length + ", not " + counts.length);
        }
        Arguments.positive("concentration", concentration);
        double n = total(counts);
        double sum = 0;
        double rest = 0;
        for (double weight : weights) {
            Arguments.positive("weights", weight);
            double next = sum + weight;
            double added = next - sum;
            rest += (sum - (next - added)) + (weight - added);
            sum = next;
        }
        Arguments.positive("sum of weights", sum);
        double logE = (StrictMath.log1p(n / concentration)) / 2
                - SaddlePoint.stirlingError(concentration + n)
                + SaddlePoint.stirlingError(concentration);
        for (int i = 0; i < counts.length; i++) {
            double theta = weights[i] / sum;
            double prior = concentration * theta;
            Arguments.positive("concentration times the smallest share", prior);
            double posterior = prior + counts[i];
            double difference = difference(counts[i], sum, rest, n, weights[i]) / sum;
            logE += SaddlePoint.deviance(posterior, (concentration + n) * theta, difference)
                    - StrictMath.log1p(counts[i] / prior) / 2
                    + SaddlePoint.stirlingError(posterior)
                    - SaddlePoint.stirlingError(prior);
        }
        return logE;
    }

    private static double total(long[] counts) {
        long total = 0;
        for (long count : counts) {
            if (count < 0 || count > LARGEST_COUNT - total) {
                throw new IllegalArgumentException(
                        "counts must be 0 or more and add up to at most " + LARGEST_COUNT + ", not " + count);
            }
            total += count;
        }
        return total;
    }

    /** count (sum + rest) - n weight, with the rounding errors of both products made good. */
    private static double difference(double count, double sum, double rest, double n, double weight) {
        double observed = count * sum;
        double expected = n * weight;
        double rounding = Math.fma(count, sum, -observed) + count * rest - Math.fma(n, weight, -expected);
        return (observed - expected) + rounding;
    }
}
