package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.local.broker.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbandonedTransactionsIT {
    private static final String TOPIC = "anything";

    @TempDir
    private static Path directory;

    private static EmbeddedKafka kafka;
    private static Map<String, Object> client;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(directory);
        client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void shouldEndThoseOfProcessesThatTheGroupHasGivenUpAndNoOthers() throws Exception {
        String application = "given-up";
        String alive = UUID.randomUUID().toString();
        String gone = UUID.randomUUID().toString();
        try (KafkaConsumer<byte[], byte[]> member =
                        member(application, application + "-" + alive + "-StreamThread-1-consumer");
                KafkaProducer<byte[], byte[]> goesOn = begun(application + "-" + alive + "-1");
                KafkaProducer<byte[], byte[]> left = begun(application + "-" + gone + "-1");
                KafkaProducer<byte[], byte[]> ofAnother = begun("another-" + gone + "-1")) {
            look(application);

            assertThat(open()).contains(application + "-" + alive + "-1", "another-" + gone + "-1");
            assertThat(open()).doesNotContain(application + "-" + gone + "-1");
            goesOn.commitTransaction();
            ofAnother.abortTransaction();
            assertThatThrownBy(left::commitTransaction).isInstanceOf(KafkaException.class);
            assertThat(member.assignment()).isNotEmpty();
        }
    }

    @Test
    void shouldEndNoneWhereAMemberCannotBeToldByItsName() throws Exception {
        String application = "renamed";
        String id = application + "-" + UUID.randomUUID() + "-1";
        try (KafkaConsumer<byte[], byte[]> member = member(application, "somebody");
                KafkaProducer<byte[], byte[]> open = begun(id)) {
            look(application);

            assertThat(open()).contains(id);
            open.commitTransaction();
            assertThat(member.assignment()).isNotEmpty();
        }
    }

    /** Looks once; to close waits for it. */
    private static void look(String application) {
        try (AbandonedTransactions transactions = new AbandonedTransactions(
                client, application, new MissingMarkers(client, application, new TopicPartition(TOPIC, 0)))) {
            transactions.look();
        }
    }

    private static KafkaConsumer<byte[], byte[]> member(String group, String clientId) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "group.id", group, "client.id", clientId),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(TOPIC));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            consumer.poll(Duration.ofMillis(100));
            return !consumer.assignment().isEmpty();
        });
        return consumer;
    }

    /** A producer with an open transaction that has written something. */
    private static KafkaProducer<byte[], byte[]> begun(String transactionalId) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", transactionalId),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, new byte[] {1}));
        producer.flush();
        return producer;
    }

    private static Set<String> open() throws Exception {
        try (Admin admin = Admin.create(client)) {
            return admin
                    .listTransactions(new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                    .all()
                    .get()
                    .stream()
                    .map(TransactionListing::transactionalId)
                    .collect(Collectors.toSet());
        }
    }
}
