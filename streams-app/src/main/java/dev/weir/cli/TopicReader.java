package dev.weir.cli;

import dev.weir.config.AppConfig;
import dev.weir.serde.AvroSerdes;
import dev.weir.serde.SchemaRegistryException;
import dev.weir.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads a topic from Kafka, all of its partitions, committed records only, without a group and without committing anything.
 * Records of a key come in their order; those of different partitions in any.
 */
final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int ANSWER_MS = 15_000;
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    private final String name;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<? extends SpecificRecord> deserializer;
    private final Consumer<String> complaints;
    private long unreadable;

    /**
     * A reader of a topic.
     *
     * @param complaints is told of each record that cannot be read, which is left out
     * @throws KafkaException if the settings are no client's
     */
    TopicReader(AppConfig config, Topic<? extends SpecificRecord> topic, Consumer<String> complaints) {
        Map<String, Object> settings = new HashMap<>(config.kafkaClient());
        settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS / 3);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.name = topic.name(config.topics());
        this.complaints = complaints;
        this.deserializer = AvroSerdes.from(config.kafkaClient()).deserializer(topic.valueType());
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Records that could not be read so far. */
    long unreadable() {
        return unreadable;
    }

    /**
     * Reads what is on the topic now, and with follow what comes, until it is enough.
     *
     * @param since  records the log has from then on; null for all there are
     * @param until  and before then; null for no end
     * @param follow whether to go on after the last record there was at the start
     * @param enough whether to stop; asked after each piece
     * @param taker  takes key and value, and the empty word after each piece so that it can be shown
     */
    void read(Instant since, Instant until, boolean follow, BooleanSupplier enough, Taker taker) {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        Map<TopicPartition, Long> behind = new HashMap<>(consumer.endOffsets(partitions));
        seek(partitions, since);
        long progressAt = System.nanoTime();
        while (!enough.getAsBoolean()) {
            if (behind.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue())) {
                progressAt = System.nanoTime();
            }
            if (behind.isEmpty() && !follow) {
                return;
            }
            boolean any = false;
            for (ConsumerRecord<String, byte[]> rec : consumer.poll(POLL)) {
                any = true;
                if (isWithin(rec, since, until)) {
                    take(rec, taker);
                }
            }
            if (any) {
                progressAt = System.nanoTime();
                taker.pause();
            } else if (!behind.isEmpty() && System.nanoTime() - progressAt > STANDSTILL.toNanos()) {
                throw new KafkaException("nothing more could be read of " + behind.keySet() + " for "
                        + STANDSTILL.toSeconds() + " s; is a broker away, or a transaction open?");
            }
        }
    }

    private static boolean isWithin(ConsumerRecord<?, ?> rec, Instant since, Instant until) {
        return rec.value() != null
                && (since == null || rec.timestamp() >= since.toEpochMilli())
                && (until == null || rec.timestamp() < until.toEpochMilli());
    }

    private void take(ConsumerRecord<String, byte[]> rec, Taker taker) {
        SpecificRecord value;
        try {
            value = deserializer.deserialize(rec.topic(), rec.value());
        } catch (SchemaRegistryException registry) {
            if (registry.isRetriable()) {
                throw registry;
            }
            skip(rec, registry);
            return;
        } catch (RuntimeException wrong) {
            skip(rec, wrong);
            return;
        }
        taker.take(rec.key(), value);
    }

    private void skip(ConsumerRecord<?, ?> rec, RuntimeException reason) {
        unreadable++;
        complaints.accept(rec.topic() + " partition " + rec.partition() + " offset " + rec.offset()
                + " cannot be read: " + reason.getMessage());
    }

    private List<TopicPartition> partitions() {
        var found = consumer.partitionsFor(name);
        if (found == null || found.isEmpty()) {
            throw new KafkaException("topic " + name + " does not exist; weir topics create makes it");
        }
        return found.stream()
                .map(info -> new TopicPartition(name, info.partition()))
                .toList();
    }

    private void seek(List<TopicPartition> partitions, Instant since) {
        consumer.seekToBeginning(partitions);
        if (since != null) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
            consumer.offsetsForTimes(times).forEach((partition, found) -> {
                if (found == null) {
                    consumer.seekToEnd(List.of(partition));
                } else {
                    consumer.seek(partition, found.offset());
                }
            });
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Where records go. */
    interface Taker {
        /** Takes a record. */
        void take(String key, SpecificRecord value);

        /** Is told that the next one may be long in coming. */
        void pause();
    }
}
