package dev.weir.router.control;

import dev.weir.router.selection.RouteImage;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code weir.routes} from its beginning and holds the image of all tables.
 *
 * <p>Fail-static: when Kafka or the schema registry is away, the last image stays in force, over a restart too, since it is
 * kept on disk; {@link #isStale()} says so after ten seconds, at once where only the disk is gone by, and {@link #age()} how old it is. A revision at or below the
 * one held is ignored, unless the topic was made anew; a tombstone removes a table; a record that is no table is counted in
 * {@code weir_router_bad_tables_total} and skipped, and the table held stays.
 */
public final class RouteFollower implements Supplier<RouteImage>, AutoCloseable {

    // One thread owns the consumer. It first reads the topic to the end that it had at connection into a map of its
    // own,
    // so that requests never see a revision long gone while the log is read, then swaps all of it in; from then on each
    // record makes and swaps a new image. After an error the consumer is made anew and all of it is read again, in
    // which a table held is replaced only by a newer one. Only once that is done are the tables known to be the latest.

    private static final Logger LOG = LoggerFactory.getLogger(RouteFollower.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    /** How long a router that has a snapshot waits for the topic before it calls itself ready without. */
    private static final Duration SNAPSHOT_GRACE = Duration.ofSeconds(3);

    private final RouteSource source;
    private final Clock clock;
    private final TableReader reader;
    private final TablesInForce inForce;
    private final SnapshotKeeper keeper;
    private final KafkaContact contact = new KafkaContact(System::nanoTime);
    private final Patience patience = new Patience();
    private final ContactLog log;
    private final Thread thread = new Thread(this::run, "weir-routes");

    private volatile boolean caughtUp;
    private volatile boolean restored;
    private volatile long startNanos;
    private volatile Consumer<String, byte[]> consumer;

    /**
     * Makes a follower that does nothing until it is started.
     *
     * @param source   where tables come from
     * @param snapshot file in which the tables are kept
     * @param listener hears of every table applied
     * @param clock    clock of {@code appliedAt}
     * @param meters   where bad tables and snapshots are counted
     */
    public RouteFollower(RouteSource source, Path snapshot, RouteListener listener, Clock clock, MeterRegistry meters) {
        this.source = source;
        this.clock = clock;
        this.log = new ContactLog(source.topic());
        this.reader = new TableReader(source.topic(), source.tables(), meters);
        this.keeper = new SnapshotKeeper(new SnapshotFile(snapshot, source.topic()), this::snapshot, meters);
        this.inForce = new TablesInForce(listener, keeper::changed, clock);
        thread.setDaemon(true);
    }

    /**
     * Puts the tables that were kept into force, and starts to follow. Does not wait for Kafka; {@link #isReady()} tells
     * when the image can be relied on.
     */
    public void start() {
        startNanos = System.nanoTime();
        keeper.load().ifPresent(this::restore);
        keeper.start();
        thread.start();
    }

    /** Returns the image in force; never null, and never blocks. */
    @Override
    public RouteImage get() {
        return inForce.image();
    }

    /** Returns whether the topic has been read to the end that it had when it was first reached. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Returns whether the topic has been read, or cannot be reached for now and there is a snapshot to go by. */
    public boolean isReady() {
        return caughtUp || (restored && System.nanoTime() - startNanos > SNAPSHOT_GRACE.toNanos());
    }

    /** Returns whether the image has not been known to be the latest for ten seconds, or is served from the snapshot alone. */
    public boolean isStale() {
        return contact.isStale() || !caughtUp && isReady();
    }

    /** Returns how long ago the image was known to be the latest. */
    public Duration age() {
        return contact.silence();
    }

    /** Stops following and keeps what is in force; the image stays. Waits a few seconds at most. */
    @Override
    public void close() {
        patience.end();
        Consumer<String, byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        keeper.changed();
        keeper.close();
    }

    private void restore(Snapshot snapshot) {
        Duration age = Duration.between(snapshot.currentAt(), clock.instant());
        contact.silentFor(age.isNegative() ? Duration.ZERO : age);
        inForce.restore(snapshot.tables());
        restored = true;
        LOG.info(
                "routes taken from the snapshot models={} ageSeconds={}",
                get().tables().size(),
                age.toSeconds());
    }

    private Optional<Snapshot> snapshot() {
        return caughtUp || restored
                ? Optional.of(new Snapshot(inForce.held(), clock.instant().minus(contact.silence())))
                : Optional.empty();
    }

    private void run() {
        while (patience.lasts()) {
            try (Consumer<String, byte[]> made = source.consumers().get()) {
                consumer = made;
                TopicReading reading = new TopicReading(source, made, reader, inForce, contact, log, patience);
                reading.catchUp();
                caughtUp = true;
                keeper.changed();
                LOG.info(
                        "routes caught up topic={} models={}",
                        source.topic(),
                        get().tables().size());
                reading.goOn();
            } catch (WakeupException e) {
                LOG.debug("routes follower woken up to close");
            } catch (RuntimeException e) {
                log.lost(e.toString());
                patience.pause();
            }
        }
    }
}
