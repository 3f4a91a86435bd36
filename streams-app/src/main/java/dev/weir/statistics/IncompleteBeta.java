package dev.weir.statistics;

import org.apache.commons.math3.util.ContinuedFraction;

/*
 * Not the fraction of DLMF 8.17.22: that knows 1 - x only through x, and of the upper tail of a rare event, where x is
 * 1 - 1e-9, it would see seven digits.
 */
/** The part of the incomplete beta function that has no closed form, for tails beyond the range of a double. */
public final class IncompleteBeta {
    private static final double ACCURACY = 1e-15;

    private IncompleteBeta() {}

    /**
     * Returns log f in I_x(a, b) = x^a y^b / (a B(a, b)) f, y = 1 - x, as a continued fraction of some
     * sqrt(max(a, b)) terms at most.
     *
     * <p>f = a / (c_1 + d_2/(c_2 + d_3/(c_3 + ...))) with
     * <pre>
     *   c_(n+1) = n + n (b-n) x / (a+2n-1) + (a+n)/(a+2n+1) (a - (a+b) x + 1 + n (1+y)),
     *   d_(n+1) = (a+n-1)(a+b+n-1) n (b-n) x^2 / (a+2n-1)^2.
     * </pre>
     * Source: Didonato &amp; Morris (1992), ACM Transactions on Mathematical Software 18, algorithm 708, equation 9.
     *
     * @param a positive
     * @param b positive
     * @param x above 0 and at most about the mean, (a + 1)/(a + b + 2): beyond that the other side, I_y(b, a), is the
     *          one to compute
     * @param y 1 - x, passed on its own so that neither end loses digits
     */
    public static double logFraction(double a, double b, double x, double y) {
        // The distance of x from the mean, in one rounding from the smaller of the two.
        double before = x <= y ? Math.fma(-(a + b), x, a) : Math.fma(a + b, y, -b);
        ContinuedFraction fraction = new ContinuedFraction() {
            @Override
            protected double getA(int n, double at) {
                double even = a + 2.0 * n;
                double first = n == 0 ? 0 : n + n * (b - n) * x / (even - 1);
                return first + (a + n) / (even + 1) * (before + 1 + n * (1 + y));
            }

            @Override
            protected double getB(int n, double at) {
                double step = x / (a + 2.0 * n - 1);
                return (a + n - 1) * step * (a + b + n - 1) * step * n * (b - n);
            }
        };
        return StrictMath.log(a) - StrictMath.log(fraction.evaluate(x, ACCURACY));
    }
}
