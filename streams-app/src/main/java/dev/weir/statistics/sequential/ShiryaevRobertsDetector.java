package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.LogDomain;
import java.util.Arrays;
import java.util.List;

/**
 * The Shiryaev-Roberts detector: a monitor without an end, which bounds how often it is wrong instead of whether.
 *
 * <p>With e-values e_t(j) of block t, one per alternative j, and equal weights w_j,
 * <pre>
 *   R_t(j) = e_t(j) (R_(t-1)(j) + 1),   R_0(j) = 0,     R_t = sum_j w_j R_t(j);   alarm when R_t &gt;= A.
 * </pre>
 * R_t(j) is the sum over all blocks s up to t of e_s(j) ... e_t(j), the evidence that the change came with block s.
 * Under the null each of these terms has expectation at most 1, so <b>E[R_t] &lt;= t</b> at every time, and at every
 * stopping time T, E[R_T] &lt;= E[T]. At the alarm R_T &gt;= A, hence <b>the mean number of blocks to a false alarm is
 * at least A</b>, whatever the data look like within the null. The probability of a false alarm some day is 1: where
 * it has to be bounded over a whole rollout, {@link ShiryaevMixture} is the one to use. <b>The order of the blocks
 * matters.</b>
 *
 * <p>Sources: Shiryaev (1963); Roberts (1966); Shin, Ramdas &amp; Rinaldo (2024), E-detectors, New England Journal of
 * Statistics in Data Science.
 *
 * @param logSums log R_t(j), one per alternative; finite or -infinity (before the first block), at least one; copied
 * @param logR    log R_t in nats; -infinity before the first block. It follows from the sums, and whatever is passed
 *     gives way to what follows: it is here to be computed once, not each time it is asked for
 * @throws IllegalArgumentException if there is no sum, or one is NaN or +infinity
 */
public record ShiryaevRobertsDetector(double[] logSums, double logR) {
    public ShiryaevRobertsDetector {
        logSums = logSums.clone();
        Arguments.logs("logSums", logSums);
        logR = LogDomain.mean(logSums);
    }

    /** Makes the detector with these sums, whose log R follows. */
    public ShiryaevRobertsDetector(List<Double> logSums) {
        this(logSums.stream().mapToDouble(Double::doubleValue).toArray(), 0);
    }

    /**
     * Returns the detector before its first block, every R being 0; also what one goes on with after an alarm.
     *
     * @param size number of alternatives; at least 1
     */
    public static ShiryaevRobertsDetector start(int size) {
        Arguments.positive("size", size);
        double[] logSums = new double[size];
        Arrays.fill(logSums, Double.NEGATIVE_INFINITY);
        return new ShiryaevRobertsDetector(logSums, 0);
    }

    /**
     * Returns the detector after one more block.
     *
     * @param logEValues log e-value of the block for each alternative; not changed, not kept
     * @throws IllegalArgumentException if their number differs from the alternatives', or one is NaN or +infinity
     */
    public ShiryaevRobertsDetector times(double[] logEValues) {
        Arguments.sameSize("logEValues", logEValues, logSums.length);
        double[] logs = new double[logEValues.length];
        for (int j = 0; j < logs.length; j++) {
            Arguments.log("logEValues", logEValues[j]);
            logs[j] = logEValues[j] + LogDomain.add(logSums[j], 0);
        }
        return new ShiryaevRobertsDetector(logs, 0);
    }

    /**
     * Returns whether R_t has reached A.
     *
     * @param meanBlocksToFalseAlarm A, the number of blocks that pass at least, in the mean, before a false alarm;
     *                               finite, at least 1, e.g. the blocks of a year
     * @throws IllegalArgumentException if it is out of its range or NaN
     */
    public boolean alarms(double meanBlocksToFalseAlarm) {
        if (!(meanBlocksToFalseAlarm >= 1 && meanBlocksToFalseAlarm < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "meanBlocksToFalseAlarm must be finite and 1 or more, not " + meanBlocksToFalseAlarm);
        }
        return logR() >= StrictMath.log(meanBlocksToFalseAlarm);
    }

    /** Returns a copy of the values log R_t(j), one per alternative. */
    @Override
    public double[] logSums() {
        return logSums.clone();
    }

    /** Returns the number of alternatives. */
    public int size() {
        return logSums.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShiryaevRobertsDetector that && Arrays.equals(logSums, that.logSums);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(logSums);
    }

    @Override
    public String toString() {
        return "ShiryaevRobertsDetector[logR=" + logR + ", logSums=" + Arrays.toString(logSums) + "]";
    }
}
