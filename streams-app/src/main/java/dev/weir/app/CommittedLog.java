package dev.weir.app;

import dev.weir.topology.EventLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what lies before the offsets that the application has committed, with consumers that belong to no group and commit
 * nothing. They are kept for the next task that begins, since a rebalance begins many.
 */
final class CommittedLog implements EventLog, AutoCloseable {
    /** More requests than a task remembers, however many partitions' worth of events they came in, are not read. */
    private static final long MOST_RECORDS = 1_000_000;

    /** Records in which one with a time is looked for first; where transactions are short, many offsets are markers. */
    private static final long TAIL_RECORDS = 64;

    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * What a task waits for when it begins. A thread that fails there is replaced by one of another name, whose tasks wait
     * until the group has missed the old one; below it, waiting is better, as long as it stays in its group
     * ({@code max.poll.interval.ms}, 5 minutes).
     */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Map<String, Object> settings;
    private final Queue<KafkaConsumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();

    /**
     * @param client        settings of any Kafka client
     * @param applicationId application whose offsets count
     */
    CommittedLog(Map<String, Object> client, String applicationId) {
        settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, applicationId);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    }

    @Override
    public void readProcessed(
            TopicPartition partition, Duration span, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        KafkaConsumer<byte[], byte[]> consumer = idle.poll();
        if (consumer == null) {
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
        boolean done = false;
        try {
            read(consumer, partition, span, reader);
            done = true;
        } finally {
            if (done) {
                idle.add(consumer);
            } else {
                consumer.close();
            }
        }
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Duration span,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
        if (committed == null) {
            return;
        }
        consumer.assign(Set.of(partition));
        long end = committed.offset();
        long begin = Math.max(consumer.beginningOffsets(Set.of(partition)).get(partition), end - MOST_RECORDS);
        OptionalLong last = OptionalLong.empty();
        for (long tail = TAIL_RECORDS; last.isEmpty() && begin < end; tail *= TAIL_RECORDS) {
            long from = Math.max(begin, end - tail);
            long[] latest = {Long.MIN_VALUE};
            read(consumer, partition, from, end, record -> latest[0] = Math.max(latest[0], record.timestamp()));
            last = latest[0] == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(latest[0]);
            if (from == begin) {
                break;
            }
        }
        if (last.isPresent()) {
            OffsetAndTimestamp since = consumer.offsetsForTimes(Map.of(partition, last.getAsLong() - span.toMillis()))
                    .get(partition);
            read(consumer, partition, since == null ? begin : Math.max(begin, since.offset()), end, reader);
        }
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long from,
            long end,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        consumer.seek(partition, from);
        long progressAt = System.nanoTime();
        for (long position = from; position < end; ) {
            consumer.poll(POLL).forEach(record -> {
                if (record.offset() < end) {
                    reader.accept(record);
                }
            });
            long reached = consumer.position(partition);
            if (reached > position) {
                position = reached;
                progressAt = System.nanoTime();
            } else if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
                throw new TimeoutException(partition + " could not be read from " + position + " to " + end + " within "
                        + PATIENCE.toSeconds() + " s");
            }
        }
    }

    @Override
    public void close() {
        for (KafkaConsumer<byte[], byte[]> each = idle.poll(); each != null; each = idle.poll()) {
            each.close();
        }
    }
}
