package dev.weir.evidence;

import dev.weir.window.Watermark;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far each source partition has been read; only ever forward. Not safe for use by several threads.
 *
 * <p>A second of assignment is complete in a partition once that has been read past the second's end by the time an
 * answer may take, since an event is published when its answer is there.
 */
public final class Watermarks {
    private final int partitions;
    private final TreeMap<Integer, Long> observedUntil = new TreeMap<>();
    /** Kept, since thousands of models ask for them at every look. */
    private long allUntil = Long.MIN_VALUE;

    private long furthest = Long.MIN_VALUE;

    /** Nothing read yet of so many partitions. */
    public Watermarks(int partitions) {
        this.partitions = partitions;
    }

    /** Takes note of how far a partition has been read. */
    public void advance(Watermark watermark) {
        observedUntil.merge(watermark.partition(), watermark.observedUntilMillis(), Math::max);
        furthest = Math.max(furthest, watermark.observedUntilMillis());
        allUntil = observedUntil.size() < partitions ? Long.MIN_VALUE : Collections.min(observedUntil.values());
    }

    /** Whether a partition has been read up to an instant, epoch milliseconds. */
    boolean covers(int partition, long millis) {
        return observedUntil.getOrDefault(partition, Long.MIN_VALUE) >= millis;
    }

    /** Instant up to which every partition has been read, epoch milliseconds; the smallest long while one is unknown. */
    long allUntil() {
        return allUntil;
    }

    /** Instant up to which the most advanced partition has been read, epoch milliseconds. */
    public long furthest() {
        return furthest;
    }

    /** What is known, for a snapshot. */
    public Map<Integer, Long> snapshot() {
        return Map.copyOf(observedUntil);
    }
}
