package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real SIGHUP to a sidecar in a process of its own. */
@DisabledOnOs(OS.WINDOWS)
class SidecarReloadIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int proxyPort;
    private int adminPort;
    private int one;
    private int other;
    private Process process;

    @BeforeEach
    void start() throws Exception {
        one = variant("one");
        other = variant("other");
        proxyPort = freePort();
        adminPort = freePort();
        write("token: first", "kafka: { bootstrap.servers: \"127.0.0.1:1\" }", "a: { variants: { v1: \"%s\" } }");
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SidecarMain.class.getName(),
                        "--config",
                        file().toString()))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        await().atMost(LIMIT).until(() -> lines().stream().anyMatch(line -> line.contains("sidecar listening")));
    }

    @AfterEach
    void stop() throws Exception {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldServeByTheNewFileWithoutABreak() throws Exception {
        assertThat(infer("a").body()).isEqualTo("one");
        assertThat(infer("b").statusCode()).isEqualTo(404);
        assertThat(routes("first")).isEqualTo(200);

        write(
                "token: second",
                "kafka: { bootstrap.servers: \"127.0.0.1:2\" }",
                "a: { variants: { v2: \"%2$s\" } }\n  b: { variants: { v1: \"%1$s\" } }");
        hangUp();

        await().atMost(LIMIT).until(() -> infer("a").body().equals("other"));
        assertThat(infer("b").body()).isEqualTo("one");
        assertThat(routes("first")).isEqualTo(401);
        assertThat(routes("second")).isEqualTo(200);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(messages())
                .contains(
                        "configuration changed, but only a restart applies it key=kafka",
                        "configuration read again models=2"));
    }

    @Test
    void shouldKeepWhatIsInForceAndSayAllThatIsWrongWithTheNewFile() throws Exception {
        Files.writeString(
                file(),
                """
                sidecar: { proxyPort: many }
                models:
                  a: { timeout: soon, variants: { v1: "http://127.0.0.1:1" } }
                """);
        hangUp();

        await().atMost(LIMIT).untilAsserted(() -> assertThat(messages())
                .contains("configuration stays as it was problems=2")
                .anyMatch(message -> message.contains("sidecar.yaml:1: sidecar.proxyPort: \"many\""))
                .anyMatch(message -> message.contains("sidecar.yaml:3: models.a.timeout: \"soon\"")));
        assertThat(process.isAlive()).isTrue();
        assertThat(infer("a").body()).isEqualTo("one");
        assertThat(routes("first")).isEqualTo(200);
    }

    private void write(String admin, String kafka, String models) throws IOException {
        Files.writeString(
                file(),
                """
                sidecar: { id: edge, host: 127.0.0.1, proxyPort: %d, adminPort: %d, stateDir: "%s" }
                admin: { %s }
                logging: { format: json }
                %s
                schemaRegistry: { url: "http://127.0.0.1:1" }
                models:
                  %s
                """
                        .formatted(
                                proxyPort,
                                adminPort,
                                directory.resolve("state"),
                                admin,
                                kafka,
                                models.formatted("http://127.0.0.1:" + one, "http://127.0.0.1:" + other)));
    }

    private void hangUp() throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The messages of the log, every line of which must be a JSON object. */
    private List<String> messages() throws IOException {
        ObjectMapper json = new ObjectMapper();
        return lines().stream()
                .map(line -> {
                    try {
                        JsonNode read = json.readTree(line);
                        assertThat(read.path("level").asText()).isNotEmpty();
                        return read.path("formattedMessage").asText();
                    } catch (IOException e) {
                        throw new AssertionError("no JSON: " + line, e);
                    }
                })
                .toList();
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(log());
    }

    private HttpResponse<String> infer(String model) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxyPort + "/v2/models/" + model + "/infer"))
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private int routes(String token) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/routes"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private int variant(String answer) throws Exception {
        return vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.response().end(answer))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private Path file() {
        return directory.resolve("sidecar.yaml");
    }

    private Path log() {
        return directory.resolve("sidecar.log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
