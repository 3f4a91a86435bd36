package dev.weir.interop;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A standalone worker of Kafka Connect in a process of its own, with the settings that are shipped. */
final class ConnectWorker implements AutoCloseable {
    private static final Path SHIPPED = Path.of("..", "..", "deploy", "analysts", "connect");

    private final Process process;
    private final Path log;

    private ConnectWorker(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one that lands decisions in a file. */
    static ConnectWorker start(Path directory, String broker, String registry, Path file) throws IOException {
        Path home = Files.createDirectories(directory.resolve("connect"));
        Path worker = settings(
                home,
                "worker.properties",
                Map.of(
                        "bootstrap.servers",
                        broker,
                        "value.converter",
                        WireFormatConverter.class.getName(),
                        "value.converter.schema.registry.url",
                        registry,
                        "offset.storage.file.filename",
                        home.resolve("offsets").toString(),
                        "listeners",
                        "HTTP://127.0.0.1:0"));
        Path toFile = settings(home, "decisions-to-file.properties", Map.of("file", file.toString()));
        Path log = home.resolve("connect.log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.apache.kafka.connect.cli.ConnectStandalone",
                        worker.toString(),
                        toFile.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ConnectWorker(process, log);
    }

    private static Path settings(Path home, String name, Map<String, String> here) throws IOException {
        Properties properties = new Properties();
        try (Reader shipped = Files.newBufferedReader(SHIPPED.resolve(name))) {
            properties.load(shipped);
        }
        properties.putAll(here);
        Path file = home.resolve(name);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has to say. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
