package dev.weir.verify;

import dev.weir.event.EventRules;
import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.OutcomeRules;
import dev.weir.evidence.RouterReport;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.window.ObservedTime;
import dev.weir.window.PairSide;
import dev.weir.wire.EventCodec;
import dev.weir.wire.SignalCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The events of one model in a stretch of time, in the order in which the broker took them, what became known of their answers,
 * and what its routers reported meanwhile. All are held in memory.
 *
 * @param entries  the events
 * @param outcomes the outcomes; none where nobody asks for them
 * @param reports  the reports
 * @param trimmed  whether events or outcomes of the stretch have been deleted since
 */
public record EventTape(List<Entry> entries, List<Known> outcomes, List<Report> reports, boolean trimmed) {
    /** The clocks of the broker and the judge may be so far apart; what counts is how far partitions had been read. */
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    /**
     * One event.
     *
     * @param partition partition of the topic
     * @param offset    its place in it
     * @param at        instant at which the broker took it
     * @param readUntil assignment time up to which the partition had been read before it, by the events of all models, epoch
     *                  milliseconds; the smallest long where nothing had
     * @param event     what it says
     * @param side      what it says as a half of a shadow pair; null where nobody asks for answers
     * @param label     predicted class; null where it tells none, or nobody asks for outcomes
     */
    public record Entry(
            int partition, long offset, Instant at, long readUntil, Observation event, PairSide side, String label) {
        /** An event whose label nobody asks for, in a partition of which nothing had been read. */
        public Entry(int partition, long offset, Instant at, Observation event, PairSide side) {
            this(partition, offset, at, Long.MIN_VALUE, event, side, null);
        }
    }

    /**
     * One outcome.
     *
     * @param partition partition of the topic
     * @param offset    its place in it
     * @param outcome   what it says
     */
    public record Known(int partition, long offset, Outcome outcome) {}

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
        outcomes = outcomes.stream()
                .sorted(Comparator.comparingInt(Known::partition).thenComparingLong(Known::offset))
                .toList();
        // Those of one instant stay as they were read.
        reports = reports.stream().sorted(Comparator.comparing(Report::at)).toList();
    }

    /** A tape of a model without routers and outcomes. */
    public EventTape(List<Entry> entries, boolean trimmed) {
        this(entries, List.of(), List.of(), trimmed);
    }

    /** A tape of a model without outcomes. */
    public EventTape(List<Entry> entries, List<Report> reports, boolean trimmed) {
        this(entries, List.of(), reports, trimmed);
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
                TopicStretch outcomes = new TopicStretch(client, names.of(Topics.OUTCOMES));
                TopicStretch reports = new TopicStretch(client, names.of(Topics.ROUTER_REPORTS))) {
            Deserializer<InferenceEvent> event = serdes.deserializer(InferenceEvent.class);
            Deserializer<OutcomeEvent> outcome = serdes.deserializer(OutcomeEvent.class);
            Deserializer<dev.weir.schema.RouterReport> report = serdes.deserializer(dev.weir.schema.RouterReport.class);
            Instant until = stretch.until().plus(CLOCKS_APART);
            Map<Integer, Long> readUntil = new HashMap<>();
            return new EventTape(
                    events.read(stretch.from(), until, record -> entry(record, event, model, stretch, readUntil)),
                    stretch.outcomes()
                            ? outcomes.read(stretch.from(), until, record -> known(record, outcome, model))
                            : List.of(),
                    reports.read(stretch.from(), stretch.until(), record -> report(record, report, model)),
                    events.isTrimmed(stretch.whole()) || stretch.outcomes() && outcomes.isTrimmed(stretch.whole()));
        }
    }

    /** Empty for events of other models, and for what the running system does not count. */
    private static Optional<Entry> entry(
            ConsumerRecord<String, byte[]> record,
            Deserializer<InferenceEvent> events,
            String model,
            Verification.Stretch stretch,
            Map<Integer, Long> readUntil) {
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
        if (EventRules.check(observation, record.timestamp()).isPresent()) {
            return Optional.empty();
        }
        long before = readUntil.getOrDefault(record.partition(), Long.MIN_VALUE);
        long proved = ObservedTime.proved(observation.assignedMillis(), record.timestamp());
        readUntil.put(record.partition(), Math.max(before, proved));
        if (!model.equals(observation.model())) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                before,
                observation,
                stretch.answers() ? EventCodec.pairSide(observation, event) : null,
                stretch.outcomes() && event.getPrediction() != null
                        ? event.getPrediction().getLabel()
                        : null));
    }

    /** Empty for outcomes of other models, and for those that the running system does not take. */
    private static Optional<Known> known(
            ConsumerRecord<String, byte[]> record, Deserializer<OutcomeEvent> outcomes, String model) {
        if (record.value() == null) {
            return Optional.empty();
        }
        try {
            Outcome outcome = EventCodec.outcome(outcomes.deserialize(record.topic(), record.value()));
            return model.equals(outcome.model())
                            && OutcomeRules.check(outcome, record.timestamp()).isEmpty()
                    ? Optional.of(new Known(record.partition(), record.offset(), outcome))
                    : Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
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
