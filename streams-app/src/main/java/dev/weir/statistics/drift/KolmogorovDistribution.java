package dev.weir.statistics.drift;

/*
 * Commons Math has the distribution function only, whose complement has no digits left in the tail; Commons Statistics
 * has the tail but does not show it.
 */
/** The upper tail of Kolmogorov's limiting distribution K, of sqrt(nm/(n+m)) D for large samples. */
final class KolmogorovDistribution {
    private static final double LOG_TWO = Math.log(2);
    private static final int TERMS = 6;

    private KolmogorovDistribution() {}

    /**
     * Returns log P(K at least x) = log(2 sum over k of (-1)^(k-1) e^(-2 k^2 x^2)); below 1 through the other series,
     * 1 - sqrt(2 pi)/x sum over k of e^(-(2k-1)^2 pi^2 / (8 x^2)). Both are exact to rounding after six terms on their
     * side of 1. Source: Kolmogorov (1933); Feller (1948), Annals of Mathematical Statistics 19.
     *
     * @param x 0 or more
     */
    static double logSurvival(double x) {
        return x < 1 ? Math.log1p(-cumulative(x)) + 0.0 : logLargeSurvival(x);
    }

    private static double cumulative(double x) {
        double sum = 0;
        for (int k = TERMS; k > 0; k--) {
            double odd = (2 * k - 1) * Math.PI / x;
            sum += Math.exp(-odd * odd / 8);
        }
        return sum == 0 ? 0 : Math.sqrt(2 * Math.PI) / x * sum;
    }

    private static double logLargeSurvival(double x) {
        double relative = 0;
        for (int k = TERMS; k > 1; k--) {
            double term = Math.exp(-2 * (k * k - 1) * x * x);
            relative += k % 2 == 0 ? -term : term;
        }
        return LOG_TWO - 2 * x * x + Math.log1p(relative);
    }
}
