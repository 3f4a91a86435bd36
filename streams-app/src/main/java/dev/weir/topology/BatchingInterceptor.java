package dev.weir.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Gives Kafka Streams all that a poll brought of a partition of events as one record, with a {@link RecordBatch}.
 *
 * <p>It has the offset of the first of them: while it waits in a queue, that is where the next instance would have to begin,
 * and once it has been processed Kafka Streams goes by the position that the poll says comes next.
 */
public final class BatchingInterceptor implements ConsumerInterceptor<byte[], byte[]> {
    /** Setting that names the topic of which records go together. */
    public static final String TOPIC_SETTING = "weir.batched.topic";

    private String topic;

    @Override
    public void configure(Map<String, ?> settings) {
        topic = String.valueOf(settings.get(TOPIC_SETTING));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> polled) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> batched = new HashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            batched.put(partition, partition.topic().equals(topic) ? List.of(batch(records)) : records);
        }
        return new ConsumerRecords<>(batched, polled.nextOffsets());
    }

    private static ConsumerRecord<byte[], byte[]> batch(List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        return new ConsumerRecord<>(
                first.topic(),
                first.partition(),
                first.offset(),
                first.timestamp(),
                first.timestampType(),
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                null,
                null,
                new RecordHeaders(List.of(new RecordBatch(records))),
                first.leaderEpoch());
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        // Offsets are committed with transactions.
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
