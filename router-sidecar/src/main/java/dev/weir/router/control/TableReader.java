package dev.weir.router.control;

import dev.weir.router.kafka.TransientFailure;
import dev.weir.router.selection.CompiledTable;
import dev.weir.schema.RoutingTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads tables out of records; one that is no table is counted, logged and skipped. */
final class TableReader {

    /** What a record says of a model. */
    interface Change {

        /** The model has this table. */
        void table(CompiledTable table);

        /** The model has no table any more. */
        void tombstone(String model);
    }

    private static final Logger LOG = LoggerFactory.getLogger(RouteFollower.class);

    private final String topic;
    private final Deserializer<RoutingTable> tables;
    private final Counter bad;

    TableReader(String topic, Deserializer<RoutingTable> tables, MeterRegistry meters) {
        this.topic = topic;
        this.tables = tables;
        this.bad = Counter.builder("weir.router.bad.tables")
                .description("Records of the topic of routing tables that are no routing table, and were skipped")
                .register(meters);
    }

    /**
     * Reads one record.
     *
     * @param record the record
     * @param change hears of what it says; of nothing where it is skipped
     * @throws RuntimeException that {@link TransientFailure} knows, if it cannot be read now but may be later
     */
    void read(ConsumerRecord<String, byte[]> record, Change change) {
        if (record.key() == null) {
            skip(record, "a routing table without a key");
        } else if (record.value() == null) {
            change.tombstone(record.key());
        } else {
            CompiledTable table;
            try {
                table = TableCompiler.compile(record.key(), tables.deserialize(topic, record.value()));
            } catch (RuntimeException e) {
                if (TransientFailure.isTransient(e)) {
                    throw e;
                }
                skip(record, e.toString());
                return;
            }
            change.table(table);
        }
    }

    private void skip(ConsumerRecord<String, byte[]> record, String reason) {
        bad.increment();
        LOG.warn(
                "routing table skipped topic={} partition={} offset={} key={} reason=\"{}\"",
                topic,
                record.partition(),
                record.offset(),
                record.key(),
                reason);
    }
}
