package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
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
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean asked = new AtomicBoolean();
    private final CompletableFuture<Void> release = new CompletableFuture<>();
    private int proxyPort;
    private int adminPort;
    private int one;
    private int other;
    private Process process;

    @BeforeEach
    void start() throws Exception {
        one = VariantServer.answering(vertx, "one");
        other = VariantServer.answering(vertx, "other");
        proxyPort = Broker.freePort();
        adminPort = Broker.freePort();
        write("token: first", "kafka: { bootstrap.servers: \"127.0.0.1:1\" }", "a: { variants: { v1: \"%s\" } }");
        List<String> command = new ArrayList<>(listening());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SidecarMain.class.getName(),
                "--config",
                file().toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        await().atMost(LIMIT).until(() -> lines().stream().anyMatch(line -> line.contains("sidecar listening")));
    }

    /** As the launcher does: a process inherits what its parent ignores, e.g. from nohup, and Java then does not listen. */
    private static List<String> listening() throws Exception {
        List<String> prefix = List.of("env", "--default-signal=HUP");
        List<String> trial = new ArrayList<>(prefix);
        trial.add("true");
        Process env = new ProcessBuilder(trial).redirectErrorStream(true).start();
        env.getInputStream().readAllBytes();
        return env.waitFor() == 0 ? prefix : List.of();
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
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

        // Model by model and port by port: not everything in one moment.
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(infer("a").body()).isEqualTo("other");
            assertThat(infer("b").body()).isEqualTo("one");
            assertThat(routes("first")).isEqualTo(401);
            assertThat(routes("second")).isEqualTo(200);
        });
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

    /** Users ask without a pause while files come, good ones and broken ones; none of them may notice. */
    @Test
    void shouldFailNoRequestWhileItReadsItsFileAgainAndAgain() throws Exception {
        String kafka = "kafka: { bootstrap.servers: \"127.0.0.1:1\" }";
        String slow = "http://127.0.0.1:" + slowVariant();
        AtomicBoolean over = new AtomicBoolean();
        Map<String, LongAdder> answers = new ConcurrentHashMap<>();
        List<CompletableFuture<Void>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            users.add(CompletableFuture.runAsync(
                    () -> {
                        while (!over.get()) {
                            answers.computeIfAbsent(answer("a"), body -> new LongAdder())
                                    .increment();
                        }
                    },
                    threads));
        }
        for (int i = 0; i < 6; i++) {
            String next = i % 2 == 0 ? "%2$s" : "%1$s";
            write("token: first", kafka, "a: { timeout: " + (5 + i) + "s, variants: { v1: \"" + next + "\" } }");
            hangUp();
            String expected = i % 2 == 0 ? "other" : "one";
            await().atMost(LIMIT).until(() -> infer("a").body().equals(expected));
            Files.writeString(file(), "models: { a: { variants: 7 } }");
            hangUp();
            int refusals = i + 1;
            await().atMost(LIMIT).until(() -> metric("weir_router_config_reads_total{result=\"refused\"}") == refusals);
            assertThat(metric("weir_router_config_refused")).isEqualTo(1);
        }
        write("token: first", kafka, "a: { variants: { v1: \"%1$s\" } }\n  s: { variants: { v1: \"" + slow + "\" } }");
        hangUp();
        await().atMost(LIMIT).until(() -> metric("weir_router_config_refused") == 0);
        CompletableFuture<String> begun = CompletableFuture.supplyAsync(() -> answer("s"), threads);
        await().atMost(LIMIT).until(asked::get);
        write("token: first", kafka, "a: { variants: { v1: \"%1$s\" } }");
        hangUp();
        await().atMost(LIMIT).until(() -> infer("s").statusCode() == 404);
        release.complete(null);

        assertThat(begun.get(30, TimeUnit.SECONDS))
                .as("of a model that has gone")
                .isEqualTo("slow");
        over.set(true);
        CompletableFuture.allOf(users.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
        assertThat(answers.keySet()).containsExactlyInAnyOrder("one", "other");
        // Counted when all of a file is in force.
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(metric("weir_router_config_reads_total{result=\"applied\"}"))
                        .isEqualTo(8));
    }

    @Test
    void shouldListTheModelsOfTheNewFileAsFlags() throws Exception {
        assertThat(flags()).containsExactly("a");
        write(
                "token: first",
                "kafka: { bootstrap.servers: \"127.0.0.1:1\" }",
                "a: { variants: { v1: \"%1$s\" } }\n  b: { variants: { v1: \"%1$s\" } }");
        hangUp();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(flags()).containsExactlyInAnyOrder("a", "b"));
    }

    @Test
    void shouldSayWhatOnlyARestartApplies() throws Exception {
        int before = proxyPort;
        proxyPort = Broker.freePort();
        write(
                "token: first",
                "topicPrefix: other.\nkafka: { bootstrap.servers: \"127.0.0.1:2\" }",
                "a: { variants: { v1: \"%2$s\" } }");
        Files.writeString(file(), Files.readString(file()).replace("id: edge", "id: renamed"));
        hangUp();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(messages())
                .contains(
                        "configuration changed, but only a restart applies it key=sidecar.id",
                        "configuration changed, but only a restart applies it key=sidecar.proxyPort",
                        "configuration changed, but only a restart applies it key=kafka",
                        "configuration changed, but only a restart applies it key=topicPrefix",
                        "configuration read again models=1"));
        proxyPort = before;
        await().atMost(LIMIT).untilAsserted(() -> assertThat(infer("a").body()).isEqualTo("other"));
    }

    private String answer(String model) {
        try {
            HttpResponse<String> answer = infer(model);
            return answer.statusCode() == 200 ? answer.body() : answer.statusCode() + answer.body();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private double metric(String name) throws Exception {
        return authorized("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    private List<String> flags() throws Exception {
        List<String> names = new ArrayList<>();
        new ObjectMapper()
                .readTree(client.send(
                                HttpRequest.newBuilder(URI.create(
                                                "http://127.0.0.1:" + adminPort + "/ofrep/v1/evaluate/flags"))
                                        .headers("Authorization", "Bearer first", "Content-Type", "application/json")
                                        .POST(BodyPublishers.ofString("{\"context\":{\"targetingKey\":\"u\"}}"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body())
                .path("flags")
                .forEach(flag -> names.add(flag.path("key").asText()));
        return names;
    }

    private String authorized(String path) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                                .header("Authorization", "Bearer first")
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /** Answers when it is told to. */
    private int slowVariant() throws Exception {
        return VariantServer.start(vertx, request -> {
            asked.set(true);
            release.thenRun(() -> request.response().end("slow"));
        });
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

    private Path file() {
        return directory.resolve("sidecar.yaml");
    }

    private Path log() {
        return directory.resolve("sidecar.log");
    }
}
