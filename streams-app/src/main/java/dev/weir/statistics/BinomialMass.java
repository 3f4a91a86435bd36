package dev.weir.statistics;

/*
 * Written out because the libraries offer this expansion for int counts only, and a rollout may well see more than 2^31
 * requests; the direct form, log B(k + 1, n - k + 1) - k log p - (n - k) log q, loses seven digits at n = 1e9.
 */
/** The logarithm of a binomial probability for any long counts, without cancellation. */
public final class BinomialMass {
    private BinomialMass() {}

    /**
     * Returns log P(K = k), K binomial, by Loader's saddle-point expansion.
     *
     * <p>log P = log(n / (2 pi k (n-k)))/2 + s(n) - s(k) - s(n-k) - D(k, np) - D(n-k, nq), with s and D of
     * {@link SaddlePoint}. Relative error below 1e-12 also at n = 1e10.
     *
     * @param k successes; 0 to n
     * @param n trials; 0 or more
     * @param p success probability, above 0 (for k = n it may be 1)
     * @param q 1 - p, passed on its own so that neither tail loses digits; above 0 unless k = n
     */
    public static double log(long k, long n, double p, double q) {
        if (k == 0) {
            return n == 0 ? 0 : n * logOf(q, p);
        }
        if (k == n) {
            return n * logOf(p, q);
        }
        double others = (double) n - k;
        double spread = StrictMath.log(n / ((double) k * others)) / 2 - SaddlePoint.HALF_LOG_TWO_PI;
        // k - np in one rounding, from the smaller probability, which is the one that has all its digits.
        double difference = p <= q ? Math.fma(-(double) n, p, k) : -Math.fma(-(double) n, q, others);
        return spread
                + SaddlePoint.stirlingError(n)
                - SaddlePoint.stirlingError(k)
                - SaddlePoint.stirlingError(others)
                - SaddlePoint.deviance(k, n * p, difference)
                - SaddlePoint.deviance(others, n * q, -difference);
    }

    /** log(value), through its complement where the value is near 1 and has lost the digits that count. */
    private static double logOf(double value, double complement) {
        return complement < 0.5 ? StrictMath.log1p(-complement) : StrictMath.log(value);
    }
}
