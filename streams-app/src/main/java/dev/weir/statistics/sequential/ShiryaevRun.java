package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.LogDomain;
import java.util.Arrays;
import java.util.Objects;

/**
 * What a run of consecutive blocks does to a {@link ShiryaevMixture}, so that runs can be prepared apart from it, e.g.
 * on other machines, and put together later.
 *
 * <p>A block with hazard h, the share of the remaining prior mass R that begins in it, takes
 * (M, R) to (e (M + h R), (1 - h) R) for each alternative: a linear map, and so is a run of them,
 * <pre>
 *   M' = A M + B R,   R' = C R,        first then next:  A = A2 A1,   B = A2 B1 + B2 C1,   C = C2 C1
 * </pre>
 * {@link #then} is associative up to rounding (1e-12 of the larger logarithm), and <b>not commutative</b>.
 *
 * @param logFactors log A, one per alternative: the product of the run's e-values; finite or -infinity; copied
 * @param logStarted log B, one per alternative: what has begun within the run, for R = 1; finite or -infinity; copied
 * @param kept       C, the share of the remaining mass that has not begun within the run; 0 to 1
 * @param blocks     number of blocks; 1 or more
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record ShiryaevRun(double[] logFactors, double[] logStarted, double kept, long blocks) {
    public ShiryaevRun {
        logFactors = logFactors.clone();
        logStarted = logStarted.clone();
        Arguments.logs("logFactors", logFactors);
        Arguments.logs("logStarted", logStarted);
        Arguments.sameSize("logStarted", logStarted, logFactors.length);
        if (!(kept >= 0 && kept <= 1)) {
            throw new IllegalArgumentException("kept must be from 0 to 1, not " + kept);
        }
        if (blocks < 1) {
            throw new IllegalArgumentException("blocks must be 1 or more, not " + blocks);
        }
    }

    /**
     * Returns the run of one block.
     *
     * @param logEValues log e-value of the block for each alternative
     * @param hazard     share of the remaining mass that begins in it, {@link ShiryaevMixture#hazard}; 0 to 1
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static ShiryaevRun of(double[] logEValues, double hazard) {
        if (!(hazard >= 0 && hazard <= 1)) {
            throw new IllegalArgumentException("hazard must be from 0 to 1, not " + hazard);
        }
        double logHazard = StrictMath.log(hazard);
        double[] logStarted = new double[logEValues.length];
        for (int j = 0; j < logStarted.length; j++) {
            logStarted[j] = logEValues[j] + logHazard;
        }
        return new ShiryaevRun(logEValues, logStarted, 1 - hazard, 1);
    }

    /**
     * Returns this run followed by another.
     *
     * @throws IllegalArgumentException if the other has another number of alternatives
     */
    public ShiryaevRun then(ShiryaevRun next) {
        Arguments.sameSize("next", next.logFactors, logFactors.length);
        double logKept = StrictMath.log(kept);
        double[] factors = new double[logFactors.length];
        double[] started = new double[logFactors.length];
        for (int j = 0; j < factors.length; j++) {
            factors[j] = logFactors[j] + next.logFactors[j];
            started[j] = LogDomain.add(logStarted[j] + next.logFactors[j], logKept + next.logStarted[j]);
        }
        return new ShiryaevRun(factors, started, kept * next.kept, blocks + next.blocks);
    }

    /** Returns a copy of log A for each alternative. */
    @Override
    public double[] logFactors() {
        return logFactors.clone();
    }

    /** Returns a copy of log B for each alternative. */
    @Override
    public double[] logStarted() {
        return logStarted.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShiryaevRun that
                && Arrays.equals(logFactors, that.logFactors)
                && Arrays.equals(logStarted, that.logStarted)
                && Double.compare(kept, that.kept) == 0
                && blocks == that.blocks;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(logFactors), Arrays.hashCode(logStarted), kept, blocks);
    }

    @Override
    public String toString() {
        return "ShiryaevRun[logFactors=" + Arrays.toString(logFactors) + ", logStarted=" + Arrays.toString(logStarted)
                + ", kept=" + kept + ", blocks=" + blocks + "]";
    }
}
