package dev.weir.router.proxy;

import com.fasterxml.jackson.core.JsonPointer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a variant is chosen by.
 *
 * @param requestId id of the request: x-request-id, else ce-id, else {@code id} of the body, else the trace id of
 *                  traceparent, else a new UUID
 * @param unit      what traffic sticks by, or null
 * @param segments  attributes that the request has
 */
record RequestFacts(String requestId, String unit, Map<String, String> segments) {

    private static final JsonPointer BODY_ID = JsonPointer.compile("/id");
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    /** Reads the facts, off the event loop where a large body has to be parsed for them. */
    static Future<RequestFacts> read(Vertx vertx, ProxiedModel model, HttpServerRequest request, Buffer body) {
        String headerId = headerId(request);
        int parsed = headerId == null || model.readsBody() ? body.length() : 0;
        return JsonBody.reading(
                vertx,
                parsed,
                () -> new RequestFacts(
                        headerId != null ? headerId : furtherId(request, body),
                        model.unit() == null ? null : model.unit().read(request, body),
                        segments(model, request, body)));
    }

    private static Map<String, String> segments(ProxiedModel model, HttpServerRequest request, Buffer body) {
        Map<String, String> found = new HashMap<>();
        model.segments().forEach((key, source) -> {
            String value = source.read(request, body);
            if (value != null) {
                found.put(key, value);
            }
        });
        return found;
    }

    /** Returns the id by the headers, or for a request whose body is not read, null. */
    static String headerId(HttpServerRequest request) {
        String id = request.getHeader("X-Request-Id");
        if (id == null || id.isBlank()) {
            id = request.getHeader("Ce-Id");
        }
        return id == null || id.isBlank() ? null : id.strip();
    }

    private static String furtherId(HttpServerRequest request, Buffer body) {
        String id = JsonBody.scalar(body, BODY_ID);
        if (id != null && !id.isBlank()) {
            // It becomes a header, which holds neither line breaks nor other control characters.
            String printable = id.strip().replaceAll("\\p{Cntrl}", "");
            if (!printable.isEmpty()) {
                return printable;
            }
        }
        String trace = request.getHeader("traceparent");
        Matcher matcher = trace == null ? null : TRACEPARENT.matcher(trace.strip());
        return matcher != null && matcher.matches()
                ? matcher.group(1)
                : UUID.randomUUID().toString();
    }
}
