package dev.weir.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One instance of the streams application in a JVM of its own, as {@code weir streams} runs it. */
final class Instance implements AutoCloseable {
    /** Options of JVMs of which many begin and none lives long. */
    static final List<String> SHORT_LIVED = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final long ENDS_WITHIN_SECONDS = 40;
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
    private static final Pattern LISTENS = Pattern.compile("event=control-plane-listens .* port=(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Path settings;
    private final Path log;
    private final List<String> java;
    private Process process;

    Instance(
            Path directory,
            String name,
            String streams,
            List<String> java,
            String bootstrapServers,
            String registryUrl) {
        this.name = name;
        this.java = java;
        this.settings = directory.resolve(name + ".yaml");
        this.log = directory.resolve(name + ".log");
        // However the run ends, nothing goes on without it.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-of-" + name));
        try {
            Files.writeString(
                    settings,
                    """
                    streams: { applicationId: chaos, stateDir: "%s", %s }
                    http: { host: 127.0.0.1, port: 0 }
                    kafka: { bootstrap.servers: "%s" }
                    schemaRegistry: { url: "%s" }
                    """
                            .formatted(directory.resolve(name), streams, bootstrapServers, registryUrl));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    /** Starts it; it may still be waiting for Kafka when this returns. */
    void start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of("dev.weir.local.Weir", "streams", "--config", settings.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it knows that a model is in a stage; not while it cannot be asked. */
    boolean knows(String model, String stage) throws InterruptedException {
        try {
            Matcher listens = LISTENS.matcher(Files.readString(log));
            int port = 0;
            while (listens.find()) {
                port = Integer.parseInt(listens.group(1));
            }
            if (port == 0) {
                return false;
            }
            URI status = URI.create("http://127.0.0.1:" + port + "/v1/rollouts/" + model);
            HttpRequest request =
                    HttpRequest.newBuilder(status).timeout(ANSWERS_WITHIN).build();
            String answer = HTTP.send(request, BodyHandlers.ofString()).body();
            return JSON.readTree(answer).path("stage").asText().equals(stage);
        } catch (IOException away) {
            return false;
        }
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends it as a power cut would (SIGKILL). */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Tells it to end (SIGTERM) and waits until it has.
     *
     * @throws IllegalStateException if it does not end
     */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(name + " did not end within " + ENDS_WITHIN_SECONDS + " s; read " + log);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
