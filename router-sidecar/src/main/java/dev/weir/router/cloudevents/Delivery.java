package dev.weir.router.cloudevents;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what one HTTP request delivers: one event in binary or structured mode, or a batch. */
final class Delivery {

    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";

    private static final String ANY_FORMAT = "application/cloudevents";

    /** Bad events of a batch that are named one by one. */
    private static final int NAMED = 10;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Delivery() {}

    /**
     * Returns the messages, in their order.
     *
     * @param headers headers of the request by their names in lower case
     * @param body    body of the request
     * @param naming  which model and variant they are of
     * @throws RefusedException if one of them cannot be used, naming its index in a batch
     */
    static List<LoggedMessage> read(Map<String, String> headers, byte[] body, Naming naming) throws RefusedException {
        String type = MediaTypes.bare(headers.get("content-type"));
        if (type.equals(BATCH)) {
            return batch(document(body), naming);
        }
        if (type.startsWith(ANY_FORMAT) && !type.equals(STRUCTURED)) {
            throw new RefusedException(
                    415,
                    type + " is not read; send " + STRUCTURED + ", " + BATCH
                            + ", or the event as ce-* headers with its data as the body");
        }
        CloudEvent event =
                type.equals(STRUCTURED) ? CloudEvent.ofDocument(document(body)) : CloudEvent.ofBinary(headers, body);
        return List.of(LoggedMessage.of(event, naming));
    }

    private static List<LoggedMessage> batch(JsonNode events, Naming naming) throws RefusedException {
        if (!events.isArray()) {
            throw new RefusedException("a batch is a JSON array of events");
        }
        List<LoggedMessage> messages = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                messages.add(LoggedMessage.of(CloudEvent.ofDocument(events.get(i)), naming));
            } catch (RefusedException e) {
                bad.add("event " + i + ": " + e.getMessage());
            }
        }
        if (!bad.isEmpty()) {
            throw new RefusedException("none of the batch was taken; "
                    + String.join("; ", bad.subList(0, Math.min(NAMED, bad.size())))
                    + (bad.size() > NAMED ? "; and " + (bad.size() - NAMED) + " more" : ""));
        }
        return messages;
    }

    private static JsonNode document(byte[] body) throws RefusedException {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new RefusedException("the body is no JSON");
        }
    }
}
