package dev.weir.local.exactness;

import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** What a reader of committed records sees of a topic so far. */
final class Written<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<T> deserializer;
    private final List<T> values = new ArrayList<>();
    private final String topic;

    Written(Map<String, Object> client, Topic<T> topic) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        this.topic = TopicNames.DEFAULT.of(topic);
        this.deserializer = AvroSerdes.from(client).deserializer(topic.valueType());
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(this.topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList());
    }

    /** Everything read so far, in the order of each key. */
    List<T> values() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            values.add(deserializer.deserialize(topic, record.value()));
        }
        return values;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
