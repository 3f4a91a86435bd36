package dev.weir.statistics.bayes;

import dev.weir.statistics.BinomialMass;
import dev.weir.statistics.IncompleteBeta;

/**
 * The beta distribution of a rate after events and trials have been seen, uniform before: parameters a = events + 1 and
 * b = trials - events + 1. Points are given as p with q = 1 - p, so that both ends keep their digits.
 */
record Posterior(long a, long b) {
    static Posterior of(long k, long n) {
        return new Posterior(k + 1, n - k + 1);
    }

    /** a + b, trials + 2. */
    double size() {
        return (double) a + b;
    }

    /** The mode of log(p/q), about which its distribution is nearly symmetric. */
    double centre() {
        return Math.log((double) a / b);
    }

    /** The standard deviation of log(p/q), nearly. */
    double spread() {
        return Math.sqrt(1.0 / a + 1.0 / b);
    }

    /** The logarithm of the density at p: (n + 1) times the binomial probability of what was seen. */
    double logDensity(double p, double q) {
        long n = a + b - 2;
        return Math.log(n + 1.0) + BinomialMass.log(a - 1, n, p, q);
    }

    /** log P(rate at most p), relative accuracy also where it is far below 1e-300. */
    double logBelow(double p, double q) {
        return isLeft(p) ? logSmallTail(p, q) : complement(new Posterior(b, a).logSmallTail(q, p));
    }

    /** log P(rate at least p). */
    double logAbove(double p, double q) {
        return new Posterior(b, a).logBelow(q, p);
    }

    private boolean isLeft(double p) {
        return p <= (a + 1) / (size() + 2);
    }

    /** log I_p(a, b) for p on the left of the mean, as the binomial probability of a in a + b - 1, times q and f. */
    private double logSmallTail(double p, double q) {
        return BinomialMass.log(a, a + b - 1, p, q) + Math.log(q) + IncompleteBeta.logFraction(a, b, p, q);
    }

    private static double complement(double log) {
        return Math.log(Math.max(0, -Math.expm1(log)));
    }
}
