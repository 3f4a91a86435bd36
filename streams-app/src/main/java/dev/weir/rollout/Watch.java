package dev.weir.rollout;

import dev.weir.evidence.AccuracyTerms;
import java.time.Duration;
import java.time.Instant;

/**
 * A model whose accuracy is watched without a rollout.
 *
 * @param name        name of the watch ({@code metadata.name})
 * @param model       logical endpoint
 * @param variant     version in charge
 * @param timeout     latency above which a request counts as timed out
 * @param accuracy    what its accuracy is held to
 * @param submittedAt instant of the submission
 * @param submittedBy who submitted it
 */
public record Watch(
        String name,
        String model,
        String variant,
        Duration timeout,
        AccuracyTerms accuracy,
        Instant submittedAt,
        String submittedBy) {
    /** Whether another watch asks for the same, whoever submitted it and when. */
    public boolean sameAs(Watch other) {
        return equals(new Watch(
                other.name, other.model, other.variant, other.timeout, other.accuracy, submittedAt, submittedBy));
    }
}
