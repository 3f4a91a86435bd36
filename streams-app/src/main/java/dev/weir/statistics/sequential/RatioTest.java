package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Block e-values for the ratio of two rates of bad outcomes: is the candidate's rate beyond, or within, a limit times
 * the baseline's?
 *
 * <p>For a block with n_c candidate and n_b baseline requests, k_c and k_b of them bad, and a fixed ratio r,
 * <pre>
 *   log e = k_c log(r/rho) - (k_c + k_b) log1p((r - rho) n_c / (rho n_c + n_b)) - n_c eps (x_c - 1),
 *   x_c - 1 = n_b (r - rho) / (rho (r n_c + n_b)),
 * </pre>
 * rho being the limit and eps the floor. With eps = 0 this is the likelihood ratio, r against rho, of the question
 * "given a bad outcome, which arm did it come from?": the candidate with probability pi(r) = r n_c / (r n_c + n_b). The
 * baseline's rate is no parameter of it and may move from block to block, as may the weights.
 *
 * <p><b>E[e] is at most 1</b>, exactly, for independent outcomes, any n_c and n_b fixed given the past, and
 * <ul>
 *   <li>alternatives above the limit: every p_c &lt;= rho p_b + eps (evidence that the candidate is <em>beyond</em>
 *       it);
 *   <li>alternatives below the limit: every p_c &gt;= rho p_b + eps (evidence that it is <em>within</em>).
 * </ul>
 * Proof. Let x_c = pi(r)/pi(rho) and x_b = (1 - pi(r))/(1 - pi(rho)). By 1 + y &lt;= e^y,
 * E[x_c^k_c x_b^k_b] &lt;= exp(n_c p_c (x_c - 1) + n_b p_b (x_b - 1)). For r &gt; rho, x_c &gt; 1 and the exponent
 * grows with p_c; at p_c = rho p_b + eps it is p_b (rho n_c + n_b) [pi(rho)(x_c - 1) + (1 - pi(rho))(x_b - 1)]
 * + n_c eps (x_c - 1), whose bracket is 0, and the rest is what the floor term takes off. For r &lt; rho, x_c &lt; 1,
 * the exponent falls with p_c and the same value bounds it from the other side. QED. It also holds for pairs (one
 * request answered by both arms) under any dependence within the pair, since x_c - 1 and x_b - 1 differ in sign. The
 * test is conservative where rates exceed about 20 %.
 *
 * <p>Sources: Wald (1945), conditional form; Turner, Ly &amp; Grünwald (2024), JSPI 230 for e-values of two streams.
 */
/*
 * Works with the multiples m = r/rho and adds up one logarithm for each arm that failed, k_c log x_c + k_b log x_b, which
 * is the same: in the form above two large terms cancel where one arm is much larger than the other. With
 * x_c - 1 = (m - 1) n_b / (m rho n_c + n_b) and 1/x_b - 1 = (m - 1) rho n_c / (rho n_c + n_b) nothing is lost.
 */
public final class RatioTest {
    private static final RatioTest BEYOND = scaled(1.15, 1.35, 1.6, 2, 2.75, 4, 7, 15, 50, 1000);
    private static final RatioTest WITHIN = scaled(0.85, 0.7, 0.55, 0.4, 0.2, 0.05);

    private final double limit;
    private final double floor;
    private final double[] excess;

    /**
     * Makes a test with alternatives of one's choice.
     *
     * @param limit        rho, the tolerated ratio of candidate to baseline rate; positive
     * @param floor        eps, the absolute rate tolerated on top, at least 0 and below 1; 0 for a pure ratio
     * @param alternatives the ratios r of the mixture, all above or all below the limit; at least one
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public RatioTest(double limit, double floor, List<Double> alternatives) {
        this(limit, floor, excess(limit, alternatives));
    }

    private RatioTest(double limit, double floor, double[] excess) {
        Arguments.positive("limit", limit);
        if (!(floor >= 0 && floor < 1)) {
            throw new IllegalArgumentException("floor must be 0 or more and below 1, not " + floor);
        }
        this.limit = limit;
        this.floor = floor;
        this.excess = excess;
    }

    private static double[] excess(double limit, List<Double> alternatives) {
        Arguments.positive("limit", limit);
        Arguments.oneSided("alternatives", alternatives, limit);
        return alternatives.stream().mapToDouble(r -> (r - limit) / limit).toArray();
    }

    private static RatioTest scaled(double... multiples) {
        return new RatioTest(1, 0, DoubleStream.of(multiples).map(m -> m - 1).toArray());
    }

    /**
     * Returns the test whose evidence grows when the candidate's rate is above limit times the baseline's plus floor.
     * Its ratios are the limit times 1.15, 1.35, 1.6, 2, 2.75, 4, 7, 15, 50 and 1000.
     */
    public static RatioTest beyond(double limit, double floor) {
        return new RatioTest(limit, floor, BEYOND.excess);
    }

    /**
     * Returns the test whose evidence grows when the candidate's rate is below limit times the baseline's plus floor.
     * Its ratios are the limit times 0.85, 0.7, 0.55, 0.4, 0.2 and 0.05.
     */
    public static RatioTest within(double limit, double floor) {
        return new RatioTest(limit, floor, WITHIN.excess);
    }

    /** Returns the number of alternatives, which is the length of {@link #logEValues}. */
    public int size() {
        return excess.length;
    }

    /** Returns log(r/rho) of each alternative. */
    double[] logMultiples() {
        return DoubleStream.of(excess).map(StrictMath::log1p).toArray();
    }

    /**
     * Returns the log e-value of one block for each alternative, in natural units (nats).
     *
     * @param nC candidate requests; 0 or more
     * @param kC bad ones among them; 0 to nC
     * @param nB baseline requests; 0 or more
     * @param kB bad ones among them; 0 to nB
     * @return one value per alternative, in their order; all 0 where an arm is empty, since such a block says nothing
     * @throws IllegalArgumentException if a count is out of its range
     */
    public double[] logEValues(long nC, long kC, long nB, long kB) {
        Arguments.counts("nC", nC, "kC", kC);
        Arguments.counts("nB", nB, "kB", kB);
        double[] logs = new double[size()];
        if (nC == 0 || nB == 0) {
            return logs;
        }
        double exposure = limit * nC;
        double share = exposure / (exposure + nB);
        double allowance = floor * nC;
        for (int j = 0; j < logs.length; j++) {
            double gain = nB * excess[j] / (exposure * (1 + excess[j]) + nB);
            double candidate = kC == 0 ? 0 : kC * StrictMath.log1p(gain);
            double baseline = kB == 0 ? 0 : kB * StrictMath.log1p(excess[j] * share);
            logs[j] = candidate - baseline - allowance * gain;
        }
        return logs;
    }
}
