package dev.weir.benchmark.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process takes, as Linux counts it.
 *
 * @param residentMb     megabytes (of 1024 x 1024 bytes) of memory it has mapped and in use, shared ones among them
 * @param proportionalMb the same, where what n processes share counts as an nth for each
 * @param cpuSeconds     time of processors it has used so far, in seconds
 */
record ProcessUse(double residentMb, double proportionalMb, double cpuSeconds) {

    private static final double KB_IN_MB = 1_024;

    /** Clock ticks in a second; 100 on every Linux of today, whatever the kernel's own clock. */
    private static final double TICKS = 100;

    /** Returns what a process takes now. */
    static ProcessUse of(long pid) throws IOException {
        Path proc = Path.of("/proc", Long.toString(pid));
        return new ProcessUse(
                kilobytes(proc.resolve("status"), "VmRSS:") / KB_IN_MB,
                kilobytes(proc.resolve("smaps_rollup"), "Pss:") / KB_IN_MB,
                ticks(Files.readString(proc.resolve("stat"))) / TICKS);
    }

    private static long kilobytes(Path file, String label) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(label))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException(file + " has no line " + label));
        }
    }

    /** The name of the program, in brackets, may hold blanks: user and system time are the 12th and 13th field after it. */
    private static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
