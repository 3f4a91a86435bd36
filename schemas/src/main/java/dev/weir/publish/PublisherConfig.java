package dev.weir.publish;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The settings of a publisher.
 *
 * @param queue events held while they wait, at least 1
 * @param queueBytes heap they take at most together, in bytes, at least 1
 * @param closeTimeout longest time {@link EventPublisher#close()} goes on delivering
 * @param producer complete producer settings
 */
record PublisherConfig(int queue, long queueBytes, Duration closeTimeout, Map<String, Object> producer) {

    static final String QUEUE = "weir.publisher.queue";
    static final String QUEUE_BYTES = "weir.publisher.queue.bytes";
    static final String CLOSE_MS = "weir.publisher.close.ms";

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    QUEUE,
                    Type.INT,
                    10_000,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "Events held while Kafka or the schema registry is away; further ones are dropped and counted.")
            .define(
                    QUEUE_BYTES,
                    Type.LONG,
                    32L << 20,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "Memory these events may take, in bytes; beyond it further ones are dropped and counted, too.")
            .define(
                    CLOSE_MS,
                    Type.LONG,
                    5_000L,
                    Range.atLeast(0),
                    Importance.LOW,
                    "Longest time that closing goes on delivering what is queued, in milliseconds.");

    PublisherConfig {
        producer = Map.copyOf(producer);
    }

    /**
     * Reads a client configuration; every producer setting in it is used.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming the key, what was found and what is expected
     */
    static PublisherConfig from(Map<String, ?> config) {
        AbstractConfig parsed = new AbstractConfig(DEFINITION, config, false);
        Map<String, Object> producer = new HashMap<>();
        producer.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        producer.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Records handed to the producer wait for Kafka as long as it takes; the queue, not a timer, is the bound.
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        // A partition that was made a moment ago may refuse the first batch and take the second; the first, which then
        // comes out of its order, would be tried again for ever, and everything wait behind it.
        producer.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // A send that cannot start is tried again by the publisher, so it may give up early and look at the clock.
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000L);
        config.forEach((key, value) -> {
            if (value != null) {
                producer.put(key, value);
            }
        });
        producer.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        producer.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return new PublisherConfig(
                parsed.getInt(QUEUE),
                parsed.getLong(QUEUE_BYTES),
                Duration.ofMillis(parsed.getLong(CLOSE_MS)),
                onlyProducerKeys(producer));
    }

    /** The serde's settings are not the producer's, which would log each as unknown. */
    private static Map<String, Object> onlyProducerKeys(Map<String, Object> settings) {
        Map<String, Object> kept = new HashMap<>(settings);
        kept.keySet()
                .removeIf(key -> key.startsWith("weir.")
                        || key.startsWith("schema.registry.")
                        || key.startsWith("basic.auth.")
                        || key.startsWith("bearer.auth.")
                        || key.equals("auto.register.schemas"));
        return kept;
    }
}
