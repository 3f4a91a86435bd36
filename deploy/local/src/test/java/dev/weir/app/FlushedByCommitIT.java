package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.local.broker.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka Streams relies on of a producer still holds of the one that flushes once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlushedByCommitIT {
    private static final String TOPIC = "counts";
    private static final int PARTITIONS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS =
            Map.of(new TopicPartition("events", 0), new OffsetAndMetadata(7));
    private static final String GROUP = "counters";

    private Path directory;
    private EmbeddedKafka kafka;

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        directory = shared;
        kafka = EmbeddedKafka.start(directory);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(
                            List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1), new NewTopic("events", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    void stop() {
        kafka.close();
    }

    @Test
    void shouldSendNothingForATaskAndAllOfItWithTheOffsets() throws Exception {
        try (FlushedByCommit producer = producer("one", Map.of());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                KafkaConsumer<byte[], byte[]> reader = reader()) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                send(producer, partition);
                producer.flush();
            }
            assertThat(sent(producer)).isZero();

            producer.sendOffsetsToTransaction(OFFSETS, reader.groupMetadata());

            assertThat(sent(producer)).isEqualTo(PARTITIONS);
            assertThat(reader.poll(Duration.ZERO).count()).isZero();

            producer.commitTransaction();

            int[] read = {0};
            await().atMost(PATIENCE).until(() -> {
                read[0] += reader.poll(Duration.ofMillis(100)).count();
                return read[0] == PARTITIONS;
            });
            assertThat(admin.listConsumerGroupOffsets(GROUP)
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .isEqualTo(OFFSETS);
        }
    }

    @Test
    void shouldSayThatTheBrokerWasAwayForTooLong() throws Exception {
        try (EmbeddedKafka other = EmbeddedKafka.start(directory.resolve("other"))) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", other.bootstrapServers()))) {
                admin.createTopics(Set.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
            FlushedByCommit producer = producer(
                    "two",
                    Map.of(
                            "bootstrap.servers",
                            other.bootstrapServers(),
                            "delivery.timeout.ms",
                            1_000,
                            "request.timeout.ms",
                            500,
                            "linger.ms",
                            0));
            try (KafkaConsumer<byte[], byte[]> reader = reader()) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.partitionsFor(TOPIC);
                other.kill();
                send(producer, 0);

                assertThatThrownBy(() -> producer.sendOffsetsToTransaction(OFFSETS, reader.groupMetadata()))
                        .isInstanceOf(TimeoutException.class);
            } finally {
                producer.close(Duration.ZERO);
            }
        }
    }

    private FlushedByCommit producer(String transactionalId, Map<String, Object> others) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                transactionalId,
                // As long as a flush by mistake would be told from none.
                "linger.ms",
                60_000));
        config.putAll(others);
        return new FlushedByCommit(
                config,
                new MissingMarkers(
                        Map.of("bootstrap.servers", config.get("bootstrap.servers")),
                        GROUP,
                        new TopicPartition(TOPIC, 0)));
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        GROUP,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        reader.assign(IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                .toList());
        return reader;
    }

    private static void send(FlushedByCommit producer, int partition) {
        producer.send(new ProducerRecord<>(TOPIC, partition, null, "one".getBytes(StandardCharsets.UTF_8)));
    }

    private static int sent(FlushedByCommit producer) {
        return producer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("record-send-total")
                        && metric.metricName().group().equals("producer-metrics"))
                .mapToInt(metric -> ((Number) metric.metricValue()).intValue())
                .sum();
    }
}
