package dev.weir.window;

/**
 * How far a source partition has been read.
 *
 * @param partition           source partition
 * @param observedUntilMillis assignment time up to which it has been read, epoch milliseconds
 */
public record Watermark(int partition, long observedUntilMillis) {}
