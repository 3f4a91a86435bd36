package dev.weir.router.report;

import dev.weir.router.selection.Reason;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How the call of one variant for one request went.
 *
 * @param assignment      the request, and the variant chosen for it at first
 * @param variant         variant called; another than the one chosen only where {@code reason} is FALLBACK
 * @param role            whether the user got this answer, or a copy of the request was answered
 * @param reason          why this variant was called
 * @param timestampMillis instant at which this variant was chosen, epoch milliseconds
 * @param requestBytes    size of the request body in bytes
 * @param durationMicros  from the choice of the variant to the end of the answer, in microseconds, 0 or more
 * @param outcome         how it ended
 * @param errorCode       HTTP status or class of the failure; null for a call that is no error
 * @param input           what was asked; null where it was not read
 * @param prediction      what was answered; null where it could not be read
 * @param cost            cost of the call in the unit the model's owner chose, 0 or more; null where it is not known
 */
public record Call(
        Assignment assignment,
        String variant,
        Role role,
        Reason reason,
        long timestampMillis,
        long requestBytes,
        long durationMicros,
        Outcome outcome,
        String errorCode,
        Input input,
        Prediction prediction,
        Double cost) {

    /** Who got the answer. */
    public enum Role {
        /** The user got it, or its failure. */
        SERVED,
        /** Nobody: the call was a copy of the request, and its answer was thrown away. */
        SHADOW
    }

    /** How a call ended. An HTTP status of 4xx is the caller's fault, and so OK. */
    public enum Outcome {
        /** A complete answer with a status below 500. */
        OK,
        /** A status of 500 or above, or no answer for want of a connection. */
        ERROR,
        /** No complete answer within the model's timeout. */
        TIMEOUT
    }

    /**
     * What a variant was asked.
     *
     * @param features   numbers by their names
     * @param categories texts by their names
     */
    public record Input(Map<String, Double> features, Map<String, String> categories) {

        public Input {
            features = Map.copyOf(features);
            categories = Map.copyOf(categories);
        }
    }

    /**
     * What a variant answered; each part null where the answer has none.
     *
     * @param label     predicted class
     * @param score     confidence, 0 to 1
     * @param value     predicted number
     * @param text      generated text
     * @param embedding vector
     */
    public record Prediction(String label, Double score, Double value, String text, List<Float> embedding) {

        public Prediction {
            embedding = embedding == null ? null : List.copyOf(embedding);
        }

        /** A prediction without text or vector. */
        public Prediction(String label, Double score, Double value) {
            this(label, score, value, null, null);
        }
    }

    public Call {
        Objects.requireNonNull(assignment, "assignment");
        Objects.requireNonNull(variant, "variant");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(outcome, "outcome");
        if (durationMicros < 0 || requestBytes < 0) {
            throw new IllegalArgumentException(
                    "durationMicros=" + durationMicros + " and requestBytes=" + requestBytes + " must be 0 or more");
        }
        if (cost != null && !(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("cost=" + cost + " must be finite and 0 or more");
        }
    }
}
