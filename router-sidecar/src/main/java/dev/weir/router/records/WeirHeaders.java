package dev.weir.router.records;

import dev.weir.router.report.Assignment;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The headers of a routed record: what was decided, and what a service needs to say how it went. Values are UTF-8. */
public final class WeirHeaders {

    /** Id of the request: the input's, where it has one, else its topic, partition and offset. */
    public static final String REQUEST_ID = "weir-request-id";

    /** Logical endpoint. */
    public static final String MODEL = "weir-model";

    /** Variant that is to handle the record. */
    public static final String VARIANT = "weir-variant";

    /** SERVED, or SHADOW for a copy whose result nobody may see. */
    public static final String ROLE = "weir-role";

    /** Revision of the routing table that decided. */
    public static final String REVISION = "weir-revision";

    /** KILL_SWITCH, USER, SEGMENT, WEIGHT or FALLBACK. */
    public static final String REASON = "weir-reason";

    /** Instant of the choice, epoch milliseconds. */
    public static final String CHOSEN_AT = "weir-chosen-at";

    /** Id of the router. */
    public static final String ROUTER = "weir-router";

    private WeirHeaders() {}

    /**
     * Returns the event of a routed record, to which prediction and latency are still to be added.
     *
     * @param headers headers of the record
     * @throws IllegalArgumentException if the record did not come through a router
     */
    public static InferenceEvent.Builder event(Headers headers) {
        return InferenceEvent.newBuilder()
                .setRequestId(required(headers, REQUEST_ID))
                .setModel(required(headers, MODEL))
                .setVariant(required(headers, VARIANT))
                .setRole(Role.valueOf(required(headers, ROLE)))
                .setTimestamp(Instant.ofEpochMilli(Long.parseLong(required(headers, CHOSEN_AT))))
                .setRevision(Long.parseLong(required(headers, REVISION)))
                .setReason(AssignmentReason.valueOf(required(headers, REASON)))
                .setSidecar(required(headers, ROUTER));
    }

    static void put(Headers headers, Assignment assignment, Route route, String router) {
        put(headers, REQUEST_ID, assignment.requestId());
        put(headers, MODEL, assignment.model());
        put(headers, VARIANT, route.variant());
        put(headers, ROLE, route.role().name());
        put(headers, REVISION, Long.toString(assignment.selection().revision()));
        put(headers, REASON, route.reason().name());
        put(headers, CHOSEN_AT, Long.toString(assignment.timestampMillis()));
        put(headers, ROUTER, router);
    }

    /** Returns a header's text, or null without the header. */
    static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void put(Headers headers, String name, String text) {
        // An input that was routed before has them already.
        headers.remove(name).add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String required(Headers headers, String name) {
        String text = text(headers, name);
        if (text == null) {
            throw new IllegalArgumentException(
                    "the record has no header " + name + ": it did not come through a router");
        }
        return text;
    }
}
