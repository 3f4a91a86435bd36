package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.MissingMarkers.Outcome;
import dev.weir.local.broker.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker whose log has lost the marker of a complete transaction, as one that is killed in between may leave it out. */
class MissingMarkersIT {
    private static final TopicPartition READ = new TopicPartition("events", 0);
    private static final TopicPartition UNREAD = new TopicPartition("alerts", 0);
    private static final String GROUP = "counters";
    private static final String ID = "counters-1";

    @TempDir
    private Path directory;

    private EmbeddedKafka kafka;

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(directory);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @ParameterizedTest
    @CsvSource({"COMMITTED, 7, true", "ABORTED, 5, true", "COMMITTED, 7, false", "ABORTED, 5, false"})
    void shouldDecideOffsetsAsTheirTransactionEnded(Outcome outcome, long offset, boolean isStartedAgain)
            throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic(READ.topic(), 1, (short) 1), new NewTopic(UNREAD.topic(), 1, (short) 1)))
                    .all()
                    .get();
            try (FlushedByCommit producer = started()) {
                end(producer, 5, Outcome.COMMITTED);
                end(producer, 7, outcome);
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> MissingMarkers.COMPLETE.contains(admin.describeTransactions(List.of(ID))
                            .description(ID)
                            .get()
                            .state()));
            kafka.kill();
            loseTheLastMarker();
            kafka.restart();
            assertThat(committed(admin)).isNull();

            if (isStartedAgain) {
                started().close();
            } else {
                markers().makeUpFor(List.of("not-there", ID));
            }

            await().atMost(Duration.ofSeconds(30)).until(() -> committed(admin) != null);
            assertThat(committed(admin)).isEqualTo(new OffsetAndMetadata(offset));
            assertThat(markers().of(List.of(ID))).isEmpty();
        }
    }

    private MissingMarkers markers() {
        return new MissingMarkers(Map.of("bootstrap.servers", kafka.bootstrapServers()), GROUP, UNREAD);
    }

    private FlushedByCommit started() {
        FlushedByCommit producer = new FlushedByCommit(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", ID), markers());
        producer.initTransactions();
        return producer;
    }

    private ConsumerGroupMetadata group() {
        try (KafkaConsumer<byte[], byte[]> nobody = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", GROUP),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            return nobody.groupMetadata();
        }
    }

    private void end(FlushedByCommit producer, long offset, Outcome outcome) {
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(Map.of(READ, new OffsetAndMetadata(offset)), group());
        if (outcome == Outcome.COMMITTED) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }

    private void loseTheLastMarker() throws IOException {
        Path log = directory.resolve("data").resolve("__consumer_offsets-0").resolve("00000000000000000000.log");
        try (FileRecords records = FileRecords.open(log.toFile())) {
            int position = 0;
            RecordBatch last = null;
            for (RecordBatch batch : records.batches()) {
                position += last == null ? 0 : last.sizeInBytes();
                last = batch;
            }
            assertThat(last).isNotNull();
            assertThat(last.isControlBatch()).as("the last is a marker").isTrue();
            records.truncateTo(position);
        }
    }

    /** Returns the committed offset, or null if it is not decided. */
    private static OffsetAndMetadata committed(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(GROUP, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get()
                .get(READ);
    }
}
