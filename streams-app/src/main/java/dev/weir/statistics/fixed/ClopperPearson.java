package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Exact bounds of a rate, at one look that was fixed beforehand: each is wrong with probability at most alpha whatever
 * the rate and however small the sample, and so is wider than {@link WilsonInterval}. For a two-sided interval give
 * each bound half of alpha. Relative error below 1e-7 up to a billion trials. Source: Clopper &amp; Pearson (1934),
 * Biometrika 26.
 */
public final class ClopperPearson {
    private ClopperPearson() {}

    /**
     * Returns the rate u at which k or fewer events in n trials have probability alpha: the 1 - alpha quantile of
     * Beta(k + 1, n - k).
     *
     * @param k     events; 0 to n
     * @param n     trials; 0 or more
     * @param alpha probability of a bound below the true rate, above 0 and below 1
     * @return the bound, above k/n for alpha up to 1/2; 1 - alpha^(1/n) if k = 0, exactly 1 if k = n, also if n = 0
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static double upper(long k, long n, double alpha) {
        Arguments.counts("n", n, "k", k);
        Arguments.probability("alpha", alpha);
        if (k == n) {
            return 1;
        }
        if (k == 0) {
            return -Math.expm1(Math.log(alpha) / n);
        }
        return BetaDistribution.of(k + 1.0, n - k).inverseSurvivalProbability(alpha);
    }

    /**
     * Returns the rate l at which k or more events in n trials have probability alpha: the alpha quantile of Beta(k,
     * n - k + 1).
     *
     * @param k     events; 0 to n
     * @param n     trials; 0 or more
     * @param alpha probability of a bound above the true rate, above 0 and below 1
     * @return the bound, below k/n for alpha up to 1/2; exactly 0 if k = 0, also if n = 0, alpha^(1/n) if k = n
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static double lower(long k, long n, double alpha) {
        Arguments.counts("n", n, "k", k);
        Arguments.probability("alpha", alpha);
        if (k == 0) {
            return 0;
        }
        if (k == n) {
            return Math.exp(Math.log(alpha) / n);
        }
        return BetaDistribution.of(k, n - k + 1.0).inverseCumulativeProbability(alpha);
    }
}
