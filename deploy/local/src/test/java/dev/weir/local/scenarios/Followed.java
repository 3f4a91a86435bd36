package dev.weir.local.scenarios;

import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The values a reader of committed records sees of a topic, read as they come; for any number of scenarios at a time. */
final class Followed<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], T> consumer;
    private final Collection<T> values = new ConcurrentLinkedQueue<>();
    private final Thread reader;

    Followed(Map<String, Object> client, Topic<T> topic) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        consumer = new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), AvroSerdes.from(client).deserializer(topic.valueType()));
        consumer.assign(consumer.partitionsFor(TopicNames.DEFAULT.of(topic)).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList());
        reader = new Thread(this::read, "reader of " + topic.suffix());
        reader.start();
    }

    private void read() {
        try (consumer) {
            while (true) {
                consumer.poll(POLL).forEach(record -> values.add(record.value()));
            }
        } catch (WakeupException end) {
            return;
        }
    }

    /** Everything read so far, in the order of each key. */
    Collection<T> values() {
        return Collections.unmodifiableCollection(values);
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
