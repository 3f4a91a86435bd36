package dev.weir.local.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.app.StreamsApp;
import dev.weir.config.AppConfigFile;
import dev.weir.config.RolloutFile;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.rollout.Plan;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.view.ControlTopics;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The streams application on a real broker, fed by services that have no router and by some that are broken. */
class StreamsAppIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String EVENTS = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);

    @TempDir
    private static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static TestBroker kafka;
    private static EmbeddedRegistry registry;
    private static Map<String, Object> client;
    private static StreamsApp app;
    private static KafkaProducer<String, byte[]> producer;
    private static Serializer<InferenceEvent> serializer;
    private static int requests;

    /** The application starts while Kafka is away, so that every test here shows that it goes on when Kafka comes. */
    @BeforeAll
    static void startBeforeKafka() throws Exception {
        kafka = TestBroker.start(directory.resolve("kafka"));
        registry = EmbeddedRegistry.start(VERTX);
        client = Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
        try (Admin admin = Admin.create(client)) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
        }
        kafka.kill();
        Path settings = directory.resolve("streams.yaml");
        Files.writeString(
                settings,
                """
                streams: { applicationId: services, commitInterval: 100ms, stateDir: "%s" }
                http: { host: 127.0.0.1, port: 0 }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                """
                        .formatted(directory.resolve("state"), kafka.bootstrapServers(), registry.url()));
        app = StreamsApp.start(AppConfigFile.read(settings, Map.of(), Map.of()));
        await("it says what it waits for").atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> ready = get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains(kafka.bootstrapServers());
        });
        kafka.restart();
        await("it goes on").atMost(PATIENCE).until(() -> app.ready());
        producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
        serializer = AvroSerdes.from(client).serializer();
    }

    @AfterAll
    static void stop() {
        if (producer != null) {
            producer.close();
        }
        if (app != null) {
            app.close();
        }
        if (registry != null) {
            registry.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldConcludeFromServicesWithoutRouterOnAFewPartitions() throws Exception {
        try (Written<Decision> decisions = new Written<>(client, Topics.DECISIONS);
                Written<RoutingTable> tables = new Written<>(client, Topics.ROUTES);
                Written<Verdict> verdicts = new Written<>(client, Topics.VERDICTS)) {
            submit("shop");
            await().atMost(PATIENCE).until(() -> {
                boolean split = candidateShare(tables, "shop") > 0;
                for (int i = 0; i < 50; i++) {
                    boolean candidate = i % 2 == 1 && split;
                    send(event("shop", candidate ? "v2.0" : "v1.0", i % 4 == 3));
                }
                return decisions.values().stream()
                        .anyMatch(decision ->
                                decision.getModel().equals("shop") && decision.getAction() == DecisionAction.ROLLBACK);
            });

            Decision rollback = last(decisions, "shop");
            assertThat(rollback.getFromStage()).isEqualTo("canary-50");
            assertThat(rollback.getReason()).contains("errorRate");
            await().atMost(PATIENCE).until(() -> verdicts.values().stream()
                    .anyMatch(verdict -> verdict.getVerdictId().equals(rollback.getVerdictId())));
            await().atMost(PATIENCE).until(() -> candidateShare(tables, "shop") == 0);
        }
    }

    @Test
    void shouldBuryBrokenEventsWithTheirReasonAndGoOn() throws Exception {
        submit("search");
        send("not-avro", "{\"model\": \"search\"}".getBytes(StandardCharsets.UTF_8));
        send("unknown-id", new byte[] {0, 0, 0, 39, 15, 1, 2, 3});
        send("truncated", new byte[] {0, 0});
        send("null-model", nullModel());
        InferenceEvent negative = event("search", "v1.0", false);
        send(InferenceEvent.newBuilder(negative)
                .setRequestId("negative")
                .setLatency(LatencyPart.newBuilder(negative.getLatency())
                        .setDurationMicros(-1)
                        .build())
                .build());
        send(event("nobody-has-a-plan-for-this", "v1.0", false));

        try (WrittenBytes letters = new WrittenBytes(client, Topics.DEAD_LETTERS)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(letters.values())
                    .extracting(StreamsAppIT::keyAndReason)
                    .containsExactlyInAnyOrder(
                            "not-avro UNREADABLE",
                            "unknown-id UNREADABLE",
                            "truncated UNREADABLE",
                            "null-model UNREADABLE",
                            "negative OUT_OF_RANGE"));
            assertThat(letters.values())
                    .filteredOn(letter -> keyAndReason(letter).startsWith("not-avro"))
                    .singleElement()
                    .satisfies(letter -> assertThat(new String(letter.value(), StandardCharsets.UTF_8))
                            .isEqualTo("{\"model\": \"search\"}"));
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get("/metrics").body())
                .contains("weir_requests_unknown_model_total 1.0")
                .contains("weir_events_total{reason=\"OUT_OF_RANGE\",result=\"dead\"} 1.0"));
        assertThat(app.ready()).isTrue();
        try (Written<Decision> decisions = new Written<>(client, Topics.DECISIONS)) {
            await().atMost(PATIENCE).until(() -> decisions.values().stream()
                    .anyMatch(decision -> decision.getModel().equals("search")));
            assertThat(last(decisions, "search").getAction()).isEqualTo(DecisionAction.START);
        }
    }

    /** How far a partition has been read must not follow a producer whose clock is ahead. */
    @Test
    void shouldHaveEventsStampedByTheBroker() throws Exception {
        // Without parts it counts as no request, which the counters of the other tests rely on.
        InferenceEvent nothing = InferenceEvent.newBuilder(event("search", "v1.0", false))
                .setLatency(null)
                .build();
        byte[] event = serializer.serialize(EVENTS, nothing);
        long ahead = System.currentTimeMillis() + 45_000;
        producer.send(new ProducerRecord<>(EVENTS, null, ahead, "ahead", event)).get();
        try (WrittenBytes events = new WrittenBytes(client, Topics.INFERENCE_EVENTS)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events.values())
                    .filteredOn(written -> "ahead".equals(new String(written.key(), StandardCharsets.UTF_8)))
                    .singleElement()
                    .satisfies(written -> {
                        assertThat(written.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
                        assertThat(written.timestamp()).isLessThan(ahead);
                    }));
        }
    }

    private static void submit(String model) throws InterruptedException, ExecutionException {
        String file =
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: %s-v2 }
                spec:
                  model: %s
                  baseline: v1.0
                  candidate: v2.0
                  baselineCollection: { minDuration: 1s, minSamples: 200 }
                  stages:
                    - { name: canary-50, weight: 50, minDuration: 1s, maxDuration: 10m }
                    - { name: full, weight: 100, minDuration: 1s, maxDuration: 10m }
                  override: { skippedStages: "two stages show it" }
                  timeout: 1s
                """
                        .formatted(model, model);
        Plan plan = RolloutFile.read(file, Instant.now(), "test").plan().orElseThrow();
        try (ControlTopics control = new ControlTopics(client, TopicNames.DEFAULT)) {
            control.submit(plan).get();
        }
    }

    /** A request of one of two keys, so that most partitions stay quiet; every fourth of the candidate's fails. */
    private static InferenceEvent event(String model, String variant, boolean unlucky) {
        return InferenceEvent.newBuilder()
                .setRequestId("request-" + requests++)
                .setModel(model)
                .setVariant(variant)
                .setTimestamp(Instant.now())
                .setLatency(LatencyPart.newBuilder()
                        .setDurationMicros(2_000 + requests % 1_000)
                        .setStatus(unlucky && variant.equals("v2.0") ? LatencyStatus.ERROR : LatencyStatus.OK)
                        .build())
                .build();
    }

    private static void send(InferenceEvent event) throws InterruptedException, ExecutionException {
        String key = event.getRequestId().startsWith("request-") ? "key-" + requests % 2 : event.getRequestId();
        send(key, serializer.serialize(EVENTS, event));
    }

    private static void send(String key, byte[] value) throws InterruptedException, ExecutionException {
        producer.send(new ProducerRecord<>(EVENTS, key, value)).get();
    }

    /** An event whose writer allows a null model, as a service with a schema of its own may send it. */
    private static byte[] nullModel() throws Exception {
        Schema schema = SchemaBuilder.record("InferenceEvent")
                .namespace("dev.weir.schema")
                .fields()
                .requiredString("requestId")
                .optionalString("model")
                .requiredString("variant")
                .endRecord();
        String body = "{\"schema\": " + new ObjectMapper().writeValueAsString(schema.toString()) + "}";
        HttpResponse<String> registered = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/someone-elses-value/versions"))
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        int id = Integer.parseInt(registered.body().replaceAll("\\D+", ""));
        return ByteBuffer.allocate(12)
                .put((byte) 0)
                .putInt(id)
                .put(new byte[] {2, 'r', 0, 2, 'v', 0, 0})
                .array();
    }

    private static String keyAndReason(ConsumerRecord<byte[], byte[]> letter) {
        return new String(letter.key(), StandardCharsets.UTF_8) + " "
                + new String(letter.headers().lastHeader("weir.reason").value(), StandardCharsets.UTF_8);
    }

    private static int candidateShare(Written<RoutingTable> tables, String model) {
        List<RoutingTable> own = tables.values().stream()
                .filter(table -> table.getModel().equals(model))
                .toList();
        return own.isEmpty()
                ? 0
                : own.get(own.size() - 1).getWeights().stream()
                        .filter(weight -> weight.getVariant().equals("v2.0"))
                        .mapToInt(weight -> weight.getWeightBps())
                        .sum();
    }

    private static Decision last(Written<Decision> decisions, String model) {
        List<Decision> own = decisions.values().stream()
                .filter(decision -> decision.getModel().equals(model))
                .toList();
        return own.get(own.size() - 1);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.httpPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
