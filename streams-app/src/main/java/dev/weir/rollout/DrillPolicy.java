package dev.weir.rollout;

import java.time.Duration;
import java.time.Instant;

/**
 * What a plan says of drills.
 *
 * @param required whether the candidate may serve only after a drill has passed in the last seven days
 * @param every    time after which one starts by itself; null for never
 * @param live     whether such drills really send traffic back, where there is any
 */
public record DrillPolicy(boolean required, Duration every, boolean live) {
    /** The policy of a plan that says nothing of drills: people are told. */
    public static final DrillPolicy STANDARD = new DrillPolicy(false, null, false);

    /** One that did not pass is repeated after this part of the time between drills. */
    private static final int PARTS = 7;

    /** Whether a drill should start by itself. */
    boolean isDue(Drills drills, Instant now) {
        if (every == null || drills.isOpen() || drills.isProved(now, every)) {
            return false;
        }
        return drills.latest() == null
                || Duration.between(drills.latest().startedAt(), now).compareTo(every.dividedBy(PARTS)) >= 0;
    }
}
