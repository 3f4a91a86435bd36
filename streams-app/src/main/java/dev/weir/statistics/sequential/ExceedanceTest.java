package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.sketch.QuantileEdges;
import java.util.List;

/**
 * Block e-values for a latency quantile, from the number of requests above an edge in each arm.
 *
 * <p>x is the baseline's q-quantile as known before the block, y the edge m x that the candidate is held to (see
 * {@link QuantileEdges}); k_b counts baseline requests above x, k_c candidate requests above y. If the candidate's
 * latency is at most m times the baseline's, then p_c = P(X_c &gt; y) &lt;= p_b = P(X_b &gt; x), for every x and
 * whatever the shape of the distributions. With pb1 = 1 - q, an odds ratio o, pc1 = o pb1 / (1 - pb1 + o pb1) and the
 * pooled p0 = (n_c pc1 + n_b pb1) / (n_c + n_b),
 * <pre>
 *   log e = k_c log(pc1/p0) + (n_c - k_c) log((1 - pc1)/(1 - p0))
 *         + k_b log(pb1/p0) + (n_b - k_b) log((1 - pb1)/(1 - p0))
 * </pre>
 *
 * <p><b>E[e] is at most 1</b> for independent outcomes under p_c &lt;= p_b (odds above 1: evidence that the candidate
 * is <em>beyond</em>) or p_c &gt;= p_b (odds below 1: evidence that it is <em>within</em>). Proof. Let A and B be the
 * mean of one outcome's factor in each arm, affine in its rate: log E[e] = n_c log A(p_c) + n_b log B(p_b) is a concave
 * function on a convex set. At (p0, p0) its gradient is n_c (pc1 - p0)/(p0 (1 - p0)) in p_c and
 * n_b (pb1 - p0)/(p0 (1 - p0)), the negative of it, in p_b: perpendicular to the boundary p_c = p_b and pointing out of
 * the null, hence a maximum on the null (Karush-Kuhn-Tucker), where its value is 0. QED. If the true level differs from
 * 1 - q only power is lost, never validity.
 *
 * <p>Source: Turner, Ly &amp; Grünwald (2024), Journal of Statistical Planning and Inference 230, 106116.
 */
public final class ExceedanceTest {
    private static final double[] BEYOND = {1.1, 1.25, 1.6, 2.2, 3.5, 7, 20, 200};
    private static final double[] WITHIN = {0.8, 0.6, 0.4, 0.2, 0.05};

    private final double quantile;
    private final double[] odds;

    /**
     * Makes a test with odds ratios of one's choice.
     *
     * @param quantile q, above 0 and below 1, e.g. 0.95
     * @param odds     odds ratios of the alternatives, all above or all below 1; at least one
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public ExceedanceTest(double quantile, List<Double> odds) {
        this(quantile, odds.stream().mapToDouble(Double::doubleValue).toArray());
        Arguments.oneSided("odds", odds, 1);
    }

    ExceedanceTest(double quantile, double[] odds) {
        Arguments.probability("quantile", quantile);
        this.quantile = quantile;
        this.odds = odds;
    }

    /**
     * Returns the test whose evidence grows when the candidate exceeds its edge more often than the baseline does; odds
     * ratios 1.1, 1.25, 1.6, 2.2, 3.5, 7, 20 and 200.
     */
    public static ExceedanceTest beyond(double quantile) {
        return new ExceedanceTest(quantile, BEYOND);
    }

    /**
     * Returns the test whose evidence grows when the candidate exceeds its edge less often than the baseline does; odds
     * ratios 0.8, 0.6, 0.4, 0.2 and 0.05.
     */
    public static ExceedanceTest within(double quantile) {
        return new ExceedanceTest(quantile, WITHIN);
    }

    /** Returns the number of alternatives, which is the length of {@link #logEValues}. */
    public int size() {
        return odds.length;
    }

    /**
     * Returns the log e-value of one block for each odds ratio, in nats.
     *
     * @param nC candidate requests; 0 or more
     * @param kC those above the candidate's edge; 0 to nC
     * @param nB baseline requests; 0 or more
     * @param kB those above the baseline's edge; 0 to nB
     * @return one value per odds ratio, in their order; all 0 where an arm is empty
     * @throws IllegalArgumentException if a count is out of its range
     */
    public double[] logEValues(long nC, long kC, long nB, long kB) {
        Arguments.counts("nC", nC, "kC", kC);
        Arguments.counts("nB", nB, "kB", kB);
        double[] logs = new double[size()];
        if (nC == 0 || nB == 0) {
            return logs;
        }
        double total = (double) nC + nB;
        double candidateShare = nC / total;
        double baselineShare = nB / total;
        double pb = 1 - quantile;
        for (int j = 0; j < logs.length; j++) {
            double o = odds[j];
            // pc1 - pb1 in closed form, and log1p below: at odds near 1 the four logarithms would cancel.
            double shift = pb * quantile * (o - 1) / (quantile + o * pb);
            double p0 = pb + candidateShare * shift;
            double fromCandidate = baselineShare * shift;
            double fromBaseline = candidateShare * shift;
            logs[j] = times(kC, fromCandidate / p0)
                    + times(nC - kC, -fromCandidate / (1 - p0))
                    + times(kB, -fromBaseline / p0)
                    + times(nB - kB, fromBaseline / (1 - p0));
        }
        return logs;
    }

    /** Many blocks have no exceedance in one arm, and a logarithm is most of what a block costs. */
    private static double times(long count, double change) {
        return count == 0 ? 0 : count * StrictMath.log1p(change);
    }
}
