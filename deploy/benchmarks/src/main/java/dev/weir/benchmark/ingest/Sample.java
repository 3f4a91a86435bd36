package dev.weir.benchmark.ingest;

/**
 * How far somebody has read, and what that has cost.
 *
 * @param records     records read
 * @param clientNanos CPU time of the reading processes, nanoseconds
 * @param compiling   of it, what the JVMs' compilers used
 * @param brokerNanos CPU time of the broker, nanoseconds
 * @param atNanos     instant, by {@link System#nanoTime}
 */
record Sample(long records, long clientNanos, long compiling, long brokerNanos, long atNanos) {}
