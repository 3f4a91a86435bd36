package dev.weir.simulation.process;

import dev.weir.simulation.Measured;
import dev.weir.statistics.drift.AccuracyDetector;
import java.util.SplittableRandom;

/** The watch over a deployed model's accuracy of 92 %, with a tolerance of a point, in blocks of ten labels. */
public final class Drift {
    private static final double DEPLOYED = 0.92;
    private static final double TOLERANCE = 0.01;
    private static final int BLOCK = 10;
    private static final double MEAN_BLOCKS_TO_FALSE_ALARM = 10_000;

    private Drift() {}

    /** Labels after the accuracy has changed until the alarm, healthy labels having come before. */
    public static long labelsToAlarm(double accuracy, long healthy, long most, SplittableRandom random) {
        AccuracyDetector detector = AccuracyDetector.against(DEPLOYED, TOLERANCE);
        for (long labels = 0; labels < healthy + most; labels += BLOCK) {
            int right = 0;
            for (int i = 0; i < BLOCK; i++) {
                right += random.nextDouble() < (labels < healthy ? DEPLOYED : accuracy) ? 1 : 0;
            }
            detector = detector.plus(BLOCK, right);
            if (detector.detector().alarms(MEAN_BLOCKS_TO_FALSE_ALARM)) {
                return Math.max(BLOCK, labels + BLOCK - healthy);
            }
        }
        return Measured.NEVER;
    }
}
