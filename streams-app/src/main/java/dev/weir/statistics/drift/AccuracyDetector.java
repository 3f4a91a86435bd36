package dev.weir.statistics.drift;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.sequential.ShiryaevRobertsDetector;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Watches the accuracy of a deployed model, without an end, for a loss beyond a tolerance.
 *
 * <p>The null hypothesis is an accuracy of at least p0, the deployed one less the tolerance. Each block of n labelled
 * predictions of which k are right gives, for each alternative p1 below p0, the e-value
 * <pre>
 *   e = (p1/p0)^k ((1-p1)/(1-p0))^(n-k),     unless said otherwise for p1 = p0 - 0.01, p0 - 0.02, p0 - 0.04,
 *                                            p0 - 0.08, p0 - 0.20 and p0 - 0.40, those above 0,
 * </pre>
 * which goes into a {@link ShiryaevRobertsDetector}: with an alarm at R &gt;= A the mean number of blocks to a false
 * alarm is at least A whenever the accuracy stays at p0 or above. E[e] = 1 at p0 and falls as the accuracy rises, since
 * e falls with k.
 *
 * <p>Blocks are by the time of the prediction and are closed after a fixed time for the labels: labels that come sooner
 * when the model was wrong would be a loss of accuracy that is none. Predictions without a label are left out, which is
 * right only as long as their share does not change. Source: Shin, Ramdas &amp; Rinaldo (2024), E-detectors, New England
 * Journal of Statistics in Data Science.
 *
 * @param leastAccuracy p0; above 0 and below 1
 * @param alternatives  the p1; above 0 and below p0, at least one
 * @param detector      the state, one sum per alternative
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record AccuracyDetector(double leastAccuracy, List<Double> alternatives, ShiryaevRobertsDetector detector) {
    private static final double[] LOSSES = {0.01, 0.02, 0.04, 0.08, 0.20, 0.40};
    private static final double BOUND_ERROR = 0.01;

    public AccuracyDetector {
        Arguments.probability("leastAccuracy", leastAccuracy);
        alternatives = List.copyOf(alternatives);
        for (double p1 : alternatives) {
            if (!(p1 > 0 && p1 < leastAccuracy)) {
                throw new IllegalArgumentException(
                        "alternatives must be above 0 and below leastAccuracy = " + leastAccuracy + ", not " + p1);
            }
        }
        if (detector.size() != alternatives.size()) {
            throw new IllegalArgumentException(
                    "detector must hold one sum per alternative, " + alternatives.size() + ", not " + detector.size());
        }
    }

    /**
     * Returns the detector before its first block, for a known deployed accuracy.
     *
     * @param deployed  accuracy at deployment, 0 to 1
     * @param tolerance loss that does not matter, 0 or more, e.g. 0.01; the accuracy less this is above 0.01 and below 1
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static AccuracyDetector against(double deployed, double tolerance) {
        if (!(deployed >= 0 && deployed <= 1)) {
            throw new IllegalArgumentException("deployed must be from 0 to 1, not " + deployed);
        }
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance must be 0 or more, not " + tolerance);
        }
        return start(deployed - tolerance);
    }

    /**
     * Returns the detector before its first block, for a deployed accuracy that is itself an estimate: of it the
     * one-sided lower bound of {@link #lowerBound} is taken, so that a lucky estimate causes no alarm.
     *
     * @param labels    labelled predictions of the reference; at least 1
     * @param right     how many of them were right; 0 to labels
     * @param tolerance loss that does not matter, 0 or more; the bound less this is above 0.01
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static AccuracyDetector against(long labels, long right, double tolerance) {
        return against(lowerBound(labels, right), tolerance);
    }

    /**
     * Returns the bound below which an accuracy lies with probability at most 1 %, from k right of n labels: the 1 %
     * quantile of the beta distribution with parameters k and n - k + 1; 0 for k = 0. Source: Clopper &amp; Pearson
     * (1934), Biometrika 26.
     *
     * @param labels n, labelled predictions; at least 1
     * @param right  k, how many were right; 0 to n
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static double lowerBound(long labels, long right) {
        Arguments.positive("labels", labels);
        Arguments.counts("labels", labels, "right", right);
        if (right == 0) {
            return 0;
        }
        return BetaDistribution.of(right, labels - right + 1.0).inverseCumulativeProbability(BOUND_ERROR);
    }

    /**
     * Returns the detector before its first block, with the usual alternatives.
     *
     * @param leastAccuracy p0, the lowest accuracy that is no alarm; above 0.01, so that there is an alternative, and
     *                      below 1
     * @throws IllegalArgumentException if it is out of its range or NaN
     */
    public static AccuracyDetector start(double leastAccuracy) {
        if (!(leastAccuracy > LOSSES[0] && leastAccuracy < 1)) {
            throw new IllegalArgumentException(
                    "leastAccuracy must be above " + LOSSES[0] + " and below 1, not " + leastAccuracy);
        }
        return start(
                leastAccuracy,
                DoubleStream.of(LOSSES)
                        .map(loss -> leastAccuracy - loss)
                        .filter(p1 -> p1 > 0)
                        .boxed()
                        .toList());
    }

    /**
     * Returns the detector before its first block, with alternatives of one's choice: the accuracies to react to most
     * quickly.
     *
     * @param leastAccuracy p0, the lowest accuracy that is no alarm; above 0 and below 1
     * @param alternatives  the p1; above 0 and below p0, at least one
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static AccuracyDetector start(double leastAccuracy, List<Double> alternatives) {
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("alternatives must hold at least one value");
        }
        return new AccuracyDetector(leastAccuracy, alternatives, ShiryaevRobertsDetector.start(alternatives.size()));
    }

    /**
     * Returns the detector after one more block, in the order of the blocks.
     *
     * @param labels n, labelled predictions of the block; 0 or more
     * @param right  k, how many of them were right; 0 to n
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public AccuracyDetector plus(long labels, long right) {
        Arguments.counts("labels", labels, "right", right);
        double[] logEValues = alternatives.stream()
                .mapToDouble(p1 -> right * StrictMath.log(p1 / leastAccuracy)
                        + (labels - right) * StrictMath.log1p((leastAccuracy - p1) / (1 - leastAccuracy)))
                .toArray();
        return new AccuracyDetector(leastAccuracy, alternatives, detector.times(logEValues));
    }

    /** Returns log R in nats; -infinity before the first block. */
    public double logR() {
        return detector.logR();
    }

    /**
     * Returns whether R has reached A. After an alarm one goes on from {@link #start}.
     *
     * @param meanBlocksToFalseAlarm A, the mean number of blocks to a false alarm at least, e.g. 10,000; 1 or more
     * @throws IllegalArgumentException if it is out of its range or NaN
     */
    public boolean alarms(double meanBlocksToFalseAlarm) {
        return detector.alarms(meanBlocksToFalseAlarm);
    }
}
