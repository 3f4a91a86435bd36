package dev.weir.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/** The JSON object a request brings; what cannot be read is answered with what to send instead. */
final class JsonBody {
    private static final String REASON = "{\"reason\": \"why\"}";

    /** One value that says each thing once: of two, nobody could tell which was meant. */
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode body;
    private final String example;

    private JsonBody(JsonNode body, String example) {
        this.body = body;
        this.example = example;
    }

    /** Reads the body of a request, of which only some fields are known; the example says what to send. */
    static JsonBody of(RoutingContext context, Set<String> known, String example) {
        String text = context.body().asString();
        try {
            JsonNode body = JSON.readTree(text == null ? "" : text);
            if (body == null || !body.isObject()) {
                throw ProblemException.badBody("the body must be a JSON object; send " + example, 0);
            }
            body.fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    throw ProblemException.badField(name, "is not known; send " + example);
                }
            });
            return new JsonBody(body, example);
        } catch (JsonProcessingException notJson) {
            int line = notJson.getLocation() == null ? 0 : notJson.getLocation().getLineNr();
            throw ProblemException.badBody("the body is not JSON, line " + line + "; send " + example, line);
        }
    }

    /** Why something is to be deleted, in the body or in the query, since some clients send no body with DELETE. */
    static Optional<String> reasonOfDelete(RoutingContext context) {
        String text = context.body().asString();
        if (text != null && !text.isBlank()) {
            return Optional.of(of(context, Set.of("reason"), REASON).reason());
        }
        return Optional.ofNullable(context.request().getParam("reason"))
                .filter(reason -> !reason.isBlank())
                .map(String::strip);
    }

    /** Why it is asked for. */
    String reason() {
        JsonNode reason = body.get("reason");
        if (reason == null || !reason.isTextual() || reason.textValue().isBlank()) {
            throw ProblemException.badField("reason", "is missing; say why, the decision log keeps it");
        }
        return reason.textValue().strip();
    }

    /** A text that has to be there. */
    String text(String name) {
        JsonNode value = body.get(name);
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            throw ProblemException.badField(name, "is missing; send " + example);
        }
        return value.textValue().strip();
    }

    /** Yes or no, which has to be said. */
    boolean needed(String name) {
        return bool(name).orElseThrow(() -> ProblemException.badField(name, "is missing; send " + example));
    }

    /** Yes or no; empty where nothing is said. */
    Optional<Boolean> bool(String name) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isBoolean()) {
            throw ProblemException.badField(name, "is " + value + "; send true or false");
        }
        return Optional.of(value.booleanValue());
    }
}
