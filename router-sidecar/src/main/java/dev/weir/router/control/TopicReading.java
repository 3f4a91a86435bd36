package dev.weir.router.control;

import dev.weir.router.kafka.TransientFailure;
import dev.weir.router.selection.CompiledTable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Reads the topic of routing tables by one consumer, from its beginning until something goes wrong or it is over. */
final class TopicReading {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** An old revision is rare, and the question what that means is not free. */
    private static final long ASK_AT_MOST_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final RouteSource source;
    private final Consumer<String, byte[]> consumer;
    private final TableReader reader;
    private final TablesInForce inForce;
    private final KafkaContact contact;
    private final ContactLog log;
    private final Patience patience;

    TopicReading(
            RouteSource source,
            Consumer<String, byte[]> consumer,
            TableReader reader,
            TablesInForce inForce,
            KafkaContact contact,
            ContactLog log,
            Patience patience) {
        this.source = source;
        this.consumer = consumer;
        this.reader = reader;
        this.inForce = inForce;
        this.contact = contact;
        this.log = log;
        this.patience = patience;
    }

    /**
     * Reads to the end that the topic has now, and puts what it says into force all at once.
     *
     * @throws WakeupException if it is over before that
     */
    void catchUp() {
        List<TopicPartition> partitions = partitions();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, CALL_TIMEOUT);
        // Asked before the topic is read, since it is the topic read that it tells of, and answered meanwhile.
        CompletableFuture<Incarnation> incarnation = CompletableFuture.supplyAsync(source.incarnations());
        Newest newest = new Newest();
        while (!reached(ends)) {
            poll().forEach(record -> read(record, newest));
        }
        inForce.caughtUp(newest.tables, answer(incarnation));
        contact.heard();
        log.back();
    }

    /** Puts each table that comes into force, until it is over. */
    void goOn() {
        Latest latest = new Latest();
        while (patience.lasts()) {
            poll().forEach(record -> read(record, latest));
            if (contact.answered(consumer.metrics())) {
                contact.heard();
                log.back();
            } else if (contact.isStale()) {
                log.lost("no answer from Kafka");
            }
        }
    }

    private static Incarnation answer(CompletableFuture<Incarnation> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<TopicPartition> partitions() {
        while (true) {
            var found = consumer.partitionsFor(source.topic(), CALL_TIMEOUT);
            if (found != null && !found.isEmpty()) {
                return found.stream()
                        .map(info -> new TopicPartition(source.topic(), info.partition()))
                        .toList();
            }
            log.lost("topic " + source.topic() + " does not exist; create it with: weir topics create");
            pause();
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey(), CALL_TIMEOUT) >= end.getValue());
    }

    private ConsumerRecords<String, byte[]> poll() {
        if (!patience.lasts()) {
            throw new WakeupException();
        }
        return consumer.poll(POLL);
    }

    /** Waits for the registry rather than skip a table that it alone could read. */
    private void read(ConsumerRecord<String, byte[]> record, TableReader.Change change) {
        while (true) {
            try {
                reader.read(record, change);
                return;
            } catch (RuntimeException e) {
                if (!TransientFailure.isTransient(e)) {
                    throw e;
                }
                log.lost(e.toString());
                pause();
            }
        }
    }

    private void pause() {
        patience.pause();
        if (!patience.lasts()) {
            throw new WakeupException();
        }
    }

    /** What the topic says, read to its end, in whatever order the revisions come. */
    private static final class Newest implements TableReader.Change {

        private final Map<String, CompiledTable> tables = new HashMap<>();

        @Override
        public void table(CompiledTable table) {
            tables.merge(table.model(), table, (held, next) -> next.revision() > held.revision() ? next : held);
        }

        @Override
        public void tombstone(String model) {
            tables.remove(model);
        }
    }

    /** Puts what comes into force, and asks whether the topic was made anew where a revision falls. */
    private final class Latest implements TableReader.Change {

        private long askedNanos = System.nanoTime() - ASK_AT_MOST_EVERY_NANOS;

        @Override
        public void table(CompiledTable table) {
            if (!inForce.put(table)
                    && isOlderThanHeld(table)
                    && System.nanoTime() - askedNanos >= ASK_AT_MOST_EVERY_NANOS) {
                askedNanos = System.nanoTime();
                if (source.incarnations().get().isOtherThan(inForce.held().origin())) {
                    throw new IllegalStateException("topic " + source.topic() + " was made anew; it is read again");
                }
            }
        }

        @Override
        public void tombstone(String model) {
            inForce.remove(model);
        }

        private boolean isOlderThanHeld(CompiledTable table) {
            return inForce.image()
                    .table(table.model())
                    .filter(held -> table.revision() < held.revision())
                    .isPresent();
        }
    }
}
