package dev.weir.statistics.fixed;

import dev.weir.statistics.ChiSquare;
import dev.weir.statistics.Products;
import java.util.List;

/**
 * Asks whether the odds ratio of two arms is the same in every stratum, i.e. whether one figure may speak for all
 * segments.
 *
 * <p>With psi the Mantel-Haenszel odds ratio of all strata, E is the count that a would have in a stratum with the same
 * margins and the odds ratio psi, the root of E (d - a + E) = psi (a + b - E)(a + c - E) within the margins, and
 * <pre>
 *   chi2 = sum (a - E)^2 / V,     1/V = 1/E + 1/(a+b-E) + 1/(a+c-E) + 1/(d-a+E),
 * </pre>
 * chi-square with one degree of freedom less than there are informative strata. Tarone's correction subtracts
 * (sum (a - E))^2 / sum V, because psi is not the most efficient estimate. Sources: Breslow &amp; Day (1980),
 * Statistical Methods in Cancer Research I, section 4.4; Tarone (1985), Biometrika 72.
 */
public final class BreslowDayTest {
    private BreslowDayTest() {}

    /**
     * The test of one odds ratio for all strata.
     *
     * @param breslowDay the statistic without Tarone's correction
     * @param tarone     the same with the correction; never above it; this is the one to report
     */
    public record Result(ChiSquare breslowDay, ChiSquare tarone) {}

    /**
     * Returns the test.
     *
     * <p>A stratum in which an arm or an outcome is missing has no odds ratio and is left out. With fewer than two
     * strata there is nothing to compare: statistic 0, 0 degrees of freedom, p-value 1. If the common odds ratio is 0 or
     * infinite, every stratum fits it exactly and the statistic is 0.
     *
     * @param strata tables of the strata, in any order
     */
    public static Result test(List<Stratum> strata) {
        List<Stratum> informative =
                strata.stream().filter(Stratum::isInformative).toList();
        double oddsRatio = MantelHaenszelTest.test(informative).oddsRatio();
        long df = Math.max(0, informative.size() - 1);
        if (df == 0 || oddsRatio == 0 || oddsRatio == Double.POSITIVE_INFINITY) {
            return new Result(new ChiSquare(0, df), new ChiSquare(0, df));
        }
        double statistic = 0;
        double excess = 0;
        double variance = 0;
        for (Stratum stratum : informative) {
            double stratumExcess = excess(stratum, oddsRatio);
            double stratumVariance = variance(stratum, oddsRatio);
            statistic += stratumExcess / stratumVariance * stratumExcess;
            excess += stratumExcess;
            variance += stratumVariance;
        }
        double tarone = Math.max(0, statistic - excess / variance * excess);
        return new Result(new ChiSquare(statistic, df), new ChiSquare(tarone, df));
    }

    /*
     * a - E solves (1 - psi) x^2 - (a + d + psi (b + c)) x + ad - psi bc = 0; the small root, without subtracting two
     * large counts.
     */
    private static double excess(Stratum stratum, double psi) {
        double a = stratum.a();
        double d = stratum.d();
        double linear = a + d + psi * ((double) stratum.b() + stratum.c());
        double root = rootOfDiscriminant(stratum.arm1(), stratum.successes(), stratum.total(), psi);
        return 2 * Products.difference(a, d, psi * stratum.b(), stratum.c()) / (linear + root);
    }

    /** V from the four expected cells, each computed for itself, so that a tiny one keeps its digits. */
    private static double variance(Stratum stratum, double psi) {
        double n = stratum.total();
        return 1
                / (1 / expected(stratum.arm1(), stratum.successes(), n, psi)
                        + 1 / expected(stratum.arm1(), stratum.failures(), n, 1 / psi)
                        + 1 / expected(stratum.arm2(), stratum.successes(), n, 1 / psi)
                        + 1 / expected(stratum.arm2(), stratum.failures(), n, psi));
    }

    /** The cell with the given margins and odds ratio: the root of (1 - psi) E^2 + B E - psi row column = 0. */
    private static double expected(double row, double column, double n, double psi) {
        double b = n + (psi - 1) * (row + column);
        double root = rootOfDiscriminant(row, column, n, psi);
        return b >= 0 ? 2 * psi * row / (b + root) * column : (root - b) / (2 * (1 - psi));
    }

    /** sqrt(B^2 + 4 (1 - psi) psi row column), written in either case as a sum of terms that are not negative. */
    private static double rootOfDiscriminant(double row, double column, double n, double psi) {
        double more = psi - 1;
        if (more < 0) {
            double b = n + more * (row + column);
            return Math.sqrt(b * b - 4 * more * psi * row * column);
        }
        double apart = more * (row - column);
        return Math.sqrt(n * n + 2 * more * (row * (n - column) + column * (n - row)) + apart * apart);
    }
}
