package dev.weir.topology;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Records of one partition that go through Kafka Streams as one, in a header of it: the way of a record through its queues and
 * sensors costs more than counting it.
 *
 * @param records the records, in the order of their offsets, at least one
 */
record RecordBatch(List<ConsumerRecord<byte[], byte[]>> records) implements Header {
    private static final String KEY = "weir.batch";

    /** The batch among the headers of a record; null if it stands for itself alone. */
    static RecordBatch of(Headers headers) {
        return headers.lastHeader(KEY) instanceof RecordBatch batch ? batch : null;
    }

    @Override
    public String key() {
        return KEY;
    }

    /** Nothing: the records are not bytes, and never leave the process. */
    @Override
    public byte[] value() {
        return null;
    }
}
