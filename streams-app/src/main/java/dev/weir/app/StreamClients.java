package dev.weir.app;

import dev.weir.topology.PartitionLag;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Makes the clients of the stream threads: producers that are {@linkplain FlushedByCommit flushed by the commit}, and
 * consumers that can be asked how much they have not fetched yet, which costs no request. Kafka Streams hands out its
 * consumers to nobody, so they are noted as they are made; a consumer is named after its thread.
 */
final class StreamClients extends DefaultKafkaClientSupplier implements PartitionLag {
    private static final String SUFFIX = "-consumer";

    private final Map<String, Consumer<byte[], byte[]>> consumers = new ConcurrentHashMap<>();
    private final MissingMarkers markers;

    /**
     * @param markers what the broker may owe to earlier producers
     */
    StreamClients(MissingMarkers markers) {
        this.markers = markers;
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new FlushedByCommit(config, markers);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        Consumer<byte[], byte[]> consumer = super.getConsumer(config);
        consumers.put(String.valueOf(config.get(ConsumerConfig.CLIENT_ID_CONFIG)), consumer);
        return consumer;
    }

    @Override
    public OptionalLong of(TopicPartition partition) {
        Consumer<byte[], byte[]> own = consumers.get(Thread.currentThread().getName() + SUFFIX);
        return own == null || !own.assignment().contains(partition) ? OptionalLong.empty() : own.currentLag(partition);
    }
}
