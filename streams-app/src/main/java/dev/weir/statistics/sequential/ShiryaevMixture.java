package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.LogDomain;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The change-point e-process: a mixture over the block in which the degradation began, quick to react however long all
 * was well.
 *
 * <p>With prior mass gamma_t on "it began in block t" and equal weights w_j on the alternatives,
 * <pre>
 *   M_t(j) = e_t(j) (M_(t-1)(j) + gamma_t),   M_(-1) = 0,     E_t = sum_j w_j M_t(j) + (1 - gamma_0 - ... - gamma_t).
 * </pre>
 * <b>E_t is an e-process</b>: it is the mean, over start block s and alternative j, of the process that is 1 before s
 * and the product of e_s(j) ... e_t(j) from s on. Each of these is a non-negative supermartingale from 1 under the
 * null, so their mixture is one too. It stays so if gamma_t is chosen from the past alone and the gammas sum to at most
 * 1, which is why the horizon may be changed between stages. <b>The order of the blocks matters.</b>
 *
 * <p>gamma_0 = 1/2: bad from the start. After that the {@link Prior} spreads the other half. The price against knowing
 * the start block s is -log gamma_s nats.
 *
 * <p>Sources: Shiryaev (1963); Shin, Ramdas &amp; Rinaldo (2024), New England Journal of Statistics in Data Science.
 *
 * @param logM          log M_t(j), one per alternative; finite or -infinity (before the first block), at least one; copied
 * @param remaining     prior mass not yet used, 1 - gamma_0 - ... - gamma_t; 0 to 1
 * @param blocks        blocks taken in so far, t + 1; 0 or more
 * @param horizonBlocks H, the number of blocks over which the change is looked for; finite, at least 1
 * @param prior         how the remaining mass is spread
 * @param logE          log E_t in nats; 0 before the first block. It follows from the others, and whatever is passed
 *     gives way to what follows: it is here to be computed once, not each time it is asked for
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record ShiryaevMixture(
        double[] logM, double remaining, long blocks, double horizonBlocks, Prior prior, double logE) {
    private static final double FIRST_BLOCK = 0.5;

    /** How the prior mass that block 0 leaves is spread over the blocks to come. */
    public enum Prior {
        /**
         * Each block takes 1/H of the mass that remains: never used up, and H may change at every stage. The default.
         */
        GEOMETRIC {
            @Override
            double hazard(long block, double horizonBlocks) {
                return 1 / horizonBlocks;
            }
        },
        /** Blocks 1 to H - 1 take (1/2)/(H - 1) each; a change after block H - 1 is not looked for. */
        UNIFORM {
            @Override
            double hazard(long block, double horizonBlocks) {
                return 1 / Math.max(1, horizonBlocks - block);
            }
        };

        /** Returns the share of the remaining mass that a block takes, 0 to 1. */
        abstract double hazard(long block, double horizonBlocks);
    }

    public ShiryaevMixture {
        logM = logM.clone();
        Arguments.logs("logM", logM);
        if (!(remaining >= 0 && remaining <= 1)) {
            throw new IllegalArgumentException("remaining must be from 0 to 1, not " + remaining);
        }
        if (blocks < 0) {
            throw new IllegalArgumentException("blocks must be 0 or more, not " + blocks);
        }
        if (!(horizonBlocks >= 1 && horizonBlocks < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("horizonBlocks must be finite and 1 or more, not " + horizonBlocks);
        }
        if (prior == null) {
            throw new IllegalArgumentException("prior must be given");
        }
        logE = LogDomain.add(LogDomain.mean(logM), StrictMath.log(remaining));
    }

    /** Makes the process in this state, whose log E follows. */
    public ShiryaevMixture(List<Double> logM, double remaining, long blocks, double horizonBlocks, Prior prior) {
        this(logM.stream().mapToDouble(Double::doubleValue).toArray(), remaining, blocks, horizonBlocks, prior, 0);
    }

    /**
     * Returns the process before its first block, with the geometric prior: log E is 0.
     *
     * @param size          number of alternatives; at least 1
     * @param horizonBlocks H, e.g. the planned number of blocks of the first stage; finite, at least 1
     */
    public static ShiryaevMixture start(int size, double horizonBlocks) {
        return start(size, horizonBlocks, Prior.GEOMETRIC);
    }

    /** Returns the process before its first block, with a prior of one's choice. */
    public static ShiryaevMixture start(int size, double horizonBlocks, Prior prior) {
        Arguments.positive("size", size);
        double[] logM = new double[size];
        Arrays.fill(logM, Double.NEGATIVE_INFINITY);
        return new ShiryaevMixture(logM, 1, 0, horizonBlocks, prior, 0);
    }

    /**
     * Returns the process after one more block.
     *
     * @param logEValues log e-value of the block for each alternative; not changed, not kept
     * @throws IllegalArgumentException if their number differs from the alternatives', or one is NaN or +infinity
     */
    public ShiryaevMixture times(double[] logEValues) {
        Arguments.sameSize("logEValues", logEValues, logM.length);
        double gamma = remaining * hazard(blocks);
        double logGamma = StrictMath.log(gamma);
        double[] logs = new double[logEValues.length];
        for (int j = 0; j < logs.length; j++) {
            Arguments.log("logEValues", logEValues[j]);
            logs[j] = logEValues[j] + LogDomain.add(logM[j], logGamma);
        }
        return new ShiryaevMixture(logs, remaining - gamma, blocks + 1, horizonBlocks, prior, 0);
    }

    /**
     * Returns the process after a run of blocks that was put together apart from it; as block by block, up to rounding.
     *
     * @param run blocks with the hazards that this process gives them
     * @throws IllegalArgumentException if the run has another number of alternatives
     */
    public ShiryaevMixture times(ShiryaevRun run) {
        double[] factors = run.logFactors();
        double[] started = run.logStarted();
        Arguments.sameSize("run", factors, logM.length);
        double logRemaining = StrictMath.log(remaining);
        double[] logs = new double[logM.length];
        for (int j = 0; j < logs.length; j++) {
            logs[j] = LogDomain.add(factors[j] + logM[j], started[j] + logRemaining);
        }
        return new ShiryaevMixture(logs, remaining * run.kept(), blocks + run.blocks(), horizonBlocks, prior, 0);
    }

    /**
     * Returns the share of the remaining mass that begins in a block, as long as the horizon stays as it is.
     *
     * @param block number of blocks before it; 0 or more
     * @return 0 to 1; 1/2 for the first block
     */
    public double hazard(long block) {
        return block == 0 ? FIRST_BLOCK : prior.hazard(block, horizonBlocks);
    }

    /** Returns the same process with the remaining mass spread over another horizon, as at the start of a stage. */
    public ShiryaevMixture withHorizon(double horizonBlocks) {
        return new ShiryaevMixture(logM, remaining, blocks, horizonBlocks, prior, 0);
    }

    /** Returns the prior mass used so far, gamma_0 + ... + gamma_t; 0 to 1. */
    public double used() {
        return 1 - remaining;
    }

    /** Returns a copy of the values log M_t(j), one per alternative. */
    @Override
    public double[] logM() {
        return logM.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShiryaevMixture that
                && Arrays.equals(logM, that.logM)
                && Double.compare(remaining, that.remaining) == 0
                && blocks == that.blocks
                && Double.compare(horizonBlocks, that.horizonBlocks) == 0
                && prior == that.prior;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(logM), remaining, blocks, horizonBlocks, prior);
    }

    @Override
    public String toString() {
        return "ShiryaevMixture[logE=" + logE + ", remaining=" + remaining + ", blocks=" + blocks + ", horizonBlocks="
                + horizonBlocks + ", prior=" + prior + ", logM=" + Arrays.toString(logM) + "]";
    }
}
