package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import dev.weir.statistics.Moments;
import dev.weir.statistics.StudentTail;

/**
 * Welch's t-test for "two means are equal", two-sided, at one look that was fixed beforehand.
 *
 * @param t        statistic; positive if the first mean is larger
 * @param df       degrees of freedom after Satterthwaite, 1 or more, seldom whole
 * @param pValue   probability of a statistic at least as far from 0 if the means are equal
 * @param logP     natural logarithm of the p-value, also where that is too small for a double
 * @param interval interval of the first mean minus the second
 */
public record WelchTest(double t, double df, double pValue, double logP, Interval interval) {
    /**
     * Tests the means of two samples, whose variances may differ.
     *
     * <p>t = (m1 - m2) / sqrt(v1/n1 + v2/n2), v the unbiased variances, against Student's t with df = (v1/n1 + v2/n2)^2
     * / ((v1/n1)^2/(n1 - 1) + (v2/n2)^2/(n2 - 1)) degrees of freedom. Right for any distribution once the samples are
     * large, for skewed ones such as latencies better on their logarithms. Source: Welch (1947), Biometrika 34;
     * Satterthwaite (1946), Biometrics Bulletin 2; the same as {@code t.test} of R.
     *
     * <p>If no value differs within either sample the limit is returned: t = 0 and p = 1 for equal means, an infinite t
     * and p = 0 for others, and the interval is the difference. It says what the numbers say; whether a measurement
     * that never varies is to be believed is another question.
     *
     * @param first      moments of the first sample, of 2 values or more
     * @param second     moments of the second sample, of 2 values or more
     * @param confidence coverage of the interval, above 0 and below 1, e.g. 0.95
     * @throws IllegalArgumentException if a sample has fewer than 2 values, which leaves its variance unknown, or the
     *     confidence is out of its range
     */
    public static WelchTest test(Moments first, Moments second, double confidence) {
        Arguments.probability("confidence", confidence);
        WelchError welch = WelchError.of(first, second);
        double t = welch.difference() == 0 ? 0 : welch.difference() / welch.error();
        double half = StudentTail.upperQuantile((1 - confidence) / 2, welch.df()) * welch.error();
        return new WelchTest(
                t,
                welch.df(),
                StudentTail.twoSided(t, welch.df()),
                StudentTail.logTwoSided(t, welch.df()),
                new Interval(welch.difference() - half, welch.difference() + half));
    }
}
