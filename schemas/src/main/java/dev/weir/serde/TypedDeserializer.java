package dev.weir.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Makes sure that what another deserialiser returns is of one type; closes that one with itself. */
final class TypedDeserializer<T> implements Deserializer<T> {

    private final Class<T> type;
    private final Deserializer<?> chosen;

    TypedDeserializer(Class<T> type, Deserializer<?> chosen) {
        this.type = type;
        this.chosen = chosen;
    }

    @Override
    public T deserialize(String topic, byte[] data) {
        return checked(topic, chosen.deserialize(topic, data));
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] data) {
        return checked(topic, chosen.deserialize(topic, headers, data));
    }

    @Override
    public void close() {
        chosen.close();
    }

    private T checked(String topic, Object value) {
        if (value == null || type.isInstance(value)) {
            return type.cast(value);
        }
        throw new SerializationException(
                "value on " + topic + " is a " + value.getClass().getName() + ", expected a " + type.getName());
    }
}
