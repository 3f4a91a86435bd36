package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import java.util.stream.DoubleStream;

/**
 * Block e-values for one arm alone: is the rate of bad outcomes above an absolute limit?
 *
 * <p>For n requests with k bad ones, the limit p and an alternative p_j = p + (1 - p) f_j,
 * <pre>
 *   log e_j = k log(p_j / p) + (n - k) log((1 - p_j) / (1 - p)),   f_j = 1/9, 1/3, 2/3, 89/90,
 * </pre>
 * which is the likelihood ratio of p_j against p. <b>E[e_j] is at most 1</b> for independent outcomes of rate at most
 * p: one outcome's factor has mean 1 at p and grows with the rate. The alternatives reach up to 99 % of the way to
 * certain failure so that a few requests suffice when every one of them fails.
 *
 * <p>Source: Wald (1945), Annals of Mathematical Statistics 16.
 *
 * @param limit p, the rate that must not be exceeded; above 0 and below 1
 * @throws IllegalArgumentException if the limit is out of its range or NaN
 */
public record AbsoluteTest(double limit) {
    private static final double[] FRACTIONS = {1.0 / 9, 1.0 / 3, 2.0 / 3, 89.0 / 90};
    private static final double[] LOG_GOOD =
            DoubleStream.of(FRACTIONS).map(f -> StrictMath.log1p(-f)).toArray();

    public AbsoluteTest {
        Arguments.probability("limit", limit);
    }

    /** Returns the number of alternatives, which is the length of {@link #logEValues}. */
    public int size() {
        return FRACTIONS.length;
    }

    /**
     * Returns the log e-value of one block for each alternative, in nats.
     *
     * @param n requests; 0 or more
     * @param k bad ones among them; 0 to n
     * @return one value per alternative; all 0 where the block is empty
     * @throws IllegalArgumentException if a count is out of its range
     */
    public double[] logEValues(long n, long k) {
        Arguments.counts("n", n, "k", k);
        double[] logs = new double[FRACTIONS.length];
        double odds = (1 - limit) / limit;
        for (int j = 0; j < logs.length; j++) {
            double bad = k == 0 ? 0 : k * StrictMath.log1p(FRACTIONS[j] * odds);
            logs[j] = bad + (n - k) * LOG_GOOD[j];
        }
        return logs;
    }
}
