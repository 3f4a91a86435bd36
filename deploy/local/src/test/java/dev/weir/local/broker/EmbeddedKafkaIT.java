package dev.weir.local.broker;

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
import java.util.concurrent.TimeUnit;
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
