package dev.weir.router.cloudevents;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.weir.router.proxy.protocol.Answer;
import dev.weir.router.proxy.protocol.Inputs;
import dev.weir.router.proxy.protocol.ModelPlace;
import dev.weir.router.proxy.protocol.Protocol;
import dev.weir.router.proxy.protocol.Target;
import dev.weir.router.report.Call.Input;
import dev.weir.router.report.Call.Prediction;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request or a response that a model server logged.
 *
 * @param call       whose it is
 * @param kind       which of the two
 * @param time       when it was; null where the event does not say
 * @param sizeBytes  size of its body in bytes
 * @param input      what of a request could be read; null for a response
 * @param prediction what a response predicts; null where it could not be read, and for a request
 */
record LoggedMessage(CallKey call, Kind kind, Instant time, long sizeBytes, Input input, Prediction prediction) {

    private static final Logger LOG = LoggerFactory.getLogger(LoggedMessage.class);

    /** Longest id, model and variant, in characters, so that the memory of open calls is bounded. */
    static final int NAME_CHARACTERS = 256;

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private static final Map<String, Kind> TYPES = Map.of(
            "org.kubeflow.serving.inference.request", Kind.REQUEST,
            "org.kubeflow.serving.inference.response", Kind.RESPONSE,
            "io.seldon.serving.inference.request", Kind.REQUEST,
            "io.seldon.serving.inference.response", Kind.RESPONSE);

    /** A server that writes NaN (TensorFlow Serving does) has written an answer all the same. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** Which half of a call it is. */
    enum Kind {
        /** What was asked. */
        REQUEST,
        /** What was answered. */
        RESPONSE
    }

    /**
     * Reads an event.
     *
     * @throws RefusedException if an attribute is missing or wrong, or the body is
     */
    static LoggedMessage of(CloudEvent event, Naming naming) throws RefusedException {
        String id = required(event, "id");
        String type = required(event, "type");
        required(event, "source");
        Kind kind = TYPES.get(type);
        if (kind == null) {
            throw new RefusedException("type " + type + " is none of "
                    + String.join(", ", TYPES.keySet().stream().sorted().toList()));
        }
        // Seldon gives each event an id of its own, and pairs by this one.
        String pair = event.attribute("requestid");
        CallKey call = new CallKey(
                bounded("id", pair == null ? id : pair),
                bounded("model", naming.modelOf(event)),
                bounded("variant", naming.variantOf(event)));
        Instant time = time(event.attribute("time"));
        checkData(event);
        return new LoggedMessage(
                call,
                kind,
                time,
                event.data().length,
                kind == Kind.REQUEST ? Inputs.read(event.data()) : null,
                kind == Kind.RESPONSE ? prediction(event) : null);
    }

    private static String required(CloudEvent event, String name) throws RefusedException {
        String value = event.attribute(name);
        if (value == null) {
            throw new RefusedException(name + " is missing; in binary mode it is the header ce-" + name
                    + ", else a field of the document");
        }
        return value;
    }

    private static String bounded(String name, String value) throws RefusedException {
        if (value.length() > NAME_CHARACTERS) {
            throw new RefusedException(name + " has " + value.length() + " characters; it may have " + NAME_CHARACTERS);
        }
        return value;
    }

    private static Instant time(String text) throws RefusedException {
        try {
            Instant time = text == null ? null : OffsetDateTime.parse(text).toInstant();
            if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
                throw new RefusedException("time " + text + " is not between " + EARLIEST + " and " + LATEST);
            }
            return time;
        } catch (DateTimeException e) {
            throw new RefusedException("time " + text + " is not as RFC 3339 has it; write 2026-02-20T21:28:18.123Z");
        }
    }

    /** What follows the document is not looked at: the binary extension has tensors there. */
    private static void checkData(CloudEvent event) throws RefusedException {
        if (event.data().length == 0) {
            throw new RefusedException("data is missing: the body of the request or response");
        }
        if (!MediaTypes.isJson(event.attribute("datacontenttype"))) {
            return;
        }
        try (JsonParser parser = JSON.createParser(event.data())) {
            JsonToken first = parser.nextToken();
            parser.skipChildren();
            if (first == null || parser.currentToken() == null) {
                throw new RefusedException("data is no JSON, though datacontenttype says so");
            }
        } catch (IOException e) {
            throw new RefusedException("data is no JSON, though datacontenttype says so");
        }
    }

    /** Returns what the first protocol that can read an answer reads; an answer may be anything, and is told of anyway. */
    private static Prediction prediction(CloudEvent event) {
        Answer answer = new Answer(event.attribute("datacontenttype"), null, Buffer.buffer(event.data()));
        Target target = new Target(ModelPlace.NOWHERE, Target.Kind.INFERENCE);
        for (Protocol protocol : Protocol.ALL) {
            try {
                Prediction prediction = protocol.read(target, answer).prediction();
                if (prediction != null) {
                    return prediction;
                }
            } catch (RuntimeException e) {
                LOG.debug("answer not read protocol={}", protocol.name(), e);
            }
        }
        return null;
    }
}
