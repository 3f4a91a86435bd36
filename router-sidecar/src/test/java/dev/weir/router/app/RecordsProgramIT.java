package dev.weir.router.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program behind {@code weir route-records}, by its file and its admin port. */
class RecordsProgramIT {

    @TempDir
    private Path directory;

    @Test
    void shouldWaitForMissingTopicsRouteAndTellOnItsAdminPort() throws Exception {
        try (Broker broker = Broker.start(directory.resolve("kafka"))) {
            BrokerRecords records = new BrokerRecords(broker);
            records.createTopics();
            records.publish(LiveSidecar.table("sentiment", 7, 10_000).build());
            Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
            admin.createTopics(Stream.of("reviews", "reviews-v1")
                            .map(topic -> new NewTopic(topic, 2, (short) 1))
                            .toList())
                    .all()
                    .get();
            RecordsConfig config = config(broker, 0);
            try (admin;
                    RecordsProgram program = RecordsProgram.start(config);
                    KafkaProducer<String, String> producer = new KafkaProducer<>(
                            Map.of("bootstrap.servers", broker.bootstrapServers()),
                            new StringSerializer(),
                            new StringSerializer())) {
                assertThatThrownBy(() -> RecordsProgram.start(config(broker, program.adminPort())))
                        .hasMessageContaining("choose another by router.adminPort");
                producer.send(new ProducerRecord<>("reviews", "user-0", "good")).get();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> Pattern.compile("weir_router_records_failures_total [1-9]")
                                .matcher(ask(program, "/metrics"))
                                .find());
                // One partition, other than the input, so that the key decides where records go.
                admin.createTopics(Stream.of(new NewTopic("reviews-v2", 1, (short) 1))
                                .toList())
                        .all()
                        .get();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> records.committed("reviews-v2").size() == 1);
                assertThat(new String(records.committed("reviews-v2").get(0).value(), UTF_8))
                        .isEqualTo("good");
                assertThat(ask(program, "/v1/decide?model=sentiment&unit=user-0"))
                        .contains("\"variant\":\"v2.0\"");
                assertThat(ask(program, "/routes")).contains("\"sidecar\":\"records-1\"", "\"revision\":7");
                // Counted when the transaction has been committed, which is when its records can be read.
                await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                    assertThat(ask(program, "/metrics")).contains("weir_router_records_routed_total 1.0");
                    assertThat(ask(program, "/health/ready")).contains("UP");
                });
            }
        }
    }

    private RecordsConfig config(Broker broker, int adminPort) {
        return RecordsConfig.parse(
                """
                router: { id: records-1, host: 127.0.0.1, adminPort: %d, stateDir: "%s" }
                kafka:
                  bootstrap.servers: "%s"
                  max.block.ms: 1000
                  value.serializer: dev.weir.router.app.BareAvroSerializer
                  value.deserializer: dev.weir.router.app.BareAvroDeserializer
                streams:
                  sentiment: { input: reviews, variants: { v1.0: reviews-v1, v2.0: reviews-v2 } }
                """
                        .formatted(adminPort, directory.resolve("state"), broker.bootstrapServers()),
                "records.yaml");
    }

    private static String ask(RecordsProgram program, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + program.adminPort() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
