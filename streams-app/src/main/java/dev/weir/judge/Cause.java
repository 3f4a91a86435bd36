package dev.weir.judge;

import dev.weir.rollout.Decision;
import dev.weir.verdict.Check;
import java.time.Instant;
import java.util.List;

/**
 * Where, when and why there is something to tell.
 *
 * @param rollout    rollout it belongs to; null outside of one
 * @param stage      stage it belongs to; null outside of one
 * @param at         instant
 * @param reason     why, with figures
 * @param decisionId decision it belongs to; null if none
 * @param checks     the evidence
 */
record Cause(String rollout, String stage, Instant at, String reason, String decisionId, List<Check> checks) {

    /** A decision is the cause; the checks are those of the verdict it rests on. */
    static Cause of(Decision decision, List<Check> checks) {
        return new Cause(
                decision.rollout(), decision.fromStage(), decision.at(), decision.reason(), decision.id(), checks);
    }

    /** The same for another reason. */
    Cause because(String other) {
        return new Cause(rollout, stage, at, other, decisionId, checks);
    }
}
