package dev.weir.statistics.sequential;

/*
 * Written out because the libraries offer this expansion for int counts only, and a rollout may well see more than 2^31
 * requests; the direct form, log B(k + 1, n - k + 1) - k log p - (n - k) log q, loses seven digits at n = 1e9.
 */
/** The logarithm of a binomial probability for any long counts, without cancellation. */
final class BinomialMass {
    private static final double HALF_LOG_TWO_PI = 0.91893853320467274178;
    private static final int SERIES_FROM = 16;

    private BinomialMass() {}

    /**
     * Returns log P(K = k), K binomial, by Loader's saddle-point expansion.
     *
     * <p>log P = log(n / (2 pi k (n-k)))/2 + s(n) - s(k) - s(n-k) - D(k, np) - D(n-k, nq), with s the error of
     * Stirling's formula for log n! and D(x, m) = x log(x/m) + m - x. Absolute error below 1e-10 at n = 1e9.
     * Source: Loader (2000), Fast and accurate computation of binomial probabilities.
     *
     * @param k successes; 0 to n
     * @param n trials; 0 or more
     * @param p success probability, above 0 (for k = n it may be 1)
     * @param q 1 - p, passed on its own so that neither tail loses digits; above 0 unless k = n
     */
    static double log(long k, long n, double p, double q) {
        if (k == 0) {
            return n == 0 ? 0 : n * logOf(q, p);
        }
        if (k == n) {
            return n * logOf(p, q);
        }
        double others = (double) n - k;
        double spread = StrictMath.log(n / ((double) k * others)) / 2 - HALF_LOG_TWO_PI;
        return spread
                + stirlingError(n)
                - stirlingError(k)
                - stirlingError(n - k)
                - deviance(k, n * p)
                - deviance(others, n * q);
    }

    /** log(value), through its complement where the value is near 1 and has lost the digits that count. */
    private static double logOf(double value, double complement) {
        return complement < 0.5 ? StrictMath.log1p(-complement) : StrictMath.log(value);
    }

    private static double deviance(double x, double mean) {
        double relative = (x - mean) / mean;
        return Math.abs(relative) < 0.1
                ? mean * ((1 + relative) * StrictMath.log1p(relative) - relative)
                : x * StrictMath.log(x / mean) + mean - x;
    }

    private static double stirlingError(long n) {
        if (n < SERIES_FROM) {
            double factorial = 1;
            for (long i = 2; i <= n; i++) {
                factorial *= i;
            }
            return StrictMath.log(factorial) - (n + 0.5) * StrictMath.log(n) + n - HALF_LOG_TWO_PI;
        }
        double square = (double) n * n;
        return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / square) / square) / square) / square)
                / n;
    }
}
