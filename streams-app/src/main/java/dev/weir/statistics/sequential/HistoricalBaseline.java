package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * Evidence that the candidate fails more often than allowed by what the baseline did <em>before</em> the rollout, where
 * no baseline serves beside it.
 *
 * <p>From k_0 failures in n_0 earlier requests the baseline's rate is at most U with confidence 1 - alpha/5 (Clopper &amp;
 * Pearson), P(Bin(n_0, U) &lt;= k_0) = alpha/5. The candidate is then held to the rate rho U by
 * {@link OneSampleBernoulli#logEGreater} at the error 0.8 alpha. Together they roll back a candidate with
 * p_c &lt;= rho p_b, at any number of looks, with probability at most alpha/5 + 0.8 alpha.
 *
 * <p><b>Only if p_b stays what it was.</b> Then it finds 15 times the errors at half of the traffic in 58 requests where a
 * concurrent baseline takes 212 (medians of 500 simulated rollouts, errors of 1 % in 10,000 earlier requests). If not,
 * it cannot tell a bad candidate from a bad hour: ten minutes of ten times the errors in both models, ten minutes after
 * the start, rolled back every one of 500 candidates as good as their baseline, a concurrent baseline none. That is why
 * nothing uses it unless it is asked to.
 *
 * <p>Source: Clopper &amp; Pearson (1934), Biometrika 26.
 *
 * @param upper U, upper bound of the baseline's rate; above 0 and at most 1
 * @param alpha error probability of bound and evidence together, above 0 and below 1
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record HistoricalBaseline(double upper, double alpha) {
    private static final double SHARE_OF_BOUND = 0.2;
    private static final double ROOT_ACCURACY = 1e-13;
    private static final int ROOT_EVALUATIONS = 500;
    private static final double LOG_SMALLEST_RATE = StrictMath.log(1e-300);
    private static final double LOG_LARGEST_RATE = -0x1p-52;

    public HistoricalBaseline {
        if (!(upper > 0 && upper <= 1)) {
            throw new IllegalArgumentException("upper must be above 0 and at most 1, not " + upper);
        }
        Arguments.probability("alpha", alpha);
    }

    /**
     * Returns the bound that earlier requests put on the baseline's rate.
     *
     * @param n     n_0, requests; 0 or more, and with 0 nothing is known: U is 1
     * @param k     k_0, bad ones among them; 0 to n
     * @param alpha error probability of the whole, above 0 and below 1
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static HistoricalBaseline of(long n, long k, double alpha) {
        Arguments.counts("n", n, "k", k);
        Arguments.probability("alpha", alpha);
        if (k == n) {
            return new HistoricalBaseline(1, alpha);
        }
        double logError = StrictMath.log(SHARE_OF_BOUND * alpha);
        double root = new BrentSolver(ROOT_ACCURACY)
                .solve(
                        ROOT_EVALUATIONS,
                        logP -> OneSampleBernoulli.logAtMost(k, n, StrictMath.exp(logP), -StrictMath.expm1(logP))
                                - logError,
                        LOG_SMALLEST_RATE,
                        LOG_LARGEST_RATE);
        return new HistoricalBaseline(StrictMath.exp(root), alpha);
    }

    /**
     * Returns the log e-value against a candidate within the ratio, in nats; 0 where the allowed rate reaches 1.
     *
     * @param n     requests of the candidate; 0 or more
     * @param k     bad ones among them; 0 to n
     * @param ratio rho, the tolerated ratio; positive
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public double logE(long n, long k, double ratio) {
        Arguments.counts("n", n, "k", k);
        Arguments.positive("ratio", ratio);
        double allowed = ratio * upper;
        return allowed < 1 ? OneSampleBernoulli.logEGreater(k, n, allowed) : 0;
    }

    /** Returns the log E at which the candidate is proved to fail too often, log(1/(0.8 alpha)). */
    public double logBound() {
        return -StrictMath.log((1 - SHARE_OF_BOUND) * alpha);
    }
}
