package dev.weir.rollout;

import java.time.Instant;

/**
 * A variant that was replaced and is still to be kept ready, so that there is something to go back to.
 *
 * @param variant the variant
 * @param until   instant from which it may be released
 */
public record Warm(String variant, Instant until) {
    /** Whether it may be released. */
    public boolean isOver(Instant now) {
        return !now.isBefore(until);
    }
}
