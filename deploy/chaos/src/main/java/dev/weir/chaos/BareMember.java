package dev.weir.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A {@link BareConsumer} in a JVM of its own. */
final class BareMember implements AutoCloseable {
    private final String name;
    private final String bootstrapServers;
    private final Reached readUntil;
    private Process process;

    /** One that notes how far each partition has been read, by the clock of the broker; the members share it. */
    BareMember(String name, String bootstrapServers, Reached readUntil) {
        this.name = name;
        this.bootstrapServers = bootstrapServers;
        this.readUntil = readUntil;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-of-" + name));
    }

    void start() {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        BareConsumer.class.getName(),
                        bootstrapServers,
                        name))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread follower = new Thread(() -> follow(process), "follow-" + name);
        follower.setDaemon(true);
        follower.start();
    }

    private void follow(Process followed) {
        try (BufferedReader lines = followed.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(" ");
                if (parts.length == 2 && parts[0].matches("\\d+")) {
                    readUntil.tell(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
                }
            }
        } catch (IOException killed) {
            // As good as its end.
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
