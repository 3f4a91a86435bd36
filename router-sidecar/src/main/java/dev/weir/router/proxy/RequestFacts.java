package dev.weir.router.proxy;

import com.fasterxml.jackson.core.JsonPointer;
import dev.weir.router.proxy.protocol.JsonBody;
import dev.weir.router.proxy.upstream.Headers;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a variant is chosen by.
 *
 * @param requestId id of the request: x-request-id, else ce-id, else that of the protocol in the body, else the trace id of
 *                  traceparent, else a new one
 * @param unit      what traffic sticks by, or null
 * @param segments  attributes that the request has
 */
record RequestFacts(String requestId, String unit, Map<String, String> segments) {

    /** A body above this is parsed on a worker thread; below it, parsing takes less than half a millisecond. */
    private static final int INLINE_BYTES = 64 * 1024;

    /** An id of zeros alone stands for none, so that all who send it would have the same; version ff is none (W3C Trace Context). */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}.*");

    /** What to look for in the requests of one model. */
    static final class Sources {

        private final RequestSource unit;
        private final Map<String, RequestSource> segments;
        private final JsonPointer requestId;
        private final List<JsonPointer> inBody = new ArrayList<>();

        Sources(ProxiedModel model) {
            this.unit = model.unit();
            this.segments = model.segments();
            this.requestId = model.protocol().requestId();
            if (unit != null && unit.pointer() != null) {
                inBody.add(unit.pointer());
            }
            segments.values().stream()
                    .map(RequestSource::pointer)
                    .filter(pointer -> pointer != null)
                    .forEach(inBody::add);
        }
    }

    /**
     * Reads the facts, off the event loop where a large body has to be parsed for them.
     *
     * @param then gets them on the event loop, at once where nothing large has to be parsed
     */
    static void read(Vertx vertx, Sources sources, UserRequest user, Consumer<RequestFacts> then) {
        String headerId = headerId(user.http());
        boolean wantsId = headerId == null && sources.requestId != null && !user.isGrpc();
        List<JsonPointer> wanted = wantsId ? withId(sources) : sources.inBody;
        if (wanted.isEmpty() || user.captured().length() == 0) {
            then.accept(of(sources, user.http(), headerId, List.of(), new String[0]));
            return;
        }
        Buffer body = sources.inBody.isEmpty() ? beginning(user.captured()) : user.captured();
        if (body.length() <= INLINE_BYTES) {
            then.accept(of(sources, user.http(), headerId, wanted, JsonBody.scalars(body, wanted)));
            return;
        }
        vertx.executeBlocking(() -> JsonBody.scalars(body, wanted), false)
                .onSuccess(found -> then.accept(of(sources, user.http(), headerId, wanted, found)));
    }

    /** Returns the id by the headers, else null. */
    static String headerId(HttpServerRequest request) {
        String id = RequestIds.sane(request.headers().get(Headers.REQUEST_ID));
        return id != null ? id : RequestIds.sane(request.getHeader("Ce-Id"));
    }

    /** An id comes before the data, where it comes at all; a whole batch is not parsed in search of one. */
    private static Buffer beginning(Buffer body) {
        return body.length() <= INLINE_BYTES ? body : body.slice(0, INLINE_BYTES);
    }

    private static List<JsonPointer> withId(Sources sources) {
        if (sources.inBody.isEmpty()) {
            return List.of(sources.requestId);
        }
        List<JsonPointer> wanted = new ArrayList<>(sources.inBody);
        wanted.add(sources.requestId);
        return wanted;
    }

    private static RequestFacts of(
            Sources sources, HttpServerRequest request, String headerId, List<JsonPointer> wanted, String[] found) {
        String unit = sources.unit == null ? null : sources.unit.read(request, at -> in(wanted, found, at));
        String id = headerId != null ? headerId : furtherId(sources, request, wanted, found);
        if (sources.segments.isEmpty()) {
            return new RequestFacts(id, unit, Map.of());
        }
        Map<String, String> segments = new HashMap<>();
        sources.segments.forEach((key, source) -> {
            String value = source.read(request, at -> in(wanted, found, at));
            if (value != null) {
                segments.put(key, value);
            }
        });
        return new RequestFacts(id, unit, segments);
    }

    private static String furtherId(
            Sources sources, HttpServerRequest request, List<JsonPointer> wanted, String[] found) {
        String id = sources.requestId == null ? null : RequestIds.sane(in(wanted, found, sources.requestId));
        if (id != null) {
            return id;
        }
        String trace = request.getHeader("traceparent");
        Matcher matcher = trace == null ? null : TRACEPARENT.matcher(trace.strip());
        return matcher != null && matcher.matches() ? matcher.group(1) : RequestIds.next();
    }

    private static String in(List<JsonPointer> wanted, String[] found, JsonPointer at) {
        int position = wanted.indexOf(at);
        return position < 0 ? null : found[position];
    }
}
