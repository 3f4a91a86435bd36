package dev.weir.local.broker;

import static java.util.stream.Collectors.toSet;
import static org.apache.kafka.clients.admin.TransactionState.COMPLETE_ABORT;
import static org.apache.kafka.clients.admin.TransactionState.COMPLETE_COMMIT;
import static org.apache.kafka.clients.admin.TransactionState.PREPARE_ABORT;
import static org.apache.kafka.clients.admin.TransactionState.PREPARE_COMMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    private static final String TOPIC = "letters";
    private static final String MANY_PARTITIONS = "many";
    private static final int PARTITIONS = 20;
    private static final int COMMITTERS = 16;

    /** What the broker says of a transaction that it was committing when it was killed, and of markers that it leaves out. */
    private static final String TAKEN_UP = "Sending txn markers for";

    private static final String GIVEN_UP = "Couldn't find leader endpoint";

    @TempDir
    Path directory;

    @Test
    void shouldServeTheSameRecordsAfterItWasKilledAndRestarted() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            send(kafka, "a");
            String address = kafka.bootstrapServers();
            kafka.kill();

            kafka.restart();

            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            send(kafka, "b");
            assertThat(values(kafka, 2)).containsExactly("a", "b");
        }
    }

    /** What Kafka by itself does not, where the broker starts again before its session has expired. */
    @Test
    void shouldEndEachTransactionThatWasBeingCommittedWhenItWasKilled() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic(MANY_PARTITIONS, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
            for (int kills = 0; !Files.readString(kafka.log()).contains(TAKEN_UP); kills++) {
                assertThat(kills)
                        .as("kills, in none of which a transaction was being committed")
                        .isLessThan(5);
                commitUntilKilled(kafka);
                kafka.restart();
            }

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                // A broker that has not read them yet tells of none, in whatever state.
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !transactions(admin, COMPLETE_COMMIT, COMPLETE_ABORT)
                                        .isEmpty()
                                && transactions(admin, PREPARE_COMMIT, PREPARE_ABORT)
                                        .isEmpty());
                Set<Long> over = transactions(admin, COMPLETE_COMMIT, COMPLETE_ABORT);
                assertThat(openProducers(admin)).doesNotContainAnyElementsOf(over);
            }
            assertThat(Files.readString(kafka.log())).doesNotContain(GIVEN_UP);
        }
    }

    @Test
    void shouldTakeUpTheDataOfAnEarlierRun() throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(directory)) {
            send(first, "a");
        }
        try (EmbeddedKafka second = EmbeddedKafka.start(directory)) {
            assertThat(values(second, 1)).containsExactly("a");
        }
    }

    @Test
    void shouldRefuseToRestartWhileItRuns() {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
            assertThatThrownBy(kafka::restart)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("pid " + kafka.pid());
        }
    }

    @Test
    void shouldNameItsLogWhenTheBrokerDoesNotStart() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(
                directory.resolve("data").resolve("meta.properties"), "version=1\nnode.id=99\ncluster.id=x\n");

        assertThatThrownBy(() -> EmbeddedKafka.start(directory))
                .isInstanceOf(BrokerFailure.class)
                .hasMessageContaining("read " + directory.resolve("broker.log"));
    }

    @Test
    void shouldEndWithTheProcessThatStartedIt() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerOwner.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        ProcessHandle broker;
        try (var output = owner.inputReader()) {
            String pid = output.lines()
                    .filter(line -> line.startsWith(BrokerOwner.PID))
                    .findFirst()
                    .orElseThrow();
            broker = ProcessHandle.of(Long.parseLong(pid.substring(BrokerOwner.PID.length())))
                    .orElseThrow();
        } finally {
            owner.destroyForcibly();
        }

        await().atMost(Duration.ofSeconds(60)).until(() -> !broker.isAlive());
    }

    private static void commitUntilKilled(EmbeddedKafka kafka) throws InterruptedException {
        CountDownLatch commits = new CountDownLatch(200);
        ExecutorService committers = Executors.newCachedThreadPool();
        for (int number = 0; number < COMMITTERS; number++) {
            String id = "committer-" + number;
            committers.submit(() -> commitUntilInterrupted(kafka.bootstrapServers(), id, commits));
        }
        assertThat(commits.await(60, TimeUnit.SECONDS)).isTrue();
        kafka.kill();
        committers.shutdownNow();
        assertThat(committers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    private static void commitUntilInterrupted(String bootstrapServers, String id, CountDownLatch commits) {
        Properties config = new Properties();
        config.put("bootstrap.servers", bootstrapServers);
        config.put("transactional.id", id);
        var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
        try {
            producer.initTransactions();
            while (!Thread.currentThread().isInterrupted()) {
                producer.beginTransaction();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    producer.send(new ProducerRecord<>(MANY_PARTITIONS, partition, null, id));
                }
                producer.commitTransaction();
                commits.countDown();
            }
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    /** Returns the producers whose transaction is in one of these states by its coordinator. */
    private static Set<Long> transactions(Admin admin, TransactionState... states) throws Exception {
        return admin.listTransactions(new ListTransactionsOptions().filterStates(List.of(states))).all().get().stream()
                .map(TransactionListing::producerId)
                .collect(toSet());
    }

    /** Returns the producers who have an open transaction by the log. */
    private static Set<Long> openProducers(Admin admin) throws Exception {
        Set<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(MANY_PARTITIONS, partition))
                .collect(toSet());
        return admin.describeProducers(partitions).all().get().values().stream()
                .flatMap(partition -> partition.activeProducers().stream())
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(ProducerState::producerId)
                .collect(toSet());
    }

    private static void send(EmbeddedKafka kafka, String value) throws Exception {
        Properties config = new Properties();
        config.put("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static List<String> values(EmbeddedKafka kafka, int count) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<String> values = new ArrayList<>();
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
                return values.size() >= count;
            });
            return values;
        }
    }
}
