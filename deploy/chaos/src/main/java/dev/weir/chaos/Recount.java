package dev.weir.chaos;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.Role;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** What the topic of events says, counted in the plainest way there is: each part of each request once, in any order. */
final class Recount implements AutoCloseable {
    private static final int REQUEST = 1;
    private static final int PREDICTION = 2;
    private static final int CALL = 4;
    private static final long LATE_MILLIS = 10_000;

    /** A duplicate is known for a minute at least, by the clock of the events; after an outage one may come later. */
    private static final long KNOWN_MILLIS = 60_000;

    private final TopicReader topic;
    private final Deserializer<InferenceEvent> events;
    private final long timeoutMicros;
    private final Map<String, Request> known = new HashMap<>();
    private final Map<Integer, Long> clocks = new HashMap<>();
    private final Set<Figures.Cell> uncertain = new HashSet<>();
    private final Map<Figures.Cell, Figures> figures = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final Map<String, Set<String>> tried = new HashMap<>();
    private final Pairs pairs = new Pairs();
    private long read;
    private long duplicates;
    private long late;

    /** The parts known of a request, and its partition's clock when one of them came last. */
    private record Request(int parts, long seenAt) {}

    Recount(Map<String, Object> client, long timeoutMicros) {
        this.topic = new TopicReader(client, Topics.INFERENCE_EVENTS);
        this.events = AvroSerdes.from(client).deserializer(InferenceEvent.class);
        this.timeoutMicros = timeoutMicros;
    }

    void readOn() {
        topic.readOn(this::count);
    }

    private void count(ConsumerRecord<byte[], byte[]> record) {
        read++;
        InferenceEvent event;
        try {
            event = events.deserialize(record.topic(), record.value());
        } catch (SerializationException unreadable) {
            broken.add(place(record));
            return;
        }
        LatencyPart latency = event.getLatency();
        if (latency != null && latency.getDurationMicros() < 0) {
            broken.add(place(record));
            return;
        }
        boolean shadow = event.getRole() == Role.SHADOW;
        if (event.getRequestId().startsWith(Requests.PAIRED)) {
            pairs.add(event);
        }
        if (event.getModel().equals(Models.TRIED) && event.getRevision() != null) {
            tried.computeIfAbsent(event.getVariant(), variant -> new HashSet<>())
                    .add(event.getRequestId());
        }
        late += record.timestamp() - event.getTimestamp().toEpochMilli() > LATE_MILLIS ? 1 : 0;
        int parts = (event.getRequest() != null ? REQUEST : 0)
                | (event.getPrediction() != null ? PREDICTION : 0)
                | (latency != null ? CALL : 0);
        String request = String.join("\u0000", event.getRequestId(), event.getModel(), event.getVariant(), "" + shadow);
        long clock = clocks.merge(record.partition(), event.getTimestamp().toEpochMilli(), Math::max);
        Request before = known.get(request);
        known.put(request, new Request(before == null ? parts : parts | before.parts, clock));
        Figures.Cell cell = new Figures.Cell(
                event.getModel(),
                Math.floorDiv(event.getTimestamp().toEpochMilli(), 1_000),
                event.getVariant(),
                shadow,
                segment(event.getSegments().get(Requests.REGION)));
        if (before != null && clock - before.seenAt >= KNOWN_MILLIS) {
            uncertain.add(cell);
        }
        int fresh = before == null ? parts : parts & ~before.parts;
        if (fresh == 0) {
            duplicates++;
            return;
        }
        boolean routed = before == null && !shadow && (event.getSidecar() != null || event.getRevision() != null);
        figures.merge(cell, figures(fresh, routed, latency), Figures::plus);
    }

    private Figures figures(int fresh, boolean routed, LatencyPart latency) {
        boolean call = (fresh & CALL) != 0;
        boolean timeout =
                call && (latency.getStatus() == LatencyStatus.TIMEOUT || latency.getDurationMicros() > timeoutMicros);
        boolean error = timeout || call && latency.getStatus() == LatencyStatus.ERROR;
        return new Figures(
                (fresh & REQUEST) != 0 ? 1 : 0,
                (fresh & PREDICTION) != 0 ? 1 : 0,
                call ? 1 : 0,
                error ? 1 : 0,
                timeout ? 1 : 0,
                routed ? 1 : 0,
                call ? latency.getDurationMicros() : 0,
                call && (timeout || !error) ? Tail.of(latency.getDurationMicros(), timeout) : Tail.NONE);
    }

    /** Requests have this attribute or none. */
    private static String segment(String region) {
        return region == null ? "" : Requests.REGION + "=" + region;
    }

    /** Where a record is, as dead letters name it. */
    static String place(ConsumerRecord<?, ?> record) {
        return record.partition() + "@" + record.offset();
    }

    Map<Figures.Cell, Figures> figures() {
        return figures;
    }

    /** Cells of requests that came again later than they are remembered, which may count twice. */
    Set<Figures.Cell> uncertain() {
        return uncertain;
    }

    /** The same in windows of so many seconds. */
    Map<Figures.Cell, Figures> windows(long seconds) {
        Map<Figures.Cell, Figures> windows = new HashMap<>();
        figures.forEach((cell, counted) -> windows.merge(cell.window(seconds), counted, Figures::plus));
        return windows;
    }

    /** Places of the records that belong into the dead letters. */
    Set<String> broken() {
        return broken;
    }

    /** Routed requests of the model with an experiment, by variant. */
    Map<String, Set<String>> tried() {
        return tried;
    }

    /** Requests that are copied, and their copies. */
    Pairs pairs() {
        return pairs;
    }

    long read() {
        return read;
    }

    long duplicates() {
        return duplicates;
    }

    /** Events logged ten seconds or more after their assignment. */
    long late() {
        return late;
    }

    @Override
    public void close() {
        topic.close();
    }
}
