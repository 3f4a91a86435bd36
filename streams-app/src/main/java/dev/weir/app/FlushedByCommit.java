package dev.weir.app;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The producer of a stream thread, which sends what a transaction wrote at once when it commits.
 *
 * <p>Before a commit Kafka Streams flushes the producer once for each task, and each of them waits for an answer of the
 * broker: with two dozen tasks, which write at that moment and no other, nearly all of the time that a commit takes. Until
 * the transaction commits nobody can read any of it, so that one flush for all tasks, at the first call that ends the
 * transaction, does.
 */
final class FlushedByCommit extends KafkaProducer<byte[], byte[]> {
    private final String transactionalId;
    private final MissingMarkers markers;
    private volatile TimeoutException timedOut;

    /**
     * @param config  settings of the producer, with a transactional id
     * @param markers what the broker may owe to the one that had the id before
     */
    FlushedByCommit(Map<String, Object> config, MissingMarkers markers) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.transactionalId = String.valueOf(config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG));
        this.markers = markers;
    }

    @Override
    public void initTransactions() {
        Map<String, MissingMarkers.Outcome> missing = markers.of(Set.of(transactionalId));
        super.initTransactions();
        missing.forEach((id, outcome) -> markers.makeUp(this, id, outcome));
    }

    @Override
    public void beginTransaction() {
        timedOut = null;
        super.beginTransaction();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> written, Callback callback) {
        return super.send(written, (metadata, failure) -> {
            if (failure instanceof TimeoutException timeout) {
                timedOut = timeout;
            }
            if (callback != null) {
                callback.onCompletion(metadata, failure);
            }
        });
    }

    /** Does nothing: see {@link #sendOffsetsToTransaction}. */
    @Override
    public void flush() {
        // Nothing to do until the transaction ends.
    }

    /**
     * Sends all that was written, and then the offsets.
     *
     * @throws TimeoutException if the broker was away for too long, which Kafka Streams answers by beginning again from the
     *                          last commit; of what fails in the flush it would hear only that the transaction is broken
     */
    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        super.flush();
        try {
            super.sendOffsetsToTransaction(offsets, groupMetadata);
        } catch (KafkaException e) {
            TimeoutException timeout = timedOut;
            // Others say more: that the producer was fenced, for example.
            boolean isBroken = e.getClass() == KafkaException.class || e instanceof TransactionAbortableException;
            if (timeout != null && isBroken) {
                throw timeout;
            }
            throw e;
        }
    }
}
