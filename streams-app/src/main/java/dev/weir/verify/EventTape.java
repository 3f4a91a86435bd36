package dev.weir.verify;

import dev.weir.event.EventRules;
import dev.weir.event.Observation;
import dev.weir.evidence.RouterReport;
import dev.weir.schema.InferenceEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.window.PairSide;
import dev.weir.wire.EventCodec;
import dev.weir.wire.SignalCodec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The events of one model in a stretch of time, in the order in which the broker took them, and what its routers reported
 * meanwhile. All are held in memory.
 *
 * @param entries the events
 * @param reports the reports
 * @param trimmed whether events of the stretch have been deleted since
 */
public record EventTape(List<Entry> entries, List<Report> reports, boolean trimmed) {

    /**
     * One event.
     *
     * @param partition partition of the topic
     * @param offset    its place in it
     * @param at        instant at which the broker took it
     * @param event     what it says
     * @param side      what it says as a half of a shadow pair; null where nobody asks for answers
     */
    public record Entry(int partition, long offset, Instant at, Observation event, PairSide side) {}

    /**
     * One report of a router.
     *
     * @param at   instant of its record
     * @param told what it says
     */
    public record Report(Instant at, RouterReport told) {}

    /** Puts the entries in their order. */
    public EventTape {
        entries = entries.stream()
                .sorted(Comparator.comparing(Entry::at)
                        .thenComparingInt(Entry::partition)
                        .thenComparingLong(Entry::offset))
                .toList();
        // Those of one instant stay as they were read.
        reports = reports.stream().sorted(Comparator.comparing(Report::at)).toList();
    }

    /** A tape of a model without routers. */
    public EventTape(List<Entry> entries, boolean trimmed) {
        this(entries, List.of(), trimmed);
    }

    /**
     * Reads a stretch; what the running system buries is left out.
     *
     * @param client settings of any Kafka client, and of the registry
     * @param stretch which one
     * @throws KafkaException if a topic cannot be read
     */
    public static EventTape read(
            Map<String, Object> client, TopicNames names, String model, Verification.Stretch stretch) {
        AvroSerdes serdes = AvroSerdes.from(client);
        try (TopicStretch events = new TopicStretch(client, names.of(Topics.INFERENCE_EVENTS));
                TopicStretch reports = new TopicStretch(client, names.of(Topics.ROUTER_REPORTS))) {
            Deserializer<InferenceEvent> event = serdes.deserializer(InferenceEvent.class);
            Deserializer<dev.weir.schema.RouterReport> report = serdes.deserializer(dev.weir.schema.RouterReport.class);
            return new EventTape(
                    events.read(
                            stretch.from(), stretch.until(), record -> entry(record, event, model, stretch.answers())),
                    reports.read(stretch.from(), stretch.until(), record -> report(record, report, model)),
                    events.isTrimmed(stretch.whole()));
        }
    }

    /** Empty for events of other models, and for what the running system does not count. */
    private static Optional<Entry> entry(
            ConsumerRecord<String, byte[]> record, Deserializer<InferenceEvent> events, String model, boolean answers) {
        if (record.value() == null) {
            return Optional.empty();
        }
        InferenceEvent event;
        Observation observation;
        try {
            event = events.deserialize(record.topic(), record.value());
            observation = EventCodec.observation(event);
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
        if (!model.equals(observation.model())
                || EventRules.check(observation, record.timestamp()).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                observation,
                answers ? EventCodec.pairSide(observation, event) : null));
    }

    /** Empty for reports on other models, and for those that the running system does not take. */
    private static Optional<Report> report(
            ConsumerRecord<String, byte[]> record, Deserializer<dev.weir.schema.RouterReport> reports, String model) {
        if (record.value() == null || !model.equals(record.key())) {
            return Optional.empty();
        }
        try {
            dev.weir.schema.RouterReport report = reports.deserialize(record.topic(), record.value());
            return model.equals(report.getModel())
                    ? Optional.of(new Report(Instant.ofEpochMilli(record.timestamp()), SignalCodec.report(report)))
                    : Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
