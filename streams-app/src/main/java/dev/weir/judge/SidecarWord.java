package dev.weir.judge;

import dev.weir.rollout.Warmth;
import java.time.Instant;
import java.util.Map;

/**
 * What one sidecar said last of a model.
 *
 * @param sidecar   id of the sidecar
 * @param seen      instant of its last word
 * @param revision  highest revision that it applies
 * @param appliedAt instant since which it applies that, by its own clock; null if it has not said so
 * @param heardAt   instant at which that was heard of
 * @param health    what it knows of each variant; empty if it calls none itself
 */
public record SidecarWord(
        String sidecar, Instant seen, long revision, Instant appliedAt, Instant heardAt, Map<String, Warmth> health) {

    public SidecarWord {
        health = Map.copyOf(health);
    }
}
