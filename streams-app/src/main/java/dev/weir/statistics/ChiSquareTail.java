package dev.weir.statistics;

import org.apache.commons.math3.util.ContinuedFraction;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/** The upper tail of the chi-square distribution, on the usual scale and as a natural logarithm. */
public final class ChiSquareTail {
    private static final double NEARLY_SUBNORMAL = 1e-290;
    private static final double FRACTION_ACCURACY = 1e-15;

    private ChiSquareTail() {}

    /**
     * Returns P(X at least x) = Q(df/2, x/2), X chi-square with df degrees of freedom, Q the regularised upper
     * incomplete gamma function.
     *
     * @param x  the statistic; 0 or more, may be infinite
     * @param df degrees of freedom; 0 or more. With none X is 0, so the answer is 1
     * @return a probability; relative error below 1e-11 down to 1e-290, 0 below 5e-324
     * @throws IllegalArgumentException if an argument is negative or NaN
     */
    public static double survival(double x, long df) {
        check(x, df);
        return df == 0 ? 1 : RegularizedGamma.Q.value(df / 2.0, x / 2);
    }

    /**
     * Returns log P(X at least x), also where the probability is too small for a double.
     *
     * @param x  the statistic; 0 or more, may be infinite
     * @param df degrees of freedom; 0 or more
     * @return a logarithm, at most 0; -infinity only if x is infinite
     * @throws IllegalArgumentException if an argument is negative or NaN
     */
    public static double logSurvival(double x, long df) {
        double p = survival(x, df);
        if (p > 0.5) {
            return df == 0 ? 0 : Math.log1p(0 - RegularizedGamma.P.value(df / 2.0, x / 2));
        }
        return p > NEARLY_SUBNORMAL ? Math.log(p) : logFarTail(df / 2.0, x / 2);
    }

    /** log Q(a, y) = a log y - y - log Gamma(a) - log f, f the continued fraction of DLMF 8.9.2; quick for y above a. */
    private static double logFarTail(double a, double y) {
        if (y == Double.POSITIVE_INFINITY) {
            return Double.NEGATIVE_INFINITY;
        }
        ContinuedFraction fraction = new ContinuedFraction() {
            @Override
            protected double getA(int n, double at) {
                return at + 2.0 * n + 1 - a;
            }

            @Override
            protected double getB(int n, double at) {
                return n * (a - n);
            }
        };
        return a * Math.log(y) - y - LogGamma.value(a) - Math.log(fraction.evaluate(y, FRACTION_ACCURACY));
    }

    private static void check(double x, long df) {
        if (!(x >= 0)) {
            throw new IllegalArgumentException("x must be 0 or more, not " + x);
        }
        if (df < 0) {
            throw new IllegalArgumentException("df must be 0 or more, not " + df);
        }
    }
}
