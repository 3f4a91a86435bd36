package dev.weir.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what a topic has of a stretch of time, committed records only, without joining a group. */
final class TopicStretch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String topic;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** Opens a topic with the settings of any Kafka client. */
    TopicStretch(Map<String, Object> client, String topic) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        try {
            this.partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
        } catch (RuntimeException notDescribed) {
            // Whoever gets no stretch cannot close it: the consumer's threads and sockets would stay.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            throw notDescribed;
        }
    }

    /** Whether records since an instant were deleted: the first of a partition is younger, and not its first ever. */
    boolean isTrimmed(Instant since) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times(since));
        return partitions.stream().anyMatch(partition -> {
            long begin = begins.get(partition);
            OffsetAndTimestamp start = starts.get(partition);
            return begin > 0 && (start == null || start.offset() <= begin);
        });
    }

    /**
     * Reads from one instant to another, both included, what a decoder makes something of.
     *
     * @throws TimeoutException if no record comes for half a minute
     */
    <T> List<T> read(Instant from, Instant until, Function<ConsumerRecord<String, byte[]>, Optional<T>> decoder) {
        Map<TopicPartition, Long> ends = seek(from, until);
        List<T> read = new ArrayList<>();
        long progressAt = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            boolean any = false;
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                any = true;
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    decoder.apply(record).ifPresent(read::add);
                }
            }
            if (any) {
                progressAt = System.nanoTime();
            } else if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
                throw new TimeoutException(
                        topic + " could not be read to its end within " + PATIENCE.toSeconds() + " s");
            }
        }
        return read;
    }

    private Map<TopicPartition, Long> seek(Instant from, Instant until) {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        consumer.offsetsForTimes(times(until.plusMillis(1))).forEach((partition, end) -> {
            if (end != null) {
                ends.put(partition, end.offset());
            }
        });
        consumer.offsetsForTimes(times(from))
                .forEach((partition, start) ->
                        consumer.seek(partition, start == null ? ends.get(partition) : start.offset()));
        return ends;
    }

    private Map<TopicPartition, Long> times(Instant at) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, at.toEpochMilli()));
        return times;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
