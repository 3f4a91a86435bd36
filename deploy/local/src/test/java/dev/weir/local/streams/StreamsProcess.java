package dev.weir.local.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The streams application in a JVM of its own, as {@code weir streams} runs it, so that it can be killed. */
final class StreamsProcess implements AutoCloseable {
    private final Path directory;
    private final Path settings;
    private Process process;

    StreamsProcess(Path directory, String bootstrapServers, String registryUrl) throws IOException {
        this.directory = directory;
        this.settings = directory.resolve("streams.yaml");
        Files.writeString(
                settings,
                """
                streams: { applicationId: outcomes, threads: 2, commitInterval: 100ms, stateDir: "%s" }
                http: { host: 127.0.0.1, port: 0 }
                kafka: { bootstrap.servers: "%s", session.timeout.ms: 6000, heartbeat.interval.ms: 1000 }
                schemaRegistry: { url: "%s" }
                """
                        .formatted(directory.resolve("state"), bootstrapServers, registryUrl));
        start();
    }

    void start() {
        try {
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.weir.local.Weir",
                            "streams",
                            "--config",
                            settings.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    Path log() {
        return directory.resolve("streams.log");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
