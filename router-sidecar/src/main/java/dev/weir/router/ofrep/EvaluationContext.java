package dev.weir.router.ofrep;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who is asking: the unit, and attributes for segment rules.
 *
 * @param targetingKey the unit, not blank
 * @param segments     the attributes that can be compared with a rule's text, in the order of their names
 */
record EvaluationContext(String targetingKey, Map<String, String> segments) {

    private static final String TARGETING_KEY = "targetingKey";
    private static final double LARGEST_EXACT = 1L << 53;

    /**
     * Reads the body of a request.
     *
     * <p>Texts are taken as they are; {@code true} and {@code false} by these words; a number in plain digits, a whole one
     * without a fraction ({@code 1.0} is {@code 1}). Objects, lists and nulls are left out: no rule can match them.
     *
     * @throws RefusedException if it is no JSON object, has no context, or no targeting key
     */
    static EvaluationContext read(Buffer body) throws RefusedException {
        JsonObject context = context(body);
        Object key = context.getValue(TARGETING_KEY);
        if (key == null || "".equals(key)) {
            throw new RefusedException(
                    400,
                    ErrorCode.TARGETING_KEY_MISSING,
                    "the context names no unit; send {\"context\": {\"targetingKey\": \"USER-ID\"}}");
        }
        if (!(key instanceof String text) || text.isBlank()) {
            throw new RefusedException(
                    400,
                    ErrorCode.INVALID_CONTEXT,
                    "targetingKey must be a text that is not blank, but is " + shown(key));
        }
        Map<String, String> segments = new TreeMap<>();
        context.forEach(attribute -> {
            if (!attribute.getKey().equals(TARGETING_KEY)) {
                text(attribute.getValue()).ifPresent(value -> segments.put(attribute.getKey(), value));
            }
        });
        return new EvaluationContext(text, segments);
    }

    private static JsonObject context(Buffer body) throws RefusedException {
        Object document;
        try {
            document = body == null || body.length() == 0 ? null : Json.decodeValue(body);
        } catch (DecodeException e) {
            throw new RefusedException(400, ErrorCode.PARSE_ERROR, "the body is no JSON" + place(e));
        }
        if (!(document instanceof JsonObject request)) {
            throw new RefusedException(
                    400,
                    ErrorCode.PARSE_ERROR,
                    "the body must be a JSON object; send {\"context\": {\"targetingKey\": \"USER-ID\"}}");
        }
        Object context = request.getValue("context");
        if (context == null) {
            return new JsonObject();
        }
        if (!(context instanceof JsonObject fields)) {
            throw new RefusedException(
                    400, ErrorCode.INVALID_CONTEXT, "context must be a JSON object, but is " + shown(context));
        }
        return fields;
    }

    /** Where reading it ended; Jackson's own words name its settings to whoever asks. */
    private static String place(DecodeException failure) {
        return failure.getCause() instanceof JsonProcessingException parsing && parsing.getLocation() != null
                ? ": it breaks off or goes wrong at line "
                        + parsing.getLocation().getLineNr() + ", column "
                        + parsing.getLocation().getColumnNr()
                : "";
    }

    private static Optional<String> text(Object value) {
        if (value instanceof String || value instanceof Boolean) {
            return Optional.of(value.toString());
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            boolean whole = number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT;
            return Optional.of(whole ? Long.toString((long) number) : Double.toString(number));
        }
        return value instanceof Number ? Optional.of(value.toString()) : Optional.empty();
    }

    private static String shown(Object value) {
        String text = Json.encode(value);
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
