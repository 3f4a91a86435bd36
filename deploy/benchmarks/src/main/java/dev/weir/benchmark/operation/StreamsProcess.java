package dev.weir.benchmark.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One instance of the streams application in a JVM of its own, as {@code weir streams} runs it, with its own defaults. */
final class StreamsProcess implements AutoCloseable {

    private static final long STOP_SECONDS = 30;

    private final Process process;

    private StreamsProcess(Process process) {
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-of-streams"));
    }

    /**
     * Starts an instance; it may still be waiting for Kafka when this returns.
     *
     * @param directory where its file, its log and its state are kept
     * @param cluster   the Kafka it reaches
     */
    static StreamsProcess start(Path directory, Cluster cluster) throws IOException {
        Files.createDirectories(directory);
        Path config = Files.writeString(
                directory.resolve("streams.yaml"),
                """
                streams: { stateDir: "%s" }
                http: { host: 127.0.0.1, port: 0 }
                kafka: { bootstrap.servers: "%s" }
                schemaRegistry: { url: "%s" }
                """
                        .formatted(
                                directory.resolve("state"), cluster.kafka().bootstrapServers(), cluster.registryUrl()));
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "dev.weir.local.Weir",
                        "streams",
                        "--config",
                        config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("streams.log").toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return new StreamsProcess(builder.start());
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
}
