package dev.weir.router.records;

import dev.weir.router.report.Assignment;
import dev.weir.router.report.BatchAssigner;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Reason;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Selection;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the records of one model into what is written for them. Not thread-safe. */
final class RoutedRecords {

    /** Where routed records go. */
    interface Outlet {

        /** Returns whether a topic has as many partitions as the input, so that a record keeps its own. */
        boolean isLaidOutAs(String input, String topic);

        /** Takes the record for a variant. */
        void record(ProducerRecord<byte[], byte[]> record);

        /** Takes the event that there was such a record. */
        void event(InferenceEvent event);
    }

    private static final Logger LOG = LoggerFactory.getLogger(RecordRouter.class);

    private final String router;
    private final String model;
    private final RecordStream stream;
    private final BatchAssigner assigner;
    private final Supplier<RouteImage> images;
    private final Set<String> missing = new HashSet<>();

    RoutedRecords(
            String router, String model, RecordStream stream, BatchAssigner assigner, Supplier<RouteImage> images) {
        this.router = router;
        this.model = model;
        this.stream = stream;
        this.assigner = assigner;
        this.images = images;
    }

    BatchAssigner assigner() {
        return assigner;
    }

    /**
     * Decides a record.
     *
     * @param record the record
     * @param again  whether it was part of a transaction that came to nothing
     * @param outlet takes the record for its variant, a copy for the shadow, and an event for each
     */
    void route(ConsumerRecord<byte[], byte[]> record, boolean again, Outlet outlet) {
        Assignment assignment = assigner.assign(requestId(record), stream.unit().read(record), segments(record), again);
        for (Route route : routes(assignment.selection())) {
            RecordHeaders headers = new RecordHeaders(record.headers());
            WeirHeaders.put(headers, assignment, route, router);
            outlet.record(new ProducerRecord<>(
                    route.topic(),
                    outlet.isLaidOutAs(record.topic(), route.topic()) ? record.partition() : null,
                    record.timestamp() < 0 ? null : record.timestamp(),
                    record.key(),
                    record.value(),
                    headers));
            outlet.event(event(assignment, route, record));
        }
    }

    private List<Route> routes(Selection selection) {
        List<Route> routes = new ArrayList<>(2);
        routes.add(served(selection));
        if (selection.shadow() != null) {
            String topic = stream.variants().get(selection.shadow());
            if (topic == null) {
                warnOnce(selection.shadow(), "gets no copies");
            } else {
                routes.add(new Route(selection.shadow(), topic, Role.SHADOW, selection.reason()));
            }
        }
        return routes;
    }

    private Route served(Selection selection) {
        String topic = stream.variants().get(selection.variant());
        if (topic != null) {
            return new Route(selection.variant(), topic, Role.SERVED, selection.reason());
        }
        warnOnce(selection.variant(), "is served by another variant");
        String instead = images.get()
                .table(model)
                .map(CompiledTable::baseline)
                .filter(stream.variants()::containsKey)
                .orElseGet(stream::firstVariant);
        return new Route(instead, stream.variants().get(instead), Role.SERVED, Reason.FALLBACK);
    }

    private void warnOnce(String variant, String consequence) {
        if (missing.add(variant)) {
            LOG.warn(
                    "variant without a topic {}; name one under streams.{}.variants model={} variant={}",
                    consequence,
                    model,
                    model,
                    variant);
        }
    }

    /** The coordinates are the same however often the record is read, so that nothing counts twice. */
    private static String requestId(ConsumerRecord<byte[], byte[]> record) {
        String given = WeirHeaders.text(record.headers(), WeirHeaders.REQUEST_ID);
        return given == null || given.isBlank()
                ? record.topic() + "-" + record.partition() + "-" + record.offset()
                : given;
    }

    private Map<String, String> segments(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> segments = new HashMap<>();
        stream.segments().forEach((attribute, source) -> {
            String value = source.read(record);
            if (value != null) {
                segments.put(attribute, value);
            }
        });
        return segments;
    }

    private InferenceEvent event(Assignment assignment, Route route, ConsumerRecord<byte[], byte[]> record) {
        return InferenceEvent.newBuilder()
                .setRequestId(assignment.requestId())
                .setModel(model)
                .setVariant(route.variant())
                .setRole(route.role())
                .setTimestamp(Instant.ofEpochMilli(assignment.timestampMillis()))
                .setUnit(assignment.unit())
                .setSegments(assignment.segments())
                .setRevision(assignment.selection().revision())
                .setSidecar(router)
                .setReason(AssignmentReason.valueOf(route.reason().name()))
                .setFirstOfUnit(assignment.firstOfUnit())
                .setRequest(RequestPart.newBuilder()
                        .setSizeBytes((long) Math.max(0, record.serializedValueSize()))
                        .build())
                .build();
    }
}
