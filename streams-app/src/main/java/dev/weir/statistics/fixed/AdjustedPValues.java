package dev.weir.statistics.fixed;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * p-values of several hypotheses, raised so that each can be compared with one alpha: the hypothesis is rejected where
 * the adjusted value is at most alpha.
 */
public final class AdjustedPValues {
    private AdjustedPValues() {}

    /**
     * Returns p-values under Holm's step-down rule, which bounds the probability of <em>any</em> false rejection by
     * alpha under any dependence.
     *
     * <p>With m values in rising order, adjusted_(i) = min(1, max over j &lt;= i of (m - j + 1) p_(j)). Source: Holm
     * (1979), Scandinavian Journal of Statistics 6.
     *
     * @param pValues each from 0 to 1; none gives none; not changed
     * @return adjusted values in the order of the input, each at least its p-value and at most 1
     * @throws IllegalArgumentException if a p-value is out of its range or NaN
     */
    public static double[] holm(double[] pValues) {
        int[] rising = rising(pValues);
        int m = pValues.length;
        double[] adjusted = new double[m];
        double largest = 0;
        for (int rank = 0; rank < m; rank++) {
            largest = Math.max(largest, Math.min(1, (m - rank) * pValues[rising[rank]]));
            adjusted[rising[rank]] = largest;
        }
        return adjusted;
    }

    /**
     * Returns p-values under the step-up rule of Benjamini and Hochberg, which bounds the mean <em>share</em> of false
     * rejections among all rejections by alpha, for independent or positively dependent tests.
     *
     * <p>With m values in rising order, adjusted_(i) = min over j &gt;= i of min(1, m p_(j) / j). Source: Benjamini
     * &amp; Hochberg (1995), Journal of the Royal Statistical Society B 57.
     *
     * @param pValues each from 0 to 1; none gives none; not changed
     * @return adjusted values in the order of the input, each at least its p-value and at most 1
     * @throws IllegalArgumentException if a p-value is out of its range or NaN
     */
    public static double[] benjaminiHochberg(double[] pValues) {
        int[] rising = rising(pValues);
        int m = pValues.length;
        double[] adjusted = new double[m];
        double smallest = 1;
        for (int rank = m - 1; rank >= 0; rank--) {
            smallest = Math.min(smallest, pValues[rising[rank]] * m / (rank + 1));
            adjusted[rising[rank]] = smallest;
        }
        return adjusted;
    }

    /** The positions of the values from the smallest to the largest. */
    private static int[] rising(double[] pValues) {
        for (double p : pValues) {
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException("pValues must be from 0 to 1, not " + p);
            }
        }
        return IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
