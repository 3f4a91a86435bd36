package dev.weir.statistics.bayes;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Products;

/**
 * How probable it is that the rate of B is above that of A, and what a wrong choice would cost, each rate having a
 * uniform prior. <b>For display: this is no stopping rule</b> (see the package).
 *
 * <p>With p_A and p_B beta distributed, parameters k + 1 and n - k + 1, and F, f and S their distribution function,
 * density and upper tail,
 * <pre>
 *   P(p_B &gt; p_A)           = integral of f_A(p) S_B(p) dp
 *   E[max(p_A - p_B, 0)]   = integral of F_B(p) S_A(p) dp          the loss expected if B is chosen
 *   E[max(p_B - p_A, 0)]   = integral of F_A(p) S_B(p) dp          the loss expected if A is chosen
 * </pre>
 * Sources: Cook (2005), Exact calculation of beta inequalities; Miller (2015), Formulas for Bayesian A/B testing;
 * Stucchio (2015), Bayesian A/B testing at VWO.
 *
 * @param probabilityBAboveA P(p_B &gt; p_A), 0 to 1
 * @param lossOfA            E[max(p_B - p_A, 0)], the loss of rate expected if A is chosen, 0 to 1
 * @param lossOfB            E[max(p_A - p_B, 0)], the loss of rate expected if B is chosen, 0 to 1
 */
/*
 * Closed sums over as many terms as there are events are exact but slow for millions, and the normal approximation is
 * off by 1e-4 for a thousand events and has no digits in the tail. The integrals serve all sizes. Over u = log(p/q) the
 * integrands are smooth, log-concave and without ends, all terms are positive, and each is evaluated as a logarithm, so
 * that nothing cancels or underflows. Only the smaller probability and loss are integrated; the larger ones follow from
 * P(p_A > p_B) + P(p_B > p_A) = 1 and lossOfA - lossOfB = E[p_B] - E[p_A] without loss of digits.
 */
public record BetaComparison(double probabilityBAboveA, double lossOfA, double lossOfB) {
    /** How far outside the two centres the mode of an integrand may lie, in units of the larger spread. */
    private static final double MARGIN = 4;

    /**
     * Returns the comparison; relative accuracy 1e-9 down to 1e-300.
     *
     * @param kA events of A; 0 to nA
     * @param nA trials of A; 0 or more
     * @param kB events of B; 0 to nB
     * @param nB trials of B; 0 or more
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static BetaComparison of(long kA, long nA, long kB, long nB) {
        Arguments.counts("nA", nA, "kA", kA);
        Arguments.counts("nB", nB, "kB", kB);
        Posterior a = Posterior.of(kA, nA);
        Posterior b = Posterior.of(kB, nB);
        double lead = Products.difference(b.a(), a.size(), a.a(), b.size()) / (a.size() * b.size());
        if (lead < 0) {
            double upset = upset(b, a);
            double loss = upsetLoss(b, a);
            return new BetaComparison(upset, loss, loss - lead);
        }
        double loss = upsetLoss(a, b);
        return new BetaComparison(1 - upset(a, b), loss + lead, loss);
    }

    /** P(the rate with the lower mean is the higher one). */
    private static double upset(Posterior lower, Posterior higher) {
        return integral(lower, higher, (p, q) -> lower.logDensity(p, q) + higher.logBelow(p, q));
    }

    /** E[max(the rate with the lower mean - the other, 0)]. */
    private static double upsetLoss(Posterior lower, Posterior higher) {
        return integral(lower, higher, (p, q) -> lower.logAbove(p, q) + higher.logBelow(p, q));
    }

    private interface LogIntegrand {
        double at(double p, double q);
    }

    /** The integral over p from 0 to 1, through u = log(p/q) with dp = p q du. */
    private static double integral(Posterior lower, Posterior higher, LogIntegrand log) {
        Posterior narrower = lower.spread() < higher.spread() ? lower : higher;
        double margin = MARGIN * Math.max(lower.spread(), higher.spread());
        return Math.exp(LogConcaveIntegral.log(
                u -> {
                    double p = 1 / (1 + Math.exp(-u));
                    double q = 1 / (1 + Math.exp(u));
                    return log.at(p, q) + Math.log(p) + Math.log(q);
                },
                Math.min(lower.centre(), higher.centre()) - margin,
                Math.max(lower.centre(), higher.centre()) + margin,
                narrower.centre(),
                narrower.spread()));
    }
}
