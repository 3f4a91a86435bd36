package dev.weir.verify;

import dev.weir.event.EventRules;
import dev.weir.event.Observation;
import dev.weir.schema.InferenceEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.window.PairSide;
import dev.weir.wire.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The events of one model in a stretch of time, in the order in which the broker took them. All are held in memory.
 *
 * @param entries the events
 * @param trimmed whether events of the stretch have been deleted since
 */
public record EventTape(List<Entry> entries, boolean trimmed) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    /** Puts the entries in their order. */
    public EventTape {
        entries = entries.stream()
                .sorted(Comparator.comparing(Entry::at)
                        .thenComparingInt(Entry::partition)
                        .thenComparingLong(Entry::offset))
                .toList();
    }

    /**
     * Reads a stretch; events that the running system buries are left out.
     *
     * @param client settings of any Kafka client, and of the registry
     * @param stretch which one
     * @throws KafkaException if the topic cannot be read
     */
    public static EventTape read(
            Map<String, Object> client, TopicNames names, String model, Verification.Stretch stretch) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            String topic = names.of(Topics.INFERENCE_EVENTS);
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            boolean trimmed = isTrimmed(consumer, partitions, stretch.whole());
            Map<TopicPartition, Long> ends = seek(consumer, partitions, stretch.from(), stretch.until());
            Deserializer<InferenceEvent> events = AvroSerdes.from(client).deserializer(InferenceEvent.class);
            return new EventTape(
                    read(consumer, ends, record -> decoded(record, events, model, stretch.answers())), trimmed);
        }
    }

    private interface Decoder {
        Optional<Entry> decode(ConsumerRecord<String, byte[]> record);
    }

    private static List<Entry> read(
            KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends, Decoder decoder) {
        List<Entry> entries = new ArrayList<>();
        long progressAt = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            boolean any = false;
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                any = true;
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    decoder.decode(record).ifPresent(entries::add);
                }
            }
            if (any) {
                progressAt = System.nanoTime();
            } else if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
                throw new TimeoutException(
                        "the events could not be read to their end within " + PATIENCE.toSeconds() + " s");
            }
        }
        return entries;
    }

    /** Empty for events of other models, and for what the running system does not count. */
    private static Optional<Entry> decoded(
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

    /** A partition whose first record is younger than the stretch, and not its first ever, has lost some. */
    private static boolean isTrimmed(KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions, Instant whole) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times(partitions, whole));
        return partitions.stream().anyMatch(partition -> {
            long begin = begins.get(partition);
            OffsetAndTimestamp start = starts.get(partition);
            return begin > 0 && (start == null || start.offset() <= begin);
        });
    }

    private static Map<TopicPartition, Long> seek(
            KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions, Instant from, Instant until) {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        consumer.offsetsForTimes(times(partitions, until.plusMillis(1))).forEach((partition, end) -> {
            if (end != null) {
                ends.put(partition, end.offset());
            }
        });
        consumer.offsetsForTimes(times(partitions, from))
                .forEach((partition, start) ->
                        consumer.seek(partition, start == null ? ends.get(partition) : start.offset()));
        return ends;
    }

    private static Map<TopicPartition, Long> times(List<TopicPartition> partitions, Instant at) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, at.toEpochMilli()));
        return times;
    }
}
