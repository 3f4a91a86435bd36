package dev.weir.benchmark.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where a measurement keeps its brokers, state and logs: gone once it has ended well, else there to be read. */
public final class Workspace {

    /** What is measured, with all its files below a directory; returns the exit code. */
    @FunctionalInterface
    public interface Measurement {
        /** Measures, and has closed all its files when it returns. */
        int run(Path directory) throws Exception;
    }

    private Workspace() {}

    /**
     * Runs a measurement in a temporary directory of its own, and returns its exit code. If that is not 0, or if it fails, says
     * where its files are.
     *
     * @param name what the directory's name begins with
     */
    public static int run(String name, Measurement measurement) throws Exception {
        Path directory = Files.createTempDirectory(name);
        boolean well = false;
        try {
            int exitCode = measurement.run(directory);
            well = exitCode == 0;
            return exitCode;
        } finally {
            if (well) {
                delete(directory);
            } else {
                System.err.println(name + ": data and logs are kept in " + directory);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
