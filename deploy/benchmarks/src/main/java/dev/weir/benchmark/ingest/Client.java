package dev.weir.benchmark.ingest;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that reads the log, as its parent sees it. */
final class Client implements AutoCloseable {
    private static final long ENDS_WITHIN_SECONDS = 60;
    private static final long ASK_MILLIS = 20;

    /** Options for the JVMs that are measured, besides the JVM's own choice. */
    private static final String OPTIONS = System.getenv().getOrDefault("WEIR_JAVA_OPTS", "-Xmx3g");

    private final Path log;
    private final Process process;
    private volatile Said said = new Said(0, 0, 0, 0, 0);

    /**
     * What the process said last.
     *
     * @param records     records polled
     * @param cpuNanos    CPU time used, nanoseconds
     * @param compiling   of it, what the JVM's compilers used
     * @param collections full collections that it was asked for
     * @param heapBytes   heap in use after the last of them
     */
    record Said(long records, long cpuNanos, long compiling, int collections, long heapBytes) {}

    /** Starts a process; what it logs goes to a file. */
    Client(Path log, List<String> arguments) {
        this.log = log;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(OPTIONS.trim().split("\\s+")));
        // A compiler's thread that ended would take its CPU time with it.
        command.add("-XX:-UseDynamicNumberOfCompilerThreads");
        command.add(ClientProcess.class.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        File file = log.toFile();
        builder.redirectError(ProcessBuilder.Redirect.appendTo(file));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread listener = new Thread(this::listen, "listen-" + process.pid());
        listener.setDaemon(true);
        listener.start();
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The JVM itself may have something to say there as well.
                if (line.startsWith(ClientProcess.POLLED)) {
                    String[] words = line.split(" ");
                    said = new Said(
                            Long.parseLong(words[1]),
                            Long.parseLong(words[2]),
                            Long.parseLong(words[3]),
                            Integer.parseInt(words[4]),
                            Long.parseLong(words[5]));
                }
            }
        } catch (IOException ended) {
            // What it said last stands.
        }
    }

    /**
     * Returns what it said last.
     *
     * @throws IllegalStateException if it has ended
     */
    Said said() {
        if (!process.isAlive()) {
            throw new IllegalStateException("a client has ended with " + process.exitValue() + "; read " + log);
        }
        return said;
    }

    /** Has it collect all garbage there is, and returns the bytes of its heap that are in use then. */
    long heapInUse() throws IOException, InterruptedException {
        int before = said().collections();
        process.getOutputStream().write(1);
        process.getOutputStream().flush();
        while (said().collections() == before) {
            TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
        }
        return said().heapBytes();
    }

    /** Tells it to end in order, and waits until it has. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "a client did not end within " + ENDS_WITHIN_SECONDS + " s; read " + log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
