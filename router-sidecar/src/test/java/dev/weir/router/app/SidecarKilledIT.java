package dev.weir.router.app;

import static dev.weir.router.app.PublishedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sidecar in a process of its own that is killed (SIGKILL), and started again while Kafka is away. */
class SidecarKilledIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private Broker broker;
    private BrokerRecords records;
    private Path config;
    private int proxyPort;
    private int adminPort;
    private Process process;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(directory.resolve("broker"));
        records = new BrokerRecords(broker);
        records.createTopics();
        proxyPort = Broker.freePort();
        adminPort = Broker.freePort();
        config = Files.writeString(
                directory.resolve("sidecar.yaml"),
                """
                sidecar: { id: edge-1, host: 127.0.0.1, proxyPort: %d, adminPort: %d, stateDir: "%s" }
                kafka:
                  bootstrap.servers: "%s"
                  value.serializer: dev.weir.router.app.BareAvroSerializer
                  value.deserializer: dev.weir.router.app.BareAvroDeserializer
                models:
                  m:
                    unit: header:X-User-Id
                    variants: { v1: "http://127.0.0.1:%d", v2: "http://127.0.0.1:%d" }
                """
                        .formatted(
                                proxyPort,
                                adminPort,
                                directory.resolve("state"),
                                broker.bootstrapServers(),
                                VariantServer.answering(vertx, "v1"),
                                VariantServer.answering(vertx, "v2")));
    }

    @AfterEach
    void stop() throws Exception {
        kill();
        broker.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldServeItsLastTableMarkedStaleWhenItWasKilledAndStartsWithoutKafka() throws Exception {
        records.publish(table(1, 0));
        process = sidecar();
        await().atMost(LIMIT).until(() -> status("/health/ready") == 200);
        records.publish(table(2, 10_000));
        await().atMost(LIMIT).until(() -> infer().body().equals("v2"));
        Path snapshot = directory.resolve("state/routes.json");
        await().atMost(LIMIT)
                .until(() ->
                        Files.exists(snapshot) && Files.readString(snapshot).contains("\"revision\" : 2"));
        kill();
        broker.stop();

        process = sidecar();

        await().atMost(LIMIT).until(() -> status("/health/ready") == 200);
        HttpResponse<String> answer = infer();
        assertThat(answer.body()).isEqualTo("v2");
        assertThat(answer.headers().firstValue("X-Weir-Revision")).hasValue("2");
        // From the moment it is ready, and not only when ten seconds have passed since the word that its predecessor
        // had.
        assertThat(health().getBoolean("stale")).isTrue();
        JsonObject routes = health().getJsonObject("routes");
        assertThat(routes.getBoolean("caughtUp")).isFalse();
        assertThat(routes.getDouble("ageSeconds")).isBetween(3.0, LIMIT.toSeconds() * 2.0);
        assertThat(Instant.parse(routes.getString("staleSince"))).isBefore(Instant.now());
        assertThat(metric("weir_router_stale")).isEqualTo(1);
        assertThat(metric("weir_router_routes_age_seconds")).isGreaterThan(3);
        assertThat(metric("weir_router_revision{model=\"m\"}")).isEqualTo(2);
        JsonObject flag = evaluated();
        assertThat(flag.getString("value")).isEqualTo("v2");
        assertThat(flag.getJsonObject("metadata").getBoolean("stale")).isTrue();
        assertThat(flag.getJsonObject("metadata").getLong("ageSec")).isGreaterThanOrEqualTo(3);
        assertThat(flag.getJsonObject("metadata").getLong("epochAgeSec")).isGreaterThanOrEqualTo(3);

        broker.start();
        records.publish(table(3, 0));
        await().atMost(LIMIT).until(() -> infer().body().equals("v1"));
        await().atMost(LIMIT).until(() -> !health().getBoolean("stale"));
        assertThat(metric("weir_router_stale")).isZero();
        assertThat(evaluated().getJsonObject("metadata").getBoolean("stale")).isFalse();
    }

    private Process sidecar() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                SidecarMain.class.getName(),
                "--config",
                config.toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("sidecar.log").toFile()))
                .start();
    }

    private void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private int status(String path) throws InterruptedException {
        try {
            return admin(path).statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private JsonObject health() throws Exception {
        return new JsonObject(admin("/health/ready").body());
    }

    private double metric(String name) throws Exception {
        return admin("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private JsonObject evaluated() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(adminPort, "/ofrep/v1/evaluate/flags/m"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"context\":{\"targetingKey\":\"user-1\"}}"))
                .build();
        return new JsonObject(client.send(request, BodyHandlers.ofString()).body());
    }

    private HttpResponse<String> admin(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(adminPort, path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> infer() throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(proxyPort, "/v2/models/m/infer"))
                        .header("X-User-Id", "user-1")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }
}
