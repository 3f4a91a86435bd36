package dev.weir.rollout;

import java.time.Duration;

/**
 * What a sidecar knows of a variant.
 *
 * @param state             how its calls go
 * @param answeredAgoMillis time since it last answered a call or a health check, milliseconds; null if it never has
 */
public record Warmth(State state, Long answeredAgoMillis) {
    /** Longer ago than this, an answer says little: models are put to sleep, connections die. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    /** How a variant's calls go. */
    public enum State {
        /** They are answered. */
        UP,
        /** They are not, or it says of itself that it is not well. */
        DOWN,
        /** There has been none. */
        UNTRIED
    }

    /** Whether it is known to answer. */
    boolean isProved() {
        return state == State.UP && answeredAgoMillis != null && answeredAgoMillis <= RECENT.toMillis();
    }
}
