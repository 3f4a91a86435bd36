package dev.weir.topology;

import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads again what a task has processed; asked from the stream thread whose task begins. */
@FunctionalInterface
public interface EventLog {
    /** A log in which nothing has been processed. */
    EventLog EMPTY = (partition, span, reader) -> {};

    /**
     * Tells the last records of a partition that were processed, in their order: none at or after the committed offset.
     *
     * @param span   how far back to go from the last of them, by the time of the log
     * @param reader told each record
     * @throws org.apache.kafka.common.KafkaException if the log cannot be read
     */
    void readProcessed(TopicPartition partition, Duration span, Consumer<ConsumerRecord<byte[], byte[]>> reader);
}
