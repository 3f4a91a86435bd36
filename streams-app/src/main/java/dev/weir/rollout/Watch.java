package dev.weir.rollout;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.DriftTerms;
import java.time.Duration;
import java.time.Instant;

/**
 * A model that is watched without a rollout: whether it is as right as it was, whether it is asked what it was.
 *
 * @param name        name of the watch ({@code metadata.name})
 * @param model       logical endpoint
 * @param variant     version in charge
 * @param timeout     latency above which a request counts as timed out
 * @param accuracy    what its accuracy is held to; null where only drift is watched for
 * @param drift       how requests and predictions are watched for drift; null where they are not
 * @param retraining  since when it serves, when it was and will be trained again; null where nothing is said
 * @param submittedAt instant of the submission
 * @param submittedBy who submitted it
 */
public record Watch(
        String name,
        String model,
        String variant,
        Duration timeout,
        AccuracyTerms accuracy,
        DriftTerms drift,
        Retraining retraining,
        Instant submittedAt,
        String submittedBy) {
    /** A watch over an accuracy alone. */
    public Watch(
            String name,
            String model,
            String variant,
            Duration timeout,
            AccuracyTerms accuracy,
            Instant submittedAt,
            String submittedBy) {
        this(name, model, variant, timeout, accuracy, null, null, submittedAt, submittedBy);
    }

    /** Whether another watch asks for the same, whoever submitted it and when. */
    public boolean sameAs(Watch other) {
        return equals(new Watch(
                other.name,
                other.model,
                other.variant,
                other.timeout,
                other.accuracy,
                other.drift,
                other.retraining,
                submittedAt,
                submittedBy));
    }
}
