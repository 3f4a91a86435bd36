package dev.weir.statistics.drift;

import dev.weir.statistics.ChiSquare;

/**
 * Pearson's chi-square test that two samples in the same bins come from one distribution, whatever that is.
 *
 * <p>With counts r_i and c_i, n and m in all,
 * <pre>
 *   chi2 = sum (n c_i - m r_i)^2 / (n m (r_i + c_i)),
 * </pre>
 * over the bins that are not empty in both samples; with B of these it has B - 1 degrees of freedom. The sum is that
 * over both samples of (observed - expected)^2 / expected. It holds for independent observations, at one look, and is
 * accurate where most expected counts are 5 or more. In large samples it finds differences too small to matter:
 * {@link PopulationStabilityIndex} says how large one is. Source: Pearson (1911), Biometrika 8.
 */
public final class HomogeneityTest {
    private HomogeneityTest() {}

    /**
     * Returns the statistic with its degrees of freedom and p-value; with a single bin 0, 0 and 1.
     *
     * @param reference count in each bin of the reference; 0 or more, at least one observation
     * @param current   count in each bin of the current window; 0 or more, at least one observation, as many bins
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static ChiSquare test(long[] reference, long[] current) {
        TwoSamples samples = new TwoSamples(reference, current);
        double sum = 0;
        int bins = 0;
        for (int i = 0; i < samples.bins(); i++) {
            if (!samples.isEmpty(i)) {
                double excess = samples.excess(i);
                sum += excess / samples.n() * (excess / samples.m()) / (samples.reference(i) + samples.current(i));
                bins++;
            }
        }
        return new ChiSquare(sum, bins - 1);
    }
}
