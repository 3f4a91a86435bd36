package dev.weir.simulation.process;

import dev.weir.statistics.sequential.SampleRatioMixture;
import java.util.SplittableRandom;

/** The traffic split: units assigned one by one, looked at every hundred. */
public final class Split {
    private static final int LOOK_EVERY = 100;
    private static final double THRESHOLD = Math.log(1_000);

    private Split() {}

    /** Whether a split is called unlike the intended one at any look. */
    public static boolean isMismatched(double intended, double actual, long units, SplittableRandom random) {
        double[] weights = {1 - intended, intended};
        long[] counts = new long[2];
        for (long n = 1; n <= units; n++) {
            counts[random.nextDouble() < actual ? 1 : 0]++;
            if (n % LOOK_EVERY == 0
                    && SampleRatioMixture.logE(counts, weights, SampleRatioMixture.DEFAULT_CONCENTRATION)
                            >= THRESHOLD) {
                return true;
            }
        }
        return false;
    }
}
