package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import java.util.Arrays;

/**
 * Which of many e-values are named when at most a share alpha of the named ones, in the mean, may be named wrongly:
 * the e-BH procedure.
 *
 * <p>With the M e-values in falling order, E_(1) &gt;= E_(2) &gt;= ..., the k* largest are named, k* being the largest
 * k with
 * <pre>
 *   E_(k) &gt;= M / (k alpha).
 * </pre>
 * The false discovery rate is at most alpha <b>whatever the dependence</b> between them, so e-values of metrics and
 * segments of the same requests may go in together, and at any look. Source: Wang &amp; Ramdas (2022), False discovery
 * rate control with e-values, Journal of the Royal Statistical Society B 84, definition 1 and theorem 2.
 */
public final class EBenjaminiHochberg {
    private EBenjaminiHochberg() {}

    /**
     * Returns which e-values are named, in the order of the input.
     *
     * @param logE  log e-values in nats, finite or -infinity; none gives none; not changed
     * @param alpha largest mean share of wrong names among the named, above 0 and below 1
     * @return for each e-value whether it is among the k* largest; equal e-values share their fate
     * @throws IllegalArgumentException if alpha is out of its range, or a log e-value is NaN or +infinity
     */
    public static boolean[] rejections(double[] logE, double alpha) {
        Arguments.probability("alpha", alpha);
        double[] ascending = logE.clone();
        for (double log : ascending) {
            Arguments.log("logE", log);
        }
        Arrays.sort(ascending);
        double least = leastNamed(ascending, alpha);
        boolean[] named = new boolean[logE.length];
        for (int i = 0; i < named.length; i++) {
            named[i] = logE[i] >= least;
        }
        return named;
    }

    /** The smallest log e-value that is named; +infinity if none is. */
    private static double leastNamed(double[] ascending, double alpha) {
        int size = ascending.length;
        for (int k = size; k > 0; k--) {
            double log = ascending[size - k];
            if (log >= StrictMath.log(size / (k * alpha))) {
                return log;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
