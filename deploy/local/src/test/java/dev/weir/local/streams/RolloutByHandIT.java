package dev.weir.local.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.weir.config.AppConfig;
import dev.weir.config.RolloutFile;
import dev.weir.http.ApiConformance;
import dev.weir.http.ControlPlane;
import dev.weir.local.broker.HeldPort;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OperatorCommand;
import dev.weir.schema.Recommendation;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import dev.weir.serde.AvroSerdes;
import dev.weir.telemetry.Telemetry;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.view.ControlTopics;
import dev.weir.view.ControlView;
import dev.weir.view.ViewFollower;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and other systems decide, through the topics of a real broker, and over the death of the application. */
class RolloutByHandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENTS = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);

    @TempDir
    private static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Every answer these tests get is held to the OpenAPI document, whatever else they look at. */
    private static final ApiConformance API = ApiConformance.controlPlane();

    private static final List<JsonNode> asked = new CopyOnWriteArrayList<>();
    private static volatile int gateStatus = 503;
    private static TestBroker kafka;
    private static EmbeddedRegistry registry;
    private static Map<String, Object> client;
    private static HttpServer gate;
    private static Process streams;
    private static HeldPort held;
    private static int port;
    private static KafkaProducer<String, byte[]> producer;
    private static Serializer<InferenceEvent> serializer;
    private static int requests;

    @BeforeAll
    static void start() throws Exception {
        kafka = TestBroker.start(directory.resolve("kafka"));
        registry = EmbeddedRegistry.start(VERTX);
        client = Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
        try (Admin admin = Admin.create(client)) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
        }
        gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gate.setExecutor(Executors.newCachedThreadPool());
        gate.createContext("/gate", exchange -> {
            asked.add(JSON.readTree(exchange.getRequestBody()));
            byte[] said = (gateStatus == 503 ? "not on a Friday" : "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(gateStatus, said.length == 0 ? -1 : said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        gate.start();
        held = HeldPort.take();
        port = held.number();
        Files.writeString(
                directory.resolve("streams.yaml"),
                """
                streams: { applicationId: by-hand, commitInterval: 100ms, stateDir: "%s", instance: one }
                http: { host: 127.0.0.1, port: %d }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                """
                        .formatted(directory.resolve("state"), port, kafka.bootstrapServers(), registry.url()));
        startStreams();
        producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
        serializer = AvroSerdes.from(client).serializer();
    }

    @AfterAll
    static void stop() throws IOException {
        if (streams != null) {
            streams.destroyForcibly();
        }
        if (held != null) {
            held.close();
        }
        if (gate != null) {
            gate.stop(0);
        }
        if (producer != null) {
            producer.close();
        }
        if (registry != null) {
            registry.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static void startStreams() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "dev.weir.local.Weir",
                "streams",
                "--config",
                directory.resolve("streams.yaml").toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("streams.log").toFile()));
        streams = builder.start();
        await("the application judges")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> send("GET", "/health/ready", "").statusCode() == 200);
    }

    @Test
    void shouldKeepRulesAndQuestionsOverTheDeathOfTheApplication() throws Exception {
        gateStatus = 503;
        try (Written<Decision> decisions = new Written<>(client, Topics.DECISIONS);
                Written<RoutingTable> tables = new Written<>(client, Topics.ROUTES);
                Written<RolloutSpec> plans = new Written<>(client, Topics.ROLLOUTS);
                Written<OperatorCommand> commands = new Written<>(client, Topics.COMMANDS)) {
            submit(plan("shop", "shop-v2"));
            trafficUntil("shop", tables, () -> stage(tables, "shop").equals("canary-50"));

            // A unit and a segment get what people say; the same said again makes no table.
            String rule = "{\"variant\": \"v2.0\", \"reason\": \"asked to try it\"}";
            assertThat(send("PUT", "/v1/models/shop/users/42", rule).statusCode())
                    .isEqualTo(200);
            assertThat(send("PUT", "/v1/models/shop/users/42", rule).body()).contains("\"changed\":false");
            assertThat(send("PUT", "/v1/models/shop/segments/user_type/free", rule.replace("v2.0", "v1.0"))
                            .statusCode())
                    .isEqualTo(200);

            // A plan that is refused, written past the control plane, does not stay in the place of the one that runs.
            submit(plan("shop", "shop-v3"));
            await().atMost(PATIENCE).until(() -> plans(plans, "shop").endsWith("shop-v3 shop-v2"));

            // The webhook does not agree, and then the application dies.
            trafficUntil("shop", tables, () -> decisions.values().stream().anyMatch(decision -> decision.getReason()
                    .startsWith("the webhook of canary-50 does not agree: HTTP 503: not on a Friday")));
            streams.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
            int before = asked.size();
            startStreams();
            trafficUntil("shop", tables, () -> asked.size() > before);
            assertThat(stage(tables, "shop")).isEqualTo("canary-50");
            RoutingTable table = table(tables, "shop");
            assertThat(table.getUsers()).containsExactly(Map.entry("42", "v2.0"));
            assertThat(table.getSegments()).singleElement().satisfies(segment -> assertThat(segment.getVariant())
                    .isEqualTo("v1.0"));

            gateStatus = 204;
            trafficUntil("shop", tables, () -> stage(tables, "shop").equals("full"));
            Decision passed = await().atMost(PATIENCE)
                    .until(
                            () -> decisions.values().stream()
                                    .filter(decision ->
                                            decision.getReason().startsWith("the webhook of canary-50 agrees"))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            assertThat(passed.getIssuedBy()).isEqualTo("webhook");
            assertThat(asked)
                    .filteredOn(question -> question.get("model").textValue().equals("shop"))
                    .allSatisfy(question -> {
                        assertThat(question.get("question").textValue()).startsWith("shop/shop-v2/1/canary-50/");
                        assertThat(question.get("nextStage").textValue()).isEqualTo("full");
                    });

            // The answers are on the topic of commands, each with its question.
            await().atMost(PATIENCE).until(() -> commands.values().stream()
                    .anyMatch(command ->
                            command.getGate() != null && command.getModel().equals("shop")));

            assertThat(send("POST", "/v1/rollouts/shop/rollback", "{\"reason\": \"enough seen\"}")
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> table(tables, "shop").getUsers().isEmpty());
            assertThat(table(tables, "shop").getSegments()).hasSize(1);
        }
    }

    @Test
    void shouldAskForTheCleanUpAndSayWhatIsToBeKeptWarm() throws Exception {
        gateStatus = 204;
        try (Written<Decision> decisions = new Written<>(client, Topics.DECISIONS);
                Written<RoutingTable> tables = new Written<>(client, Topics.ROUTES);
                Written<Verdict> verdicts = new Written<>(client, Topics.VERDICTS);
                Written<Alert> alerts = new Written<>(client, Topics.ALERTS)) {
            submit(plan("search", "search-v2"));
            trafficUntil("search", tables, () -> stage(tables, "search").equals("full"));
            trafficUntil("search", tables, () -> verdicts.values().stream()
                    .anyMatch(verdict -> verdict.getModel().equals("search")
                            && verdict.getRecommendation() == Recommendation.CLEAN_UP));
            trafficUntil("search", tables, () -> decisions.values().stream()
                    .anyMatch(decision -> decision.getModel().equals("search")
                            && decision.getAction() == DecisionAction.HOLD
                            && decision.getReason().contains("at full for 3s: clean up")));
            await().atMost(PATIENCE).until(() -> alerts.values().stream()
                    .anyMatch(alert -> alert.getModel().equals("search")
                            && alert.getEvent().equals("CLEAN_UP")));
            // The control plane reads the topics beside this test.
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            status("search").at("/overdue/message").textValue())
                    .isEqualTo("v2.0 serves and is not promoted: promote it, or roll it back"));
            assertThat(status("search").at("/baselineFigures/requests").longValue())
                    .isGreaterThanOrEqualTo(200);

            DerivedDecisions derived = new DerivedDecisions(
                    client, "search", of(decisions.values(), "search"), of(verdicts.values(), "search"));
            derived.assertThatEachIsVerified(2);
            derived.assertThatTamperingIsFound();

            JsonNode promoted =
                    JSON.readTree(send("POST", "/v1/rollouts/search/promote", "{\"reason\": \"two days are over\"}")
                            .body());
            assertThat(promoted.at("/decision/reason").textValue())
                    .startsWith("two days are over; keep v1.0 warm for 7d, until ");
            await().atMost(PATIENCE)
                    .until(() -> table(tables, "search").getBaseline().equals("v2.0"));
            await().atMost(PATIENCE).until(() -> "v1.0"
                    .equals(status("search").at("/keepWarm/variant").textValue()));
            assertThat(status("search").at("/keepWarm/released").booleanValue()).isFalse();

            assertThat(send("POST", "/v1/rollouts/search/rollback", "{\"reason\": \"a complaint\"}")
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> table(tables, "search").getBaseline().equals("v1.0"));
        }
    }

    @Test
    void shouldAnswerTheSameFromAnyInstanceAndLetOneOfTwoComeFirst() throws Exception {
        try (SecondInstance second = new SecondInstance()) {
            int other = second.server.port();
            assertThat(send("PUT", "/v1/rollouts", plan("twin", "twin-v2")).statusCode())
                    .isEqualTo(201);
            for (String path : List.of("/v1/models/twin", "/v1/rollouts/twin/plan", "/v1/models/twin/kill-switch")) {
                HttpResponse<String> there = send(other, "GET", path + "?fresh=true", "");
                HttpResponse<String> here = send("GET", path, "");
                assertThat(there.body()).isEqualTo(here.body());
                assertThat(tag(there)).isEqualTo(tag(here));
            }
            HttpResponse<String> there = await().atMost(PATIENCE).until(() -> sameFrom(other), Objects::nonNull);

            // Two people who have seen the same ask two instances for different things at once.
            String pause = "{\"reason\": \"lunch\"}";
            CompletableFuture<HttpResponse<String>> abort =
                    CompletableFuture.supplyAsync(() -> sendOnce(other, "/v1/rollouts/twin/abort", pause, tag(there)));
            HttpResponse<String> paused = sendOnce(port, "/v1/rollouts/twin/pause", pause, tag(there));
            assertThat(List.of(paused.statusCode(), abort.get().statusCode())).containsExactlyInAnyOrder(200, 412);

            // What one instance has answered the other one has read before it acts, so that no switch is taken for
            // turned.
            String on = "{\"on\": true, \"reason\": \"fire\"}";
            String off = on.replace("true", "false");
            for (int i = 0; i < 5; i++) {
                assertThat(send(port, "PUT", "/v1/models/twin/kill-switch", on).body())
                        .contains("\"changed\":true");
                assertThat(send(other, "PUT", "/v1/models/twin/kill-switch", off)
                                .body())
                        .contains("\"changed\":true");
            }
            assertThat(send("PUT", "/v1/models/twin/kill-switch", off).body()).contains("\"changed\":false");
        }
    }

    /** The status of an instance; null if the other one says something else, as when a verdict comes between the two. */
    private static HttpResponse<String> sameFrom(int other) throws Exception {
        HttpResponse<String> there = send(other, "GET", "/v1/rollouts/twin?fresh=true", "");
        HttpResponse<String> here = send("GET", "/v1/rollouts/twin?fresh=true", "");
        String at = "\"at\":\"[^\"]*\"";
        boolean same = there.body().replaceFirst(at, "").equals(here.body().replaceFirst(at, ""))
                && tag(there).equals(tag(here));
        return same ? there : null;
    }

    private static HttpResponse<String> sendOnce(int port, String path, String body, String tag) {
        try {
            return send(port, "POST", path, body, "If-Match", tag);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The control plane of a second instance: it reads and writes the topics, and judges nothing. */
    private static final class SecondInstance implements AutoCloseable {
        private final Telemetry telemetry = new Telemetry();
        private final ControlView view = new ControlView();
        private final ViewFollower follower = new ViewFollower(view, client, TopicNames.DEFAULT, Clock.systemUTC());
        private final ControlTopics sink = new ControlTopics(client, TopicNames.DEFAULT);
        private final ControlPlane server = ControlPlane.start(
                new AppConfig.Http("127.0.0.1", 0),
                new ControlPlane.Parts(view, sink, follower, List::of, telemetry.registry(), Clock.systemUTC()));

        SecondInstance() {
            follower.start();
            await().atMost(PATIENCE).until(view::isCaughtUp);
        }

        @Override
        public void close() {
            server.close();
            follower.close();
            sink.close();
            telemetry.close();
        }
    }

    private static String plan(String model, String name) {
        return """
                metadata: { name: %s }
                spec:
                  model: %s
                  baseline: v1.0
                  candidate: v2.0
                  baselineCollection: { minDuration: 1s, minSamples: 200 }
                  stages:
                    - { name: canary-50, weight: 50, minDuration: 1s, maxDuration: 10m, webhook: { url: "http://127.0.0.1:%d/gate", retry: 1s } }
                    - { name: full, weight: 100, minDuration: 1s, maxDuration: 10m }
                  override: { skippedStages: "two stages show it" }
                  holdback: 50
                  evidenceUnit: request
                  timeout: 1s
                  promote: manual
                  cleanUpAfter: 3s
                  guardrails:
                    errorRate:   { maxRatio: 2.0, floor: 0.1 }
                    timeoutRate: { maxRatio: 2.0, floor: 0.1 }
                    latencyP50:  { maxRatio: 3, action: warn }
                    latencyP95:  { maxRatio: 3, action: warn }
                """
                .formatted(name, model, gate.getAddress().getPort());
    }

    /** Written to the topic itself, as a tool that does not ask the control plane would. */
    private static void submit(String file) throws Exception {
        try (ControlTopics control = new ControlTopics(client, TopicNames.DEFAULT)) {
            control.submit(RolloutFile.read(file, Instant.now(), "test").plan().orElseThrow())
                    .get();
        }
    }

    private interface Until {
        boolean isSo() throws Exception;
    }

    /** A hundred requests a look, by the weights of the latest table. */
    private static void trafficUntil(String model, Written<RoutingTable> tables, Until until) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            RoutingTable table = table(tables, model);
            boolean split = table != null
                    && table.getWeights().stream()
                            .anyMatch(weight -> weight.getVariant().equals("v2.0") && weight.getWeightBps() > 0);
            for (int i = 0; i < 100; i++) {
                send(event(model, split && i % 2 == 1 ? "v2.0" : "v1.0"));
            }
            return until.isSo();
        });
    }

    private static InferenceEvent event(String model, String variant) {
        return InferenceEvent.newBuilder()
                .setRequestId("request-" + requests++)
                .setModel(model)
                .setVariant(variant)
                .setTimestamp(Instant.now())
                .setLatency(LatencyPart.newBuilder()
                        .setDurationMicros(2_000 + requests % 1_000)
                        .setStatus(LatencyStatus.OK)
                        .build())
                .build();
    }

    private static void send(InferenceEvent event) {
        producer.send(new ProducerRecord<>(EVENTS, event.getRequestId(), serializer.serialize(EVENTS, event)));
    }

    private static <T extends SpecificRecord> List<T> of(List<T> records, String model) {
        return records.stream()
                .filter(record -> model.equals(
                        record.get(record.getSchema().getField("model").pos())))
                .toList();
    }

    private static RoutingTable table(Written<RoutingTable> tables, String model) {
        List<RoutingTable> own = of(tables.values(), model);
        return own.isEmpty() ? null : own.get(own.size() - 1);
    }

    private static String stage(Written<RoutingTable> tables, String model) {
        RoutingTable table = table(tables, model);
        return table == null || table.getStage() == null ? "none" : table.getStage();
    }

    private static String plans(Written<RolloutSpec> plans, String model) {
        return String.join(
                " ",
                of(plans.values(), model).stream().map(RolloutSpec::getName).toList());
    }

    private static JsonNode status(String model) throws Exception {
        return JSON.readTree(send("GET", "/v1/rollouts/" + model, "").body());
    }

    private static HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(port, method, path, body);
    }

    private static HttpResponse<String> send(int port, String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("X-Weir-User", "ada")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        API.check(response);
        return response;
    }

    private static String tag(HttpResponse<String> response) {
        return response.headers().firstValue("ETag").orElseThrow();
    }
}
