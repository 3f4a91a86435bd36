package dev.weir.statistics.fixed;

import dev.weir.statistics.ChiSquare;
import java.util.List;

/**
 * Compares two arms within strata: the answer to Simpson's paradox, where each segment favours one arm and the pooled
 * counts the other, because the segments are mixed differently.
 *
 * <p>The null hypothesis is that in every stratum both arms have the same rate. Cochran-Mantel-Haenszel statistic, over
 * strata with counts a, b, c, d and total n:
 * <pre>
 *   chi2 = (sum (a - E))^2 / sum V,     E = (a+b)(a+c)/n,   V = (a+b)(c+d)(a+c)(b+d) / (n^2 (n-1)),
 * </pre>
 * chi-square with 1 degree of freedom; with continuity correction max(0, |sum (a - E)| - 1/2) takes the place of the
 * sum. The common odds ratio is R/S, R = sum ad/n, S = sum bc/n; the standard error of its logarithm, with
 * P = (a+d)/n and Q = (b+c)/n per stratum, is the root of
 * <pre>
 *   sum P ad/n / (2 R^2) + sum (P bc/n + Q ad/n) / (2 R S) + sum Q bc/n / (2 S^2).
 * </pre>
 * Sources: Mantel &amp; Haenszel (1959), Journal of the National Cancer Institute 22; Robins, Breslow &amp; Greenland
 * (1986), Biometrics 42.
 */
public final class MantelHaenszelTest {
    private static final double CONTINUITY = 0.5;

    private MantelHaenszelTest() {}

    /**
     * The comparison of two arms over all strata.
     *
     * @param chiSquare            the statistic without continuity correction, 1 degree of freedom
     * @param corrected            the same with continuity correction; never above it
     * @param oddsRatio            odds of success in arm 1 over those in arm 2; 0 or more, +infinity if S = 0, NaN if
     *                             no stratum holds both outcomes and both arms
     * @param logOddsRatioError    standard error of log oddsRatio; NaN if R or S is 0
     */
    public record Result(ChiSquare chiSquare, ChiSquare corrected, double oddsRatio, double logOddsRatioError) {}

    /**
     * Returns the comparison. A stratum in which an arm or an outcome is missing tells nothing and contributes nothing;
     * if all are such, or there is none, the statistics are 0 and the p-values 1.
     *
     * @param strata tables of the strata, in any order
     */
    public static Result test(List<Stratum> strata) {
        double excess = 0;
        double variance = 0;
        double r = 0;
        double s = 0;
        double pr = 0;
        double psAndQr = 0;
        double qs = 0;
        for (Stratum stratum : strata) {
            if (!stratum.isInformative()) {
                continue;
            }
            excess += stratum.excess();
            variance += stratum.variance();
            double n = stratum.total();
            double straight = stratum.a() * (stratum.d() / n);
            double crossed = stratum.b() * (stratum.c() / n);
            double p = (stratum.a() + stratum.d()) / n;
            double q = (stratum.b() + stratum.c()) / n;
            r += straight;
            s += crossed;
            pr += p * straight;
            psAndQr += p * crossed + q * straight;
            qs += q * crossed;
        }
        double logVariance = pr / r / r / 2 + psAndQr / r / s / 2 + qs / s / s / 2;
        return new Result(
                chiSquare(Math.abs(excess), variance),
                chiSquare(Math.max(0, Math.abs(excess) - CONTINUITY), variance),
                r / s,
                r > 0 && s > 0 ? Math.sqrt(logVariance) : Double.NaN);
    }

    private static ChiSquare chiSquare(double excess, double variance) {
        return new ChiSquare(variance == 0 ? 0 : excess / variance * excess, 1);
    }
}
