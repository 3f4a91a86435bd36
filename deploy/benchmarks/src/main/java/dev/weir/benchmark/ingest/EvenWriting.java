package dev.weir.benchmark.ingest;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Writes events at an even pace, on a thread of its own. */
final class EvenWriting implements AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long STEP_NANOS = 5_000_000;

    private final EventWriter writer;
    private final int perSecond;
    private final Map<String, Long> revisions;
    private final Thread thread = new Thread(this::write, "writing");
    private volatile boolean ending;
    private volatile long written;
    private long startNanos;

    EvenWriting(EventWriter writer, int perSecond, Map<String, Long> revisions) {
        this.writer = writer;
        this.perSecond = perSecond;
        this.revisions = revisions;
    }

    void start() {
        startNanos = System.nanoTime();
        thread.start();
    }

    private void write() {
        while (!ending) {
            long due = (long) ((System.nanoTime() - startNanos) / NANOS_PER_SECOND * perSecond);
            while (written < due && !ending) {
                writer.write(Instant.now(), revisions);
                written++;
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    /** Returns how many events were written in a second, since the beginning: fewer than wanted where the machine is busy. */
    double perSecond() {
        return written * NANOS_PER_SECOND / (System.nanoTime() - startNanos);
    }

    @Override
    public void close() {
        ending = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
