package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.LogDomain;
import java.util.Arrays;
import java.util.List;

/**
 * The plain e-process E_t = mean over j of the product of e_s(j), s = 1..t, with equal weights on the alternatives j.
 *
 * <p>Each product is a non-negative supermartingale from 1 under the null, hence so is their mean. The state is
 * additive, so the order of the blocks does not matter (up to rounding, below 1e-7 after a million blocks); it forgets
 * nothing, which makes it right for proof within one stage and slow to react to a late change ({@link ShiryaevMixture}
 * is for that).
 *
 * @param logProducts log of the product so far, one per alternative; finite or -infinity, at least one; copied
 * @param logE        log E in nats; 0 before the first block. It follows from the products, and whatever is passed gives
 *     way to what follows: it is here to be computed once, not each time it is asked for
 * @throws IllegalArgumentException if there is no product, or one is NaN or +infinity
 */
public record ProductMixture(double[] logProducts, double logE) {
    public ProductMixture {
        logProducts = logProducts.clone();
        Arguments.logs("logProducts", logProducts);
        logE = LogDomain.mean(logProducts);
    }

    /** Makes the process of these products, whose log E follows. */
    public ProductMixture(List<Double> logProducts) {
        this(logProducts.stream().mapToDouble(Double::doubleValue).toArray(), 0);
    }

    /** Returns the process of {@code size} alternatives before its first block: every product, and E, is 1. */
    public static ProductMixture start(int size) {
        Arguments.positive("size", size);
        return new ProductMixture(new double[size], 0);
    }

    /**
     * Returns the process after one more block.
     *
     * @param logEValues log e-value of the block for each alternative; not changed, not kept
     * @throws IllegalArgumentException if their number differs from the alternatives', or one is NaN or +infinity
     */
    public ProductMixture times(double[] logEValues) {
        Arguments.sameSize("logEValues", logEValues, logProducts.length);
        double[] logs = new double[logEValues.length];
        for (int j = 0; j < logs.length; j++) {
            Arguments.log("logEValues", logEValues[j]);
            logs[j] = logProducts[j] + logEValues[j];
        }
        return new ProductMixture(logs, 0);
    }

    /** Returns a copy of the logs of the products so far, one per alternative. */
    @Override
    public double[] logProducts() {
        return logProducts.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProductMixture that && Arrays.equals(logProducts, that.logProducts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(logProducts);
    }

    @Override
    public String toString() {
        return "ProductMixture[logE=" + logE + ", logProducts=" + Arrays.toString(logProducts) + "]";
    }
}
