package dev.weir.rollout;

import java.time.Duration;
import java.time.Instant;

/**
 * The drills of one model.
 *
 * @param latest   the latest drill; null before the first
 * @param passedAt instant at which one last passed; null if none has
 */
public record Drills(Drill latest, Instant passedAt) {
    /** No drill yet. */
    public static final Drills NONE = new Drills(null, null);

    /** Time for which a drill that passed proves the way back. */
    public static final Duration PROOF = Duration.ofDays(7);

    /** Whether a drill is on its way. */
    public boolean isOpen() {
        return latest != null && latest.isOpen();
    }

    /** Whether all traffic is at the variant in charge for the sake of a drill. */
    public boolean isShifted() {
        return latest != null && latest.isShifted();
    }

    /** Whether a drill has passed within some time. */
    public boolean isProved(Instant now, Duration within) {
        return passedAt != null && Duration.between(passedAt, now).compareTo(within) <= 0;
    }

    /** These drills with the latest as it is now. */
    Drills with(Drill drill) {
        return new Drills(drill, drill.step() == Drill.Step.PASSED ? drill.endedAt() : passedAt);
    }

    /** These drills after another table: sidecars need not apply that of a drill any more. */
    Drills interrupted(Instant at) {
        return isOpen() ? new Drills(latest.interrupted(at), passedAt) : this;
    }
}
