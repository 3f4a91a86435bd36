package dev.weir.simulation.rollout;

import dev.weir.rollout.Decision;
import dev.weir.rollout.RolloutState.Status;
import java.util.List;

/**
 * How a rollout went.
 *
 * @param status            its status at the end
 * @param path              stages it entered, in order
 * @param requests          requests of both variants from the first stage, or a later second asked for, to the last second
 *                          judged
 * @param candidateRequests requests of the candidate among them
 * @param decisions         what was decided
 */
public record Outcome(
        Status status, List<String> path, long requests, long candidateRequests, List<Decision> decisions) {

    public Outcome {
        path = List.copyOf(path);
        decisions = List.copyOf(decisions);
    }

    /** Whether the candidate was taken back. */
    public boolean isRolledBack() {
        return status == Status.ROLLED_BACK;
    }

    /** Whether the candidate got past a stage. */
    public boolean isPast(String stage) {
        return status == Status.PROMOTED || path.contains(stage) && path.indexOf(stage) < path.size() - 1;
    }
}
