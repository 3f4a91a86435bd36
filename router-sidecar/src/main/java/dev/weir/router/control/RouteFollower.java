package dev.weir.router.control;

import dev.weir.router.kafka.TransientFailure;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import dev.weir.schema.RoutingTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code weir.routes} from its beginning and holds the image of all tables.
 *
 * <p>Fail-static: when Kafka or the schema registry is away, the last image stays in force, and {@link #isStale()} says so
 * after ten seconds. A revision at or below the one held is ignored; a tombstone removes a table; a record that is no
 * table is counted in {@code weir_router_bad_tables_total} and skipped, and the table held stays.
 */
public final class RouteFollower implements Supplier<RouteImage>, AutoCloseable {

    // One thread owns the consumer. It first reads the topic to the end that it had at connection into an image of its
    // own, so that requests never see a revision long gone while the log is read, then swaps it in; from then on each
    // record makes and swaps a new image. After an error the consumer is made anew and all of it is read again, in
    // which
    // a table held is replaced only by a newer one.

    private static final Logger LOG = LoggerFactory.getLogger(RouteFollower.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofMillis(500);

    private final String topic;
    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Deserializer<RoutingTable> tables;
    private final RouteListener listener;
    private final Clock clock;
    private final Counter badTables;
    private final KafkaContact contact = new KafkaContact(System::nanoTime);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ContactLog log;
    private final Thread thread = new Thread(this::run, "weir-routes");

    private volatile RouteImage image = RouteImage.EMPTY;
    private volatile boolean caughtUp;
    private volatile Consumer<String, byte[]> consumer;

    /**
     * Makes a follower that does nothing until it is started.
     *
     * @param topic     name of the topic of routing tables
     * @param consumers makes a consumer without a group that reads committed records; called on the follower's thread
     * @param tables    reads a table; an error that {@link TransientFailure} knows is tried again, any other skips the
     *                  record
     * @param listener  hears of every table applied
     * @param clock     clock of {@code appliedAt}
     * @param meters    where bad tables are counted
     */
    public RouteFollower(
            String topic,
            Supplier<Consumer<String, byte[]>> consumers,
            Deserializer<RoutingTable> tables,
            RouteListener listener,
            Clock clock,
            MeterRegistry meters) {
        this.topic = topic;
        this.log = new ContactLog(topic);
        this.consumers = consumers;
        this.tables = tables;
        this.listener = listener;
        this.clock = clock;
        this.badTables = Counter.builder("weir.router.bad.tables")
                .description("Records of the topic of routing tables that are no routing table, and were skipped")
                .register(meters);
        thread.setDaemon(true);
    }

    /** Starts to follow. Returns at once; {@link #isCaughtUp()} tells when the image is complete. */
    public void start() {
        thread.start();
    }

    /** Returns the image in force; never null, and never blocks. */
    @Override
    public RouteImage get() {
        return image;
    }

    /** Returns whether the topic has been read to the end that it had when it was first reached. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Returns whether there has been no contact with the topic for ten seconds. */
    public boolean isStale() {
        return contact.isStale();
    }

    /** Returns how long ago the image was known to be the latest. */
    public Duration age() {
        return contact.silence();
    }

    /** Stops following; the image stays. Waits at most five seconds for the thread to end. */
    @Override
    public void close() {
        closing.countDown();
        Consumer<String, byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(CALL_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (isOpen()) {
            try (Consumer<String, byte[]> made = consumers.get()) {
                consumer = made;
                follow(made);
            } catch (WakeupException e) {
                LOG.debug("routes follower woken up to close");
            } catch (RuntimeException e) {
                log.lost(e.toString());
                pause();
            }
        }
    }

    private void follow(Consumer<String, byte[]> made) {
        List<TopicPartition> partitions = partitions(made);
        made.assign(partitions);
        made.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = made.endOffsets(partitions, CALL_TIMEOUT);
        contact.heard();
        RouteImage staged = RouteImage.EMPTY;
        while (isOpen() && !reached(made, ends)) {
            for (ConsumerRecord<String, byte[]> record : poll(made)) {
                staged = next(staged, record);
            }
        }
        if (isOpen()) {
            swapAll(staged);
        }
        while (isOpen()) {
            for (ConsumerRecord<String, byte[]> record : poll(made)) {
                swap(next(image, record), record.key());
            }
        }
    }

    private List<TopicPartition> partitions(Consumer<String, byte[]> made) {
        while (isOpen()) {
            var found = made.partitionsFor(topic, CALL_TIMEOUT);
            contact.heard();
            if (found != null && !found.isEmpty()) {
                return found.stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
            }
            log.lost("topic " + topic + " does not exist; create it with: weir topics create");
            pause();
        }
        throw new WakeupException();
    }

    private static boolean reached(Consumer<String, byte[]> made, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> made.position(end.getKey(), CALL_TIMEOUT) >= end.getValue());
    }

    private ConsumerRecords<String, byte[]> poll(Consumer<String, byte[]> made) {
        ConsumerRecords<String, byte[]> records = made.poll(POLL);
        if (contact.look(made.metrics())) {
            log.back();
        } else if (contact.isStale()) {
            log.lost("no answer from Kafka");
        }
        return records;
    }

    private RouteImage next(RouteImage before, ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            return skip(before, record, "a routing table without a key");
        }
        if (record.value() == null) {
            return before.without(record.key());
        }
        while (isOpen()) {
            try {
                return before.with(TableCompiler.compile(record.key(), tables.deserialize(topic, record.value())));
            } catch (RuntimeException e) {
                if (!TransientFailure.isTransient(e)) {
                    return skip(before, record, e.toString());
                }
                log.lost(e.toString());
                pause();
            }
        }
        throw new WakeupException();
    }

    private RouteImage skip(RouteImage before, ConsumerRecord<String, byte[]> record, String reason) {
        badTables.increment();
        LOG.warn(
                "routing table skipped topic={} partition={} offset={} key={} reason=\"{}\"",
                topic,
                record.partition(),
                record.offset(),
                record.key(),
                reason);
        return before;
    }

    private void swapAll(RouteImage staged) {
        RouteImage held = image;
        RouteImage next = staged;
        for (CompiledTable table : held.tables().values()) {
            if (staged.table(table.model()).isPresent()) {
                next = next.with(table);
            }
        }
        image = next;
        Instant appliedAt = clock.instant();
        held.tables().keySet().stream()
                .filter(model -> staged.table(model).isEmpty())
                .forEach(listener::removed);
        next.tables().values().stream()
                .filter(table -> held.table(table.model()).filter(table::equals).isEmpty())
                .forEach(table -> listener.applied(table, appliedAt));
        caughtUp = true;
        log.back();
        LOG.info("routes caught up topic={} models={}", topic, next.tables().size());
    }

    private void swap(RouteImage next, String model) {
        if (next == image) {
            return;
        }
        image = next;
        Instant appliedAt = clock.instant();
        next.table(model).ifPresentOrElse(table -> applied(table, appliedAt), () -> {
            LOG.info("routing table removed model={}", model);
            listener.removed(model);
        });
    }

    private void applied(CompiledTable table, Instant appliedAt) {
        LOG.info(
                "routing table applied model={} revision={} baseline={} candidate={} candidateBps={} killSwitch={}",
                table.model(),
                table.revision(),
                table.baseline(),
                table.candidate(),
                table.candidateBps(),
                table.killSwitch());
        listener.applied(table, appliedAt);
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void pause() {
        try {
            if (closing.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("routes follower closes while it waits for Kafka");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }
}
