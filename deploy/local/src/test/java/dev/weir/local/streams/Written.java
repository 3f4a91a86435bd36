package dev.weir.local.streams;

import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** The values a reader of committed records sees of a topic so far, from its beginning. */
public final class Written<T extends SpecificRecord> implements AutoCloseable {
    private final WrittenBytes records;
    private final Deserializer<T> deserializer;
    private final String topic;

    public Written(Map<String, Object> client, Topic<T> topic) {
        this.records = new WrittenBytes(client, topic);
        this.deserializer = AvroSerdes.from(client).deserializer(topic.valueType());
        this.topic = TopicNames.DEFAULT.of(topic);
    }

    /** Everything read so far, in the order of each key. */
    public List<T> values() {
        return records.values().stream()
                .map(record -> deserializer.deserialize(topic, record.value()))
                .toList();
    }

    @Override
    public void close() {
        records.close();
    }
}
