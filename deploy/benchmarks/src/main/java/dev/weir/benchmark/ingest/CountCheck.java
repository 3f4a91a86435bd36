package dev.weir.benchmark.ingest;

import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.window.Delta;
import dev.weir.wire.StateCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Bytes;

/** Adds up what somebody has counted and committed from now on. */
abstract class CountCheck implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(120);

    private final KafkaConsumer<byte[], byte[]> consumer;

    private CountCheck(Map<String, String> client, String topic) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Returns what adds up what a contestant counts; null for one that counts nothing. */
    static CountCheck of(Map<String, String> client, Contestant who) {
        return switch (who) {
            case BARE, DECODED -> null;
            case WEIR -> new OfDeltas(client);
            case IDIOMATIC -> new OfFigures(client);
        };
    }

    /**
     * Waits until as many events have been counted as there are.
     *
     * @throws IllegalStateException if there are not within two minutes, or there are more
     */
    void await(long events) {
        long started = System.nanoTime();
        long due = events * timesCounted();
        while (counted() < due) {
            consumer.poll(POLL).forEach(this::add);
            if (System.nanoTime() - started > COUNTED_WITHIN.toNanos()) {
                break;
            }
        }
        if (counted() != due) {
            throw new IllegalStateException("counted " + counted() + " of " + due + " events");
        }
    }

    abstract void add(ConsumerRecord<byte[], byte[]> record);

    abstract long counted();

    /** Returns how often each event is counted. */
    int timesCounted() {
        return 1;
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Weir's counts are differences. */
    private static final class OfDeltas extends CountCheck {
        private final StateCodec codec = new StateCodec();
        private long calls;

        OfDeltas(Map<String, String> client) {
            super(client, TopicNames.DEFAULT.of(Topics.DELTAS));
        }

        @Override
        void add(ConsumerRecord<byte[], byte[]> record) {
            if (codec.readMessage(record.value()) instanceof StateCodec.Message.Counted message) {
                message.deltas().values().forEach(this::add);
            }
        }

        private void add(Delta delta) {
            for (Delta.Count count : delta.counts()) {
                calls += count.tally().calls();
            }
            for (Delta.Correction correction : delta.corrections()) {
                calls -= correction.admission() == null ? correction.tally().calls() : 0;
            }
        }

        @Override
        long counted() {
            return calls;
        }
    }

    /** Of a window the last figures are all. */
    private static final class OfFigures extends CountCheck {
        private final Map<Bytes, Long> requests = new HashMap<>();

        OfFigures(Map<String, String> client) {
            super(client, IdiomaticJob.FIGURES);
        }

        @Override
        void add(ConsumerRecord<byte[], byte[]> record) {
            requests.put(Bytes.wrap(record.key()), Figures.of(record.value()).requests());
        }

        @Override
        long counted() {
            return requests.values().stream().mapToLong(Long::longValue).sum();
        }

        @Override
        int timesCounted() {
            return IdiomaticJob.BREAKDOWNS;
        }
    }
}
