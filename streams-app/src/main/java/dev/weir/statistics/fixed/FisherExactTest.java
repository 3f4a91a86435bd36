package dev.weir.statistics.fixed;

import dev.weir.statistics.LogDomain;

/**
 * Fisher's exact test of a 2x2 table, at one look that was fixed beforehand, as natural logarithms of its p-values, of
 * which none is too small.
 *
 * @param logTwoSided log probability of a table at most as probable as the one observed
 * @param logLess     log P(X at most a)
 * @param logGreater  log P(X at least a)
 */
public record FisherExactTest(double logTwoSided, double logLess, double logGreater) {
    /** Tables as probable as the observed one within rounding count as such; the same factor as in R. */
    private static final double LOG_EQUALLY_PROBABLE = Math.log1p(1e-7);

    /**
     * Tests the table of two samples in rows: a events and b others against c events and d others.
     *
     * <p>Given all margins, X in place of a is hypergeometric if the rates are equal: P(x) = C(a+b, x) C(c+d, a+c-x) /
     * C(n, a+c). The two-sided p-value is the sum of all P(x) at most P(a) (1 + 1e-7). It needs no large samples; with
     * large ones it differs little from {@link TwoProportionTest} and always errs on the careful side. Costs in the
     * order of sqrt(n) at most. Source: Fisher (1935), Journal of the Royal Statistical Society 98; the same as {@code
     * fisher.test} of R.
     *
     * @param a events of the first sample, 0 or more
     * @param b others of the first sample, 0 or more
     * @param c events of the second sample, 0 or more
     * @param d others of the second sample, 0 or more
     * @return the test; all p-values are 1 if a margin is 0
     * @throws IllegalArgumentException if a number is negative or their sum is above 2^53, about 9e15
     */
    public static FisherExactTest test(long a, long b, long c, long d) {
        check(new String[] {"a", "b", "c", "d"}, a, b, c, d);
        if (a + b == 0 || c + d == 0 || a + c == 0 || b + d == 0) {
            return new FisherExactTest(0, 0, 0);
        }
        Hypergeometric x = new Hypergeometric(a + b, c + d, a + c);
        return new FisherExactTest(Math.min(0, logTwoSided(x, a)), x.logAtMost(a), x.logAtLeast(a));
    }

    /** Returns the two-sided p-value; 0 where it is below 5e-324. */
    public double twoSided() {
        return Math.exp(logTwoSided);
    }

    /** Returns the p-value that speaks for "the first rate is smaller" if low; 0 where it is below 5e-324. */
    public double less() {
        return Math.exp(logLess);
    }

    /** Returns the p-value that speaks for "the first rate is larger" if low; 0 where it is below 5e-324. */
    public double greater() {
        return Math.exp(logGreater);
    }

    private static double logTwoSided(Hypergeometric x, long a) {
        double most = x.logMass(a) + LOG_EQUALLY_PROBABLE;
        long mode = x.mode();
        if (x.logMass(mode) <= most) {
            return 0;
        }
        if (a < mode) {
            long far = firstAtMost(x, most, mode, x.highest + 1);
            return LogDomain.add(x.logDown(a), far > x.highest ? Double.NEGATIVE_INFINITY : x.logUp(far));
        }
        long far = firstAtMost(x, most, mode, x.lowest - 1);
        return LogDomain.add(x.logUp(a), far < x.lowest ? Double.NEGATIVE_INFINITY : x.logDown(far));
    }

    /** Returns the value nearest to the mode, on the way to the end, whose log probability is at most that; or end. */
    private static long firstAtMost(Hypergeometric x, double most, long mode, long end) {
        long above = mode;
        long atMost = end;
        while (Math.abs(atMost - above) > 1) {
            long middle = (above + atMost) / 2;
            if (x.logMass(middle) <= most) {
                atMost = middle;
            } else {
                above = middle;
            }
        }
        return atMost;
    }

    private static void check(String[] names, long... cells) {
        double n = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            if (cells[cell] < 0) {
                throw new IllegalArgumentException(names[cell] + " must be 0 or more, not " + cells[cell]);
            }
            n += cells[cell];
        }
        if (n > 0x1p53) {
            throw new IllegalArgumentException("a + b + c + d must be at most 2^53, not " + n);
        }
    }
}
