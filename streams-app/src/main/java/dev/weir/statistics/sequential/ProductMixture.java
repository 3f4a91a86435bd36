package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.LogDomain;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The plain e-process E_t = mean over j of the product of e_s(j), s = 1..t, with equal weights on the alternatives j.
 *
 * <p>Each product is a non-negative supermartingale from 1 under the null, hence so is their mean. The state is
 * additive, so the order of the blocks does not matter (up to rounding, below 1e-7 after a million blocks); it forgets
 * nothing, which makes it right for proof within one stage and slow to react to a late change ({@link ShiryaevMixture}
 * is for that).
 *
 * @param logProducts log of the product so far, one per alternative; finite or -infinity, at least one
 * @throws IllegalArgumentException if there is no value, or one is NaN or +infinity
 */
public record ProductMixture(List<Double> logProducts) {
    public ProductMixture {
        logProducts = List.copyOf(logProducts);
        Arguments.logs("logProducts", logProducts);
    }

    /** Returns the process of {@code size} alternatives before its first block: every product, and E, is 1. */
    public static ProductMixture start(int size) {
        Arguments.positive("size", size);
        return new ProductMixture(Collections.nCopies(size, 0.0));
    }

    /**
     * Returns the process after one more block.
     *
     * @param logEValues log e-value of the block for each alternative; not changed, not kept
     * @throws IllegalArgumentException if their number differs from the alternatives', or one is NaN or +infinity
     */
    public ProductMixture times(double[] logEValues) {
        Arguments.sameSize("logEValues", logEValues, logProducts.size());
        Double[] logs = new Double[logEValues.length];
        for (int j = 0; j < logs.length; j++) {
            Arguments.log("logEValues", logEValues[j]);
            logs[j] = logProducts.get(j) + logEValues[j];
        }
        return new ProductMixture(Arrays.asList(logs));
    }

    /** Returns log E in nats; 0 before the first block. */
    public double logE() {
        return LogDomain.mean(
                logProducts.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
