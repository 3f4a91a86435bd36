package dev.weir.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Time between attempts: doubles from the first to the longest, and is drawn from the upper half of that, so that those who
 * failed together do not come back together.
 *
 * @param first   before the second attempt, positive
 * @param longest never more than this
 * @param random  draws
 */
record BackOff(Duration first, Duration longest, RandomGenerator random) {
    private static final int MOST_DOUBLINGS = 30;

    /** Time to wait after so many attempts, at least 1. */
    Duration after(int attempts) {
        long doubled = first.toMillis() << Math.min(attempts - 1, MOST_DOUBLINGS);
        long full = doubled <= 0 ? longest.toMillis() : Math.min(longest.toMillis(), doubled);
        return Duration.ofMillis(full - (long) (random.nextDouble() * full / 2));
    }
}
