package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.BinomialMass;
import dev.weir.statistics.IncompleteBeta;
import dev.weir.statistics.Interval;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * E-values for one rate against a fixed value, from k events in n trials, valid at every look.
 *
 * <p>The alternative is mixed over a uniform prior, whole or cut off at p0:
 * <pre>
 *   log E_two     = -log(n + 1) - log P(Bin(n, p0) = k)
 *   log E_greater = log E_two + log P(Bin(n + 1, p0) &lt;= k)     - log(1 - p0)     rejects p &lt;= p0
 *   log E_less    = log E_two + log P(Bin(n + 1, p0) &gt;= k + 1) - log p0           rejects p &gt;= p0
 * </pre>
 * <b>Each is an e-process</b> of its null: a mixture of the likelihood ratios of p against p0, which for p above p0 are
 * supermartingales under every rate up to p0, and the mirror image for p below. Only the totals count, not the order.
 *
 * <p>Sources: Ville (1939); Robbins (1970), Annals of Mathematical Statistics 41.
 */
public final class OneSampleBernoulli {
    private static final double ROOT_ACCURACY = 1e-13;
    private static final int ROOT_EVALUATIONS = 500;
    private static final double LOG_SMALLEST_RATE = StrictMath.log(1e-300);
    private static final double LOG_HALF = StrictMath.log(0.5);

    private OneSampleBernoulli() {}

    /**
     * Returns the log e-value against p = p0, in nats.
     *
     * @param k  events; 0 to n
     * @param n  trials; 0 or more
     * @param p0 the rate under the null; above 0 and below 1
     * @return log E; 0 for n = 0
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static double logETwoSided(long k, long n, double p0) {
        check(k, n, p0);
        return twoSided(k, n, p0, 1 - p0);
    }

    /** Returns the log e-value against p at most p0, in nats; arguments and errors as {@link #logETwoSided}. */
    public static double logEGreater(long k, long n, double p0) {
        check(k, n, p0);
        return greater(k, n, p0, 1 - p0);
    }

    /** Returns the log e-value against p at least p0, in nats; arguments and errors as {@link #logETwoSided}. */
    public static double logELess(long k, long n, double p0) {
        check(k, n, p0);
        return greater(n - k, n, 1 - p0, p0);
    }

    /**
     * Returns the interval of a confidence sequence: with probability {@code confidence} it holds the rate at all looks
     * at once. It is {p0 : log E_two(p0) &lt; log(1/(1 - confidence))}, its ends accurate to 1e-9 relative.
     *
     * @param k          events; 0 to n
     * @param n          trials; 0 or more
     * @param confidence coverage over all time, above 0 and below 1, e.g. 0.95
     * @return the interval inside [0, 1]; lower exactly 0 if k = 0, upper exactly 1 if k = n
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static Interval interval(long k, long n, double confidence) {
        Arguments.counts("n", n, "k", k);
        Arguments.probability("confidence", confidence);
        double threshold = -StrictMath.log(1 - confidence);
        return new Interval(lowerBound(k, n, threshold), upperBound(k, n, threshold));
    }

    /**
     * Returns log P(Bin(n, p) &lt;= k), from the same fraction as the one-sided evidence.
     *
     * @param k 0 to n - 1
     * @param n 1 or more
     */
    static double logAtMost(long k, long n, double p, double q) {
        return greater(k, n - 1, p, q) - twoSided(k, n - 1, p, q) + StrictMath.log(q);
    }

    private static void check(long k, long n, double p0) {
        Arguments.counts("n", n, "k", k);
        Arguments.probability("p0", p0);
    }

    private static double twoSided(long k, long n, double p, double q) {
        return -StrictMath.log1p(n) - BinomialMass.log(k, n, p, q);
    }

    /*
     * With N = n + 1 the tail P(Bin(N, p) <= k) is the regularised incomplete beta I_q(a, b), a = N - k, b = k + 1, that
     * is P(Bin(N, p) = k) times p f with f a continued fraction. The mass is P(Bin(n, p) = k) N q / a, so on the smaller
     * side everything that could underflow cancels: log E = log(p f) - log a. On the other side the smaller tail is taken
     * from 1.
     */
    private static double greater(long k, long n, double p, double q) {
        double a = (double) n - k + 1;
        double b = (double) k + 1;
        if (q <= (a + 1) / (a + b + 2)) {
            return logTail(k, a, p, q) - StrictMath.log(a);
        }
        double logMass = BinomialMass.log(k, n, p, q);
        double logOtherTail =
                logMass + StrictMath.log1p(n) + StrictMath.log(p) - StrictMath.log(b) + logTail(n - k, b, q, p);
        double tail = Math.max(0, -StrictMath.expm1(logOtherTail));
        return -StrictMath.log1p(n) - logMass - StrictMath.log(q) + StrictMath.log(tail);
    }

    /** log(P(Bin(N, p) <= k) / P(Bin(N, p) = k)), a = N - k, for k below the mean. */
    private static double logTail(long k, double a, double p, double q) {
        return StrictMath.log(p) + IncompleteBeta.logFraction(a, k + 1.0, q, p);
    }

    /** The root below k/n. */
    private static double lowerBound(long k, long n, double threshold) {
        return k == 0 ? 0 : root(k, n, threshold, LOG_SMALLEST_RATE, StrictMath.log((double) k / n));
    }

    /** The root above k/n; above 1/2 it is sought from the other end, for where it is near 1 all digits are in 1 - p. */
    private static double upperBound(long k, long n, double threshold) {
        boolean aboveHalf = k >= n - k || twoSided(k, n, 0.5, 0.5) < threshold;
        return aboveHalf
                ? 1 - lowerBound(n - k, n, threshold)
                : root(k, n, threshold, Math.max(LOG_SMALLEST_RATE, StrictMath.log((double) k / n)), LOG_HALF);
    }

    /** Sought in log p because it may lie many orders of magnitude below k/n, or below 1. */
    private static double root(long k, long n, double threshold, double fromLogP, double toLogP) {
        double root = new BrentSolver(ROOT_ACCURACY)
                .solve(
                        ROOT_EVALUATIONS,
                        logP -> twoSided(k, n, StrictMath.exp(logP), -StrictMath.expm1(logP)) - threshold,
                        fromLogP,
                        toLogP);
        return StrictMath.exp(root);
    }
}
