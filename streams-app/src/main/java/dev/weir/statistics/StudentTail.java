package dev.weir.statistics;

import org.apache.commons.math3.util.ContinuedFraction;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.statistics.distribution.TDistribution;

/** The tails of Student's t distribution, on the usual scale and as natural logarithms; df need not be whole. */
public final class StudentTail {
    private static final double SMALLEST_SURE = 1e-280;
    private static final double FRACTION_ACCURACY = 1e-15;

    private StudentTail() {}

    /**
     * Returns P(T at least t).
     *
     * @param t  any number, also infinite
     * @param df degrees of freedom, positive and finite
     * @return a probability; relative error below 1e-11 down to 1e-280
     * @throws IllegalArgumentException if t is NaN or df is out of its range
     */
    public static double survival(double t, double df) {
        check(t, df);
        return TDistribution.of(df).survivalProbability(t);
    }

    /**
     * Returns P(|T| at least |t|) = I_x(df/2, 1/2), x = df / (df + t^2), I the regularised incomplete beta function.
     *
     * @param t  any number, also infinite
     * @param df degrees of freedom, positive and finite
     * @return a probability, exactly 1 at 0
     * @throws IllegalArgumentException if t is NaN or df is out of its range
     */
    public static double twoSided(double t, double df) {
        return 2 * survival(Math.abs(t), df);
    }

    /**
     * Returns log P(|T| at least |t|), also where the probability is too small for a double.
     *
     * @param t  any number, also infinite
     * @param df degrees of freedom, positive and finite
     * @return a logarithm, at most 0; relative error below 1e-12
     * @throws IllegalArgumentException if t is NaN or df is out of its range
     */
    public static double logTwoSided(double t, double df) {
        check(t, df);
        double odds = t * t / df;
        double inside = RegularizedBeta.value(1 / (1 + 1 / odds), 0.5, df / 2);
        if (inside < 0.5) {
            return StrictMath.log1p(0 - inside);
        }
        double p = twoSided(t, df);
        return p > SMALLEST_SURE ? StrictMath.log(p) : logFar(odds, df / 2);
    }

    /**
     * Returns log P(T at least t); for log P(T at most t) pass -t.
     *
     * @param t  any number, also infinite
     * @param df degrees of freedom, positive and finite
     * @return a logarithm, at most 0; relative error below 1e-12
     * @throws IllegalArgumentException if t is NaN or df is out of its range
     */
    public static double logSurvival(double t, double df) {
        double half = logTwoSided(t, df) - StrictMath.log(2);
        return t < 0 ? StrictMath.log1p(0 - StrictMath.exp(half)) : half;
    }

    /**
     * Returns the t with P(T at least t) = p: the critical value of a one-sided test at level p.
     *
     * @param p  probability above the quantile, above 0 and below 1
     * @param df degrees of freedom, positive and finite
     * @return the quantile
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static double upperQuantile(double p, double df) {
        Arguments.probability("p", p);
        Arguments.positive("df", df);
        return TDistribution.of(df).inverseSurvivalProbability(p);
    }

    /*
     * log I_x(a, b) with b = 1/2, 1 - x = y and odds = y / x, by the continued fraction of Didonato and Morris (1992),
     * ACM Transactions on Mathematical Software 18, BFRAC. The common one, DLMF 8.17.22, starts with a difference of
     * two numbers near 1 when a is large; this one has a y - b x, which is exact to the last digits.
     */
    private static double logFar(double odds, double a) {
        double b = 0.5;
        double x = 1 / (1 + odds);
        double y = 1 / (1 + 1 / odds);
        ContinuedFraction fraction = new ContinuedFraction() {
            @Override
            protected double getA(int m, double at) {
                double step = m == 0 ? 0 : m * (b - m) * at / (a + 2 * m - 1);
                return m + step + (a + m) / (a + 2 * m + 1) * (a * y - b * at + 1 + m * (1 + y));
            }

            @Override
            protected double getB(int m, double at) {
                double denominator = a + 2 * m - 1;
                return (a + m - 1) / denominator * ((a + b + m - 1) / denominator) * m * (b - m) * at * at;
            }
        };
        return -a * StrictMath.log1p(odds)
                - b * StrictMath.log1p(1 / odds)
                - LogBeta.value(a, b)
                - StrictMath.log(fraction.evaluate(x, FRACTION_ACCURACY));
    }

    private static void check(double t, double df) {
        if (Double.isNaN(t)) {
            throw new IllegalArgumentException("t must be a number, not NaN");
        }
        Arguments.positive("df", df);
    }
}
