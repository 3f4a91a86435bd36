package dev.weir.publish;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import java.util.Map;

/**
 * Reckons the heap an event takes, in bytes, on a 64-bit JVM with compressed references: 400 for the event and its parts,
 * a text its length and 56 (as if it were all of one byte a letter), an entry of a map 48, a number in a list 20. Right to
 * about a third, which is enough to bound a queue.
 */
final class EventSize {

    private static final long RECORDS = 400;
    private static final long TEXT = 56;
    private static final long ENTRY = 48;
    private static final long NUMBER = 20;

    private EventSize() {}

    static long of(InferenceEvent event) {
        return RECORDS
                + text(event.getRequestId())
                + text(event.getUnit())
                + texts(event.getSegments())
                + request(event.getRequest())
                + prediction(event.getPrediction());
    }

    /** Returns the size of an event that consists of a few short fields. */
    static long small() {
        return RECORDS;
    }

    private static long request(RequestPart request) {
        return request == null
                ? 0
                : texts(request.getCategories()) + request.getFeatures().size() * (ENTRY + TEXT + NUMBER);
    }

    private static long prediction(PredictionPart prediction) {
        return prediction == null
                ? 0
                : text(prediction.getLabel())
                        + text(prediction.getText())
                        + (prediction.getEmbedding() == null
                                ? 0
                                : prediction.getEmbedding().size() * NUMBER);
    }

    private static long texts(Map<String, String> texts) {
        long sum = 0;
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            sum += ENTRY + text(entry.getKey()) + text(entry.getValue());
        }
        return sum;
    }

    private static long text(String text) {
        return text == null ? 0 : TEXT + text.length();
    }
}
