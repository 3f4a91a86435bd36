package dev.weir.rollout;

/**
 * Names the state of a model, the same wherever its decisions were read: who wants something done only if nothing has
 * changed says what he saw by it.
 *
 * <p>It covers what people decide by: the routing table, whose revision counts every change of weights, rules and kill
 * switch, and the status and stage of the rollout. It does not cover the evidence, which changes every second.
 */
public final class Fingerprint {
    private Fingerprint() {}

    /** Letters, digits, underscores and hyphens, e.g. {@code 12-IN_PROGRESS-1}. */
    public static String of(ModelState state) {
        RolloutState rollout = state.rollout();
        if (rollout == null) {
            return Long.toString(state.revision());
        }
        String stage = state.revision() + "-" + rollout.status() + "-" + (rollout.stageIndex() + 1);
        return rollout.pausedSince() == null
                ? stage
                : stage + "-" + rollout.pausedSince().toEpochMilli();
    }
}
