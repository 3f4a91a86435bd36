package dev.weir.local.demo;

import dev.weir.local.load.VariantLoad;
import dev.weir.schema.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a rollout went.
 *
 * @param act what was tried
 * @param submitted when the plan was submitted
 * @param status how it ended; {@code IN_PROGRESS} or {@code PAUSED} if it did not in the time it had
 * @param trail its decisions and the sidecars' acks
 * @param candidate what users got from the candidate during the rollout
 */
record ActResult(Act act, Instant submitted, String status, RolloutTrail trail, VariantLoad candidate) {

    /** Whether it ended at all, in whatever way; while it has not, its model takes no other rollout. */
    boolean hasEnded() {
        return trail.end().isPresent();
    }

    /** Whether it ended as it should: promoted, or rolled back while the candidate was still a canary. */
    boolean asExpected() {
        if (!status.equals(act.expectedStatus())) {
            return false;
        }
        return !status.equals(Act.ROLLED_BACK)
                || trail.end()
                        .map(Decision::getFromStage)
                        .filter(stage -> stage.startsWith(Act.CANARY))
                        .isPresent();
    }

    /** From the first failure a user saw to the decision that ended the rollout; empty if one of them is missing. */
    Optional<Duration> fromFirstFailureToDecision() {
        return candidate.firstFailure() == null
                ? Optional.empty()
                : trail.end().map(end -> Duration.between(candidate.firstFailure(), end.getTimestamp()));
    }

    /** From the decision that ended the rollout to the last sidecar that applied it. */
    Optional<Duration> fromDecisionToLastSidecar() {
        return trail.end().flatMap(trail::untilApplied);
    }
}
