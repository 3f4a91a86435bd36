package dev.weir.topology;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The instant by which a record was in the log, by the broker's clock. A topic that keeps its producers' time instead says
 * nothing of it but that it is over: now.
 */
final class LogTime implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return extract(record);
    }

    /** The instant of a record, epoch milliseconds. */
    long extract(ConsumerRecord<?, ?> record) {
        return record.timestampType() == TimestampType.LOG_APPEND_TIME
                ? record.timestamp()
                : System.currentTimeMillis();
    }
}
