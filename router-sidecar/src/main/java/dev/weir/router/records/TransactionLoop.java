package dev.weir.router.records;

import dev.weir.router.report.BatchAssigner;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RouterReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Reads, decides and writes, one transaction a poll: routed records, their events and the offsets of what was read become
 * visible together or not at all. For one thread.
 *
 * <p>Whatever fails ends the loop with an exception and its clients with it; the next one begins where the last transaction
 * that was committed ended. There is nothing else to put right, and so nothing that could be put right wrongly.
 */
final class TransactionLoop implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);

    /** What outlives a loop: attempted offsets, so that a record that comes again is known as such. */
    static final class Attempts {
        private final Map<TopicPartition, Long> highest = new HashMap<>();

        /** Returns whether a record was tried before, and notes that it is now. */
        boolean again(ConsumerRecord<byte[], byte[]> record) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            Long before = highest.get(partition);
            if (before != null && record.offset() <= before) {
                return true;
            }
            highest.put(partition, record.offset());
            return false;
        }
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final Map<String, RoutedRecords> byInput;
    private final String eventsTopic;
    private final Serializer<SpecificRecord> values;
    private final Attempts attempts;
    private final RecordMeters meters;
    private final Outlet outlet = new Outlet();

    /**
     * Makes a loop that owns its clients.
     *
     * @param consumer    member of the group
     * @param producer    producer with transactions
     * @param byInput     input topic to what routes its records
     * @param eventsTopic topic of events
     * @param values      writes events
     * @param attempts    what was tried before
     * @param meters      counts what was committed
     */
    TransactionLoop(
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            Map<String, RoutedRecords> byInput,
            String eventsTopic,
            Serializer<SpecificRecord> values,
            Attempts attempts,
            RecordMeters meters) {
        this.consumer = consumer;
        this.producer = producer;
        this.byInput = byInput;
        this.eventsTopic = eventsTopic;
        this.values = values;
        this.attempts = attempts;
        this.meters = meters;
    }

    /**
     * Routes for as long as it is wanted.
     *
     * @param wanted  asked between transactions
     * @param stale   whether the router has lost touch with the tables
     * @param reports takes a report without blocking
     * @param healthy runs after each transaction, and whenever there is nothing to route
     */
    void run(
            BooleanSupplier wanted,
            BooleanSupplier stale,
            java.util.function.Consumer<RouterReport> reports,
            Runnable healthy) {
        // Ends what a router of the same id left open, so that readers do not wait for it.
        producer.initTransactions();
        consumer.subscribe(byInput.keySet());
        while (wanted.getAsBoolean()) {
            ConsumerRecords<byte[], byte[]> batch = consumer.poll(POLL);
            if (!batch.isEmpty()) {
                route(batch);
            }
            healthy.run();
            byInput.values()
                    .forEach(routed ->
                            routed.assigner().reports(stale.getAsBoolean()).forEach(reports));
        }
    }

    private void route(ConsumerRecords<byte[], byte[]> batch) {
        byInput.values().forEach(routed -> routed.assigner().begin());
        outlet.alike.clear();
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            byInput.get(record.topic()).route(record, attempts.again(record), outlet);
        }
        producer.sendOffsetsToTransaction(batch.nextOffsets(), consumer.groupMetadata());
        producer.commitTransaction();
        byInput.values().stream().map(RoutedRecords::assigner).forEach(BatchAssigner::commit);
        meters.committed(batch.count());
    }

    /** Leaves the group; a transaction that is open is ended by whoever comes next, or by the broker after its time. */
    @Override
    public void close() {
        byInput.values().stream().map(RoutedRecords::assigner).forEach(BatchAssigner::giveUp);
        try {
            consumer.close();
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    private final class Outlet implements RoutedRecords.Outlet {
        private final Map<String, Boolean> alike = new HashMap<>();

        @Override
        public boolean isLaidOutAs(String input, String topic) {
            return alike.computeIfAbsent(
                    topic,
                    target -> producer.partitionsFor(target).size()
                            == consumer.partitionsFor(input).size());
        }

        @Override
        public void record(ProducerRecord<byte[], byte[]> record) {
            producer.send(record);
        }

        @Override
        public void event(InferenceEvent event) {
            producer.send(new ProducerRecord<>(
                    eventsTopic,
                    event.getRequestId().getBytes(StandardCharsets.UTF_8),
                    values.serialize(eventsTopic, event)));
        }
    }
}
