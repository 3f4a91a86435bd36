package dev.weir.router.control;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the tables in force on disk: after a change, at most once a second, and once a minute without one, so that after a
 * crash their age is known to the minute. What goes wrong is counted and logged, and stops nothing.
 */
final class SnapshotKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotKeeper.class);
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);
    private static final Duration AT_LEAST_EVERY = Duration.ofMinutes(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);

    private final SnapshotFile file;
    private final Supplier<Optional<Snapshot>> state;
    private final Counter written;
    private final Counter failed;
    private final Counter refused;
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "weir-snapshot");
    private final CountDownLatch closing = new CountDownLatch(1);
    // Both of the thread alone.
    private Snapshot last;
    private boolean failing;

    /**
     * Makes a keeper that writes nothing until it is started.
     *
     * @param file   where to keep the tables
     * @param state  what to keep; empty for nothing to keep yet
     * @param meters where snapshots written, failed and refused are counted
     */
    SnapshotKeeper(SnapshotFile file, Supplier<Optional<Snapshot>> state, MeterRegistry meters) {
        this.file = file;
        this.state = state;
        this.written = counter(meters, "written", "Snapshots of the routing tables written to disk");
        this.failed = counter(meters, "failed", "Snapshots of the routing tables that could not be written or read");
        this.refused = counter(meters, "refused", "Snapshots found at start that were damaged or foreign");
        thread.setDaemon(true);
    }

    private static Counter counter(MeterRegistry meters, String what, String description) {
        return Counter.builder("weir.router.snapshots." + what)
                .description(description)
                .register(meters);
    }

    /** Returns what was kept; empty where there is nothing, or nothing that may be used. */
    Optional<Snapshot> load() {
        try {
            return file.read();
        } catch (SnapshotFile.RefusedException e) {
            refused.increment();
            LOG.warn("snapshot refused file={} reason=\"{}\" kept={}", file.path(), e.getMessage(), aside());
        } catch (IOException e) {
            failed.increment();
            LOG.warn("snapshot not read file={} reason=\"{}\"", file.path(), e.toString());
        }
        return Optional.empty();
    }

    private Object aside() {
        try {
            return file.setAside();
        } catch (IOException e) {
            return e.toString();
        }
    }

    void start() {
        thread.start();
    }

    /** Says that there is something new to keep; never blocks. */
    void changed() {
        changes.release();
    }

    /** Writes what is still to be written, within three seconds. */
    @Override
    public void close() {
        closing.countDown();
        changes.release();
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            do {
                if (changes.tryAcquire(AT_LEAST_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
                writeIfNew();
            } while (!closing.await(AT_MOST_EVERY.toMillis(), TimeUnit.MILLISECONDS));
            if (changes.tryAcquire()) {
                writeIfNew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeIfNew() {
        state.get().filter(snapshot -> !snapshot.equals(last)).ifPresent(this::write);
    }

    private void write(Snapshot snapshot) {
        try {
            file.write(snapshot);
            last = snapshot;
            written.increment();
            if (failing) {
                failing = false;
                LOG.info("snapshot written again file={}", file.path());
            }
        } catch (IOException | RuntimeException e) {
            failed.increment();
            if (!failing) {
                failing = true;
                LOG.warn(
                        "snapshot not written, a start without Kafka would find an older one or none file={} reason=\"{}\"",
                        file.path(),
                        e.toString());
            }
        }
    }
}
