package dev.weir.router.report;

import dev.weir.router.report.Call.Input;
import dev.weir.router.report.Call.Prediction;
import java.util.Objects;

/**
 * What a log tells of a call that this router did not make; other parts of the same call may come by themselves.
 *
 * @param requestId       id of the user's request
 * @param model           logical endpoint
 * @param variant         version that answered
 * @param timestampMillis when the variant was asked, epoch milliseconds; when it answered, where only that is known
 * @param input           what of the request could be read; null where this tells nothing of the request
 * @param requestBytes    size of the request's body in bytes; null where this tells nothing of the request
 * @param prediction      what was answered; null where this does not tell
 * @param durationMicros  from request to response, in microseconds, 0 or more; null where it is not known
 */
public record LoggedPart(
        String requestId,
        String model,
        String variant,
        long timestampMillis,
        Input input,
        Long requestBytes,
        Prediction prediction,
        Long durationMicros) {

    public LoggedPart {
        Objects.requireNonNull(requestId, "requestId");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(variant, "variant");
        if (durationMicros != null && durationMicros < 0) {
            throw new IllegalArgumentException("durationMicros=" + durationMicros + " must be 0 or more");
        }
    }
}
