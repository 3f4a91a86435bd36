package dev.weir.router.app;

import static dev.weir.router.app.PublishedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RoutingTable;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole sidecar against a real broker. */
class SidecarKafkaIT {

    private static final int REQUESTS = 500;
    private static final int MODELS = 1_000;

    static {
        // Has Avro trust the generated records, as every program that reads or writes them does.
        AvroSerdes.from(Map.of("schema.registry.url", "http://127.0.0.1:1"));
    }

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private Broker broker;
    private SidecarConfig config;
    private Sidecar sidecar;

    @BeforeEach
    void start() throws Exception {
        int v1 = VariantServer.answering(vertx, "v1");
        int v2 = VariantServer.answering(vertx, "v2");
        broker = Broker.start(directory.resolve("broker"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
        }
        publish(table(1, 0));
        config = SidecarConfig.parse(
                """
                sidecar: { id: edge-1, host: 127.0.0.1, proxyPort: 0, adminPort: 0, stateDir: "%s" }
                kafka:
                  bootstrap.servers: "%s"
                  reconnect.backoff.max.ms: 200
                  value.serializer: dev.weir.router.app.BareAvroSerializer
                  value.deserializer: dev.weir.router.app.BareAvroDeserializer
                models:
                  m:
                    unit: header:X-User-Id
                    variants: { v1: "http://127.0.0.1:%d", v2: "http://127.0.0.1:%d" }
                """
                        .formatted(directory.resolve("state"), broker.bootstrapServers(), v1, v2),
                "test.yaml");
        sidecar = Sidecar.start(config);
        await().atMost(Duration.ofSeconds(60)).until(sidecar::ready);
    }

    @AfterEach
    void stop() throws Exception {
        if (sidecar != null) {
            sidecar.close();
        }
        broker.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldAckEachTableAndReportExactlyWhatItPublished() throws Exception {
        assertThat(infer(0).headers().firstValue("X-Weir-Revision")).hasValue("1");
        publish(table(2, 5_000));
        await().until(() -> revisionInForce() == 2);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int request = 1; request < REQUESTS; request++) {
            answers.add(client.sendAsync(request(request), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        sidecar.close();

        assertThat(read(Topics.ROUTE_ACKS)).extracting(RouteAck::getRevision).containsExactly(1L, 2L);
        List<InferenceEvent> events = read(Topics.INFERENCE_EVENTS);
        assertThat(events)
                .hasSize(REQUESTS)
                .extracting(InferenceEvent::getVariant)
                .contains("v1", "v2");
        Map<String, Long> published = new TreeMap<>();
        events.forEach(event ->
                published.merge(cell(event.getTimestamp(), event.getRevision(), event.getVariant()), 1L, Long::sum));
        Map<String, Long> reported = new TreeMap<>();
        read(Topics.ROUTER_REPORTS).forEach(report -> report.getAssigned()
                .forEach((variant, count) ->
                        reported.merge(cell(report.getFrom(), report.getRevision(), variant), count, Long::sum)));
        assertThat(reported).isEqualTo(published);
    }

    /** What a thousand models take is measured by deploy/benchmarks/footprint. */
    @Test
    void shouldBeReadyWithAThousandModelsAndServeEachByItsTable() throws Exception {
        publish(IntStream.range(0, MODELS)
                .mapToObj(number -> table("model-" + number, 1, number % 2 == 0 ? 0 : 10_000))
                .toList());
        String variants = "{ v1: \"http://127.0.0.1:%d\", v2: \"http://127.0.0.1:%d\" }"
                .formatted(VariantServer.answering(vertx, "v1"), VariantServer.answering(vertx, "v2"));
        sidecar.close();
        sidecar = Sidecar.start(SidecarConfig.parse(
                """
                sidecar: { id: edge-2, host: 127.0.0.1, proxyPort: 0, adminPort: 0, stateDir: "%s" }
                kafka:
                  bootstrap.servers: "%s"
                  value.serializer: dev.weir.router.app.BareAvroSerializer
                  value.deserializer: dev.weir.router.app.BareAvroDeserializer
                models:
                %s
                """
                        .formatted(
                                directory.resolve("thousand"),
                                broker.bootstrapServers(),
                                IntStream.range(0, MODELS)
                                        .mapToObj(number -> "  model-" + number
                                                + ": { unit: \"header:X-User-Id\", variants: " + variants + " }")
                                        .collect(Collectors.joining("\n"))),
                "thousand.yaml"));
        await().atMost(Duration.ofSeconds(60)).until(sidecar::ready);
        // And the model of the other tests, of which there is a table too.
        assertThat(admin("/health/ready").body()).contains("\"models\":" + (MODELS + 1));
        assertThat(admin("/metrics").body().lines().filter(line -> line.startsWith("weir_router_revision{")))
                .hasSize(MODELS)
                .allMatch(line -> line.endsWith(" 1.0"));
        for (int number : new int[] {0, 1, 498, 499, MODELS - 2, MODELS - 1}) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + sidecar.proxyPort() + "/v2/models/model-" + number + "/infer"))
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo(number % 2 == 0 ? "v1" : "v2");
        }
    }

    @Test
    void shouldKeepItsTablesWhileKafkaIsAwayAndGoOnWhenItIsBack() throws Exception {
        publish(table(2, 10_000));
        await().until(() -> revisionInForce() == 2);
        broker.stop();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> admin("/health/ready").body().contains("\"stale\":true"));
        HttpResponse<String> away = infer(1);
        assertThat(away.body()).isEqualTo("v2");
        assertThat(away.headers().firstValue("X-Weir-Revision")).hasValue("2");
        broker.start();
        publish(table(3, 0));
        await().atMost(Duration.ofSeconds(60)).until(() -> revisionInForce() == 3);
        await().untilAsserted(() -> assertThat(admin("/health/ready").body()).contains("\"stale\":false"));
        assertThat(infer(2).body()).isEqualTo("v1");
        sidecar.close();
        assertThat(read(Topics.INFERENCE_EVENTS))
                .extracting(InferenceEvent::getRequestId)
                .containsExactlyInAnyOrder("request-1", "request-2");
    }

    @Test
    void shouldServeItsLastTableAfterARestartWithoutKafka() throws Exception {
        publish(table(2, 10_000));
        await().until(() -> revisionInForce() == 2);
        sidecar.close();
        broker.stop();
        sidecar = Sidecar.start(config);
        assertThat(infer(1).body()).isEqualTo("v2");
        await().atMost(Duration.ofSeconds(60)).until(sidecar::ready);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> admin("/health/ready").body().contains("\"stale\":true"));
        broker.start();
        publish(table(3, 0));
        await().atMost(Duration.ofSeconds(60)).until(() -> revisionInForce() == 3);
        await().untilAsserted(() -> assertThat(admin("/health/ready").body()).contains("\"stale\":false"));
    }

    @Test
    void shouldTakeTheTablesOfATopicThatWasMadeAnewAndKeepThoseItDoesNotName() throws Exception {
        publish(table("unnamed", 4, 10_000));
        publish(table(7, 10_000));
        await().until(() -> revisionInForce() == 7);
        String routes = TopicNames.DEFAULT.of(Topics.ROUTES);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(routes)).all().get(30, TimeUnit.SECONDS);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !admin.listTopics().names().get().contains(routes));
            new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
        }
        publish(table(1, 0));
        await().atMost(Duration.ofSeconds(60)).until(() -> revisionInForce() == 1);
        assertThat(admin("/routes").body()).contains("\"model\":\"unnamed\",\"revision\":4");
    }

    private void publish(RoutingTable table) throws Exception {
        publish(List.of(table));
    }

    private void publish(List<RoutingTable> tables) throws Exception {
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new BareAvroSerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (RoutingTable table : tables) {
                sent.add(producer.send(
                        new ProducerRecord<>(TopicNames.DEFAULT.of(Topics.ROUTES), table.getModel(), table)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get(30, TimeUnit.SECONDS);
            }
        }
    }

    private <T extends SpecificRecordBase> List<T> read(Topic<T> topic) throws Exception {
        T empty = topic.valueType().getDeclaredConstructor().newInstance();
        BinaryMessageDecoder<T> decoder = new BinaryMessageDecoder<>(empty.getSpecificData(), empty.getSchema());
        List<T> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TopicNames.DEFAULT.of(topic)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(decoder.decode(record.value()));
                }
            }
        }
        return values;
    }

    private long revisionInForce() throws Exception {
        String marker = "\"model\":\"m\",\"revision\":";
        String routes = admin("/routes").body();
        int at = routes.indexOf(marker) + marker.length();
        return Long.parseLong(routes.substring(at, routes.indexOf(',', at)));
    }

    private HttpResponse<String> infer(int request) throws Exception {
        return client.send(request(request), BodyHandlers.ofString());
    }

    private HttpRequest request(int request) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.proxyPort() + "/v2/models/m/infer"))
                .header("X-User-Id", "user-" + request)
                .header("X-Request-Id", "request-" + request)
                .POST(BodyPublishers.ofString("{}"))
                .build();
    }

    private HttpResponse<String> admin(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sidecar.adminPort() + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String cell(Instant timestamp, long revision, String variant) {
        return timestamp.getEpochSecond() + " " + revision + " " + variant;
    }
}
