package dev.weir.simulation.process;

import dev.weir.statistics.sequential.OneSampleBernoulli;
import java.util.SplittableRandom;

/** The shadow gate: comparisons one by one, looked at every twenty, until agreement above a limit is proved. */
public final class Agreement {
    private static final int LOOK_EVERY = 20;
    private static final double THRESHOLD = Math.log(1 / 0.05);

    private Agreement() {}

    /** Whether agreement above the limit is called proved at any look. */
    public static boolean isProved(double agreement, double limit, long comparisons, SplittableRandom random) {
        long agreed = 0;
        for (long n = 1; n <= comparisons; n++) {
            agreed += random.nextDouble() < agreement ? 1 : 0;
            if (n % LOOK_EVERY == 0 && OneSampleBernoulli.logEGreater(agreed, n, limit) >= THRESHOLD) {
                return true;
            }
        }
        return false;
    }
}
