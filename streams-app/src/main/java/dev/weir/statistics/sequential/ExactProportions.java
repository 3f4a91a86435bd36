package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.LogDomain;

/**
 * Evidence on which of two rates of success is higher that needs no approximation: it may be looked at from the first
 * outcome on, and rates near 0 or 1 are as good as others. The alternative to {@link DifferenceOfProportions} where
 * outcomes are independent and bounds of the difference are not asked for; about as fast.
 *
 * <p>The e-value of a block is that of {@link ExceedanceTest}, with the rate of arm A put at (k_a + 1/2)/(n_a + 1) from
 * earlier blocks, and that of arm B at the odds ratios 1.1, 1.2, 1.4, 1.8 and 3 from it (for B above A) or their
 * inverses (for B below A). <b>Each side is an e-process</b> under its null, p_b &lt;= p_a or p_b &gt;= p_a in every
 * block, because the rates put in are known before the block: a wrong one loses power only. So is the mean of both
 * under equal rates, which may move from block to block. <b>The order of the blocks matters</b>, and which outcomes are
 * in a block must not depend on the outcomes.
 *
 * <p>Source: Turner, Ly &amp; Grünwald (2024), Journal of Statistical Planning and Inference 230, 106116.
 *
 * @param above evidence that B is above A
 * @param below evidence that B is below A
 * @param nA    outcomes of arm A so far; 0 or more
 * @param kA    successes among them; 0 to nA
 * @throws IllegalArgumentException if a count is out of its range
 */
public record ExactProportions(ProductMixture above, ProductMixture below, long nA, long kA) {
    private static final double[] ABOVE = {1.1, 1.2, 1.4, 1.8, 3};
    private static final double[] BELOW = {1 / 1.1, 1 / 1.2, 1 / 1.4, 1 / 1.8, 1 / 3.0};
    private static final double LOG_TWO = 0.69314718055994530942;

    public ExactProportions {
        Arguments.counts("nA", nA, "kA", kA);
    }

    /** Returns the evidence before the first block: log E is 0. */
    public static ExactProportions start() {
        return new ExactProportions(ProductMixture.start(ABOVE.length), ProductMixture.start(BELOW.length), 0, 0);
    }

    /**
     * Returns the evidence after one more block. The first one only teaches the rate of A, as does one without B.
     *
     * @param outcomesA  of arm A in the block; 0 or more
     * @param successesA among them; 0 to outcomesA
     * @param outcomesB  of arm B in the block; 0 or more
     * @param successesB among them; 0 to outcomesB
     * @throws IllegalArgumentException if a count is out of its range
     */
    public ExactProportions plus(long outcomesA, long successesA, long outcomesB, long successesB) {
        Arguments.counts("outcomesA", outcomesA, "successesA", successesA);
        Arguments.counts("outcomesB", outcomesB, "successesB", successesB);
        long n = nA + outcomesA;
        long k = kA + successesA;
        if (nA == 0) {
            return new ExactProportions(above, below, n, k);
        }
        double failing = (nA - kA + 0.5) / (nA + 1.0);
        return new ExactProportions(
                above.times(
                        new ExceedanceTest(failing, ABOVE).logEValues(outcomesB, successesB, outcomesA, successesA)),
                below.times(
                        new ExceedanceTest(failing, BELOW).logEValues(outcomesB, successesB, outcomesA, successesA)),
                n,
                k);
    }

    /** Returns log E against p_b &lt;= p_a, in nats. */
    public double logEGreater() {
        return above.logE();
    }

    /** Returns log E against p_b &gt;= p_a, in nats. */
    public double logELess() {
        return below.logE();
    }

    /** Returns log E against p_b = p_a, the mean of both sides, in nats. */
    public double logETwoSided() {
        return LogDomain.add(above.logE(), below.logE()) - LOG_TWO;
    }
}
