package dev.weir.benchmark.ingest;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of the threads of this JVM that compile, as Linux counts it: a steady state has none of it, but on a machine that
 * does other things too it is long in coming.
 */
final class CompilerThreads {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    private CompilerThreads() {}

    /** Returns their CPU time so far, nanoseconds; 0 where there is no {@code /proc}. */
    static long cpuNanos() throws IOException {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        long ticks = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                ticks += ticks(task.resolve("stat"));
            }
        }
        return ticks * NANOS_PER_TICK;
    }

    private static long ticks(Path stat) throws IOException {
        String text;
        try {
            text = Files.readString(stat);
        } catch (IOException e) {
            // A thread that ends before its file is opened is another error than one that ends before it is read.
            if (Files.exists(stat)) {
                throw e;
            }
            return 0;
        }
        // The name of a thread, in brackets, may hold blanks.
        if (!text.contains("(C1 Comp") && !text.contains("(C2 Comp")) {
            return 0;
        }
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    }
}
