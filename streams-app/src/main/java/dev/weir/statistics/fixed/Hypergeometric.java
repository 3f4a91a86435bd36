package dev.weir.statistics.fixed;

import dev.weir.statistics.BinomialMass;

/**
 * The number X of marked ones among those drawn from a population without putting back: the first cell of a 2x2 table
 * with given margins. Probabilities are natural logarithms.
 *
 * <p>P(X = x) = Bin(x; marked, p) Bin(drawn - x; unmarked, p) / Bin(drawn; N, p) for any p; p = drawn/N keeps all three
 * near their modes. Source: Loader (2000), Fast and accurate computation of binomial probabilities.
 */
final class Hypergeometric {
    private static final double NEGLIGIBLE = 1e-18;

    private final long marked;
    private final long unmarked;
    private final long drawn;
    private final double p;
    private final double q;
    private final double logAll;
    final long lowest;
    final long highest;

    Hypergeometric(long marked, long unmarked, long drawn) {
        this.marked = marked;
        this.unmarked = unmarked;
        this.drawn = drawn;
        long all = marked + unmarked;
        p = (double) drawn / all;
        q = (double) (all - drawn) / all;
        logAll = BinomialMass.log(drawn, all, p, q);
        lowest = Math.max(0, drawn - unmarked);
        highest = Math.min(marked, drawn);
    }

    double logMass(long x) {
        return BinomialMass.log(x, marked, p, q) + BinomialMass.log(drawn - x, unmarked, p, q) - logAll;
    }

    /** A value with the greatest probability, or within rounding a neighbour of one. */
    long mode() {
        double mode = ((double) marked + 1) * (((double) drawn + 1) / ((double) marked + unmarked + 2));
        return Math.max(lowest, Math.min(highest, (long) mode));
    }

    /** log P(X at most x) for an x from lowest to highest, from the side that is not nearly everything. */
    double logAtMost(long x) {
        return x >= highest ? 0 : x < mode() ? logDown(x) : logOfRest(logUp(x + 1));
    }

    double logAtLeast(long x) {
        return x <= lowest ? 0 : x > mode() ? logUp(x) : logOfRest(logDown(x - 1));
    }

    /** log P(X at most x), summed from x down, which is quick and exact where the probabilities fall on the way. */
    double logDown(long x) {
        double sum = 1;
        double term = 1;
        for (long i = x; i > lowest && term > NEGLIGIBLE * sum; i--) {
            term *= 1 / upwards(i - 1);
            sum += term;
        }
        return logMass(x) + Math.log(sum);
    }

    /** log P(X at least x), summed from x up. */
    double logUp(long x) {
        double sum = 1;
        double term = 1;
        for (long i = x; i < highest && term > NEGLIGIBLE * sum; i++) {
            term *= upwards(i);
            sum += term;
        }
        return logMass(x) + Math.log(sum);
    }

    /** P(X = x + 1) / P(X = x). */
    private double upwards(long x) {
        return (double) (marked - x) * (drawn - x) / ((x + 1.0) * (unmarked - drawn + x + 1));
    }

    private static double logOfRest(double log) {
        return Math.log1p(0 - Math.min(1, Math.exp(log)));
    }
}
