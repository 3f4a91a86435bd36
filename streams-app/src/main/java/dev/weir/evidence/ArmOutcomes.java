package dev.weir.evidence;

import dev.weir.window.OutcomeTally;

/**
 * Requests and outcomes of both variants.
 *
 * @param baseline  of the baseline
 * @param candidate of the candidate
 */
public record ArmOutcomes(OutcomeTally baseline, OutcomeTally candidate) {
    /** Nothing of either. */
    public static final ArmOutcomes NONE = new ArmOutcomes(OutcomeTally.EMPTY, OutcomeTally.EMPTY);

    /** With more of one variant. */
    ArmOutcomes plus(OutcomeTally more, boolean isCandidate) {
        return isCandidate
                ? new ArmOutcomes(baseline, candidate.plus(more))
                : new ArmOutcomes(baseline.plus(more), candidate);
    }

    /** Both together. */
    public ArmOutcomes plus(ArmOutcomes other) {
        return new ArmOutcomes(baseline.plus(other.baseline), candidate.plus(other.candidate));
    }
}
