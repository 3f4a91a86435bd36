package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.LogDomain;
import java.util.List;

/**
 * The weighted average of several e-processes, which is an e-process under any dependence between them:
 * E = sum_i v_i E_i with v_i &gt;= 0 and sum v_i = 1, so that P(sup E &gt;= 1/alpha) &lt;= alpha holds for all of them
 * together. A single one reaches the bound by itself at E_i &gt;= 1/(alpha v_i).
 *
 * <p>Source: Vovk &amp; Wang (2021), Annals of Statistics 49, proposition 3.1.
 */
public final class AveragedEvidence {
    private static final double ROUNDING = 1e-9;

    private AveragedEvidence() {}

    /** One e-process and its share of the error budget, in (0, 1]. */
    public record Share(double weight, double logE) {
        public Share {
            if (!(weight > 0 && weight <= 1)) {
                throw new IllegalArgumentException("weight must be above 0 and at most 1, not " + weight);
            }
            Arguments.log("logE", logE);
        }
    }

    /**
     * Returns log sum_i v_i E_i.
     *
     * @param shares weights that add up to 1; at least one
     * @throws IllegalArgumentException if they do not
     */
    public static double logE(List<Share> shares) {
        double sum = 0;
        double[] logs = new double[shares.size()];
        for (int i = 0; i < logs.length; i++) {
            Share share = shares.get(i);
            sum += share.weight();
            logs[i] = StrictMath.log(share.weight()) + share.logE();
        }
        if (Math.abs(sum - 1) > ROUNDING) {
            throw new IllegalArgumentException("weights must add up to 1, not " + sum);
        }
        return LogDomain.sum(logs);
    }

    /**
     * Returns the log E at which one e-process reaches the bound by itself, log(1 / (alpha v)).
     *
     * @param alpha  error probability of all together, in (0, 1)
     * @param weight share of this one, in (0, 1]
     */
    public static double logBound(double alpha, double weight) {
        Arguments.probability("alpha", alpha);
        return -StrictMath.log(alpha) - StrictMath.log(weight);
    }
}
