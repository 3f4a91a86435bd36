package dev.weir.benchmark.operation;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A sidecar as it is shipped: {@code ./weir sidecar --config FILE}, a process of its own. */
final class SidecarProcess implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(5);
    private static final long STOP_SECONDS = 20;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final long startedNanos;
    private final int proxyPort;
    private final int adminPort;
    private final Path log;

    private SidecarProcess(Process process, long startedNanos, int proxyPort, int adminPort, Path log) {
        this.process = process;
        this.startedNanos = startedNanos;
        this.proxyPort = proxyPort;
        this.adminPort = adminPort;
        this.log = log;
    }

    /**
     * Starts a sidecar.
     *
     * @param home      where the command {@code weir} is
     * @param directory where its file, its log and its tables are kept
     * @param id        its name
     * @param cluster   the Kafka it reaches
     * @param models    the lines below {@code models:} of its file, each indented by two
     */
    static SidecarProcess start(Path home, Path directory, String id, Cluster cluster, String models)
            throws IOException {
        Files.createDirectories(directory);
        int proxyPort = freePort();
        int adminPort = freePort();
        Path config = Files.writeString(
                directory.resolve("sidecar.yaml"),
                """
                sidecar: { id: %s, host: 127.0.0.1, proxyPort: %d, adminPort: %d, stateDir: "%s" }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                models:
                %s"""
                        .formatted(
                                id,
                                proxyPort,
                                adminPort,
                                directory.resolve("state"),
                                cluster.kafka().bootstrapServers(),
                                cluster.registryUrl(),
                                models));
        Path log = directory.resolve("sidecar.log");
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(home.resolve("weir").toString(), "sidecar", "--config", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        long startedNanos = System.nanoTime();
        return new SidecarProcess(builder.start(), startedNanos, proxyPort, adminPort, log);
    }

    int proxyPort() {
        return proxyPort;
    }

    /** Waits until {@code /health/ready} says 200, and returns how long after its start that was. */
    Duration awaitReady(Duration atMost) throws InterruptedException, TimeoutException {
        while (System.nanoTime() - startedNanos < atMost.toNanos()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the sidecar ended: " + said());
            }
            if (status() == 200) {
                return Duration.ofNanos(System.nanoTime() - startedNanos);
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
        }
        throw new TimeoutException("the sidecar is not ready after " + atMost + ": " + said());
    }

    private int status() throws InterruptedException {
        try {
            return ask("/health/ready").statusCode();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** Returns what {@code /health/ready} says. */
    JsonObject health() throws IOException, InterruptedException {
        return new JsonObject(ask("/health/ready").body());
    }

    /** Asks the admin port. */
    HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                        .timeout(TIMEOUT)
                        .build(),
                BodyHandlers.ofString());
    }

    /** Returns what the process takes now. */
    ProcessUse use() throws IOException {
        return ProcessUse.of(process.pid());
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
