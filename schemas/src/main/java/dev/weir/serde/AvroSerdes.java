package dev.weir.serde;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/**
 * The serialisers and deserialisers of values, chosen by configuration.
 *
 * <p>{@code value.serializer} and {@code value.deserializer} name any classes Kafka can load, such as Confluent's own;
 * without them it is {@link WeirAvroSerializer} and {@link WeirAvroDeserializer}. Each class gets the whole
 * configuration, with {@code specific.avro.reader=true} and {@code avro.remove.java.properties=true} unless it says
 * otherwise, so that Confluent's classes return generated records and register the same text. What is returned may be
 * shared between threads as far as the chosen class allows it; Weir's own does.
 */
public final class AvroSerdes {

    private static final String SERIALIZER = "value.serializer";
    private static final String DESERIALIZER = "value.deserializer";

    private final Map<String, Object> config;
    private final RegistryClient registry;
    private final boolean readsItself;

    /** Null where the configuration names other classes; shared, so that each schema is asked for once. */
    private final WeirAvroSerializer ownSerializer;

    private final ConcurrentMap<Class<?>, WeirAvroDeserializer> ownDeserializers = new ConcurrentHashMap<>();

    private AvroSerdes(Map<String, Object> config) {
        this.config = Map.copyOf(config);
        boolean writes = namesWeir(SERIALIZER, WeirAvroSerializer.class);
        this.readsItself = namesWeir(DESERIALIZER, WeirAvroDeserializer.class);
        this.registry = writes || readsItself ? new RegistryClient(RegistryConfig.from(config)) : null;
        this.ownSerializer = writes ? new WeirAvroSerializer(registry) : null;
    }

    /**
     * Reads the configuration of a client.
     *
     * @param config any client configuration; of it the two class names, and {@code schema.registry.url},
     *     {@code auto.register.schemas}, {@code basic.auth.*}, {@code bearer.auth.*}, {@code weir.registry.retries} and
     *     {@code weir.registry.timeout.ms} count here
     * @throws ConfigException if a value is missing or wrong, naming the key and what to write
     */
    public static AvroSerdes from(Map<String, ?> config) {
        TrustedRecords.declare();
        Map<String, Object> complete = new HashMap<>();
        complete.put("specific.avro.reader", "true");
        complete.put("avro.remove.java.properties", "true");
        config.forEach((key, value) -> {
            if (value != null) {
                complete.put(key, value);
            }
        });
        return new AvroSerdes(complete);
    }

    /** Returns a serialiser of values. */
    public <T extends SpecificRecord> Serializer<T> serializer() {
        Serializer<?> chosen = ownSerializer;
        if (chosen == null) {
            chosen = instance(SERIALIZER, Serializer.class);
            chosen.configure(config, false);
        }
        @SuppressWarnings("unchecked") // a serialiser of records takes every record; Kafka has no type to say so
        Serializer<T> serializer = (Serializer<T>) chosen;
        return serializer;
    }

    /**
     * Returns a deserialiser of values of one type.
     *
     * @param type the generated class; a value of another type is a {@link SerializationException}
     */
    public <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
        Objects.requireNonNull(type, "type");
        if (readsItself) {
            return new TypedDeserializer<>(type, own(type));
        }
        Deserializer<?> chosen = instance(DESERIALIZER, Deserializer.class);
        chosen.configure(config, false);
        return new TypedDeserializer<>(type, chosen);
    }

    /**
     * Returns whether bytes are Weir's own encoding of a record with the generated class's own schema: a header of five
     * bytes, then the fields in their order in Avro's binary encoding. Such bytes may be read without making the record.
     * Where the configuration names another deserialiser no bytes are known to be.
     *
     * @param type the generated class
     * @return what says false too for bytes that are no record, and throws a {@link SchemaRegistryException} if the registry
     *     does not say what they are
     */
    public <T extends SpecificRecord> Predicate<byte[]> current(Class<T> type) {
        return readsItself ? own(type)::isCurrent : data -> false;
    }

    private <T extends SpecificRecord> WeirAvroDeserializer own(Class<T> type) {
        return ownDeserializers.computeIfAbsent(type, t -> new WeirAvroDeserializer(type, registry));
    }

    /**
     * Returns both for values of one type.
     *
     * @param type the generated class
     */
    public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return Serdes.serdeFrom(this.<T>serializer(), deserializer(type));
    }

    private boolean namesWeir(String key, Class<?> own) {
        Object named = config.getOrDefault(key, own);
        return named.equals(own) || named.equals(own.getName());
    }

    private <T> T instance(String key, Class<T> kind) {
        Object named = config.get(key);
        try {
            return named instanceof Class<?> type
                    ? Utils.newInstance(type.asSubclass(kind))
                    : Utils.newInstance(String.valueOf(named), kind);
        } catch (ClassNotFoundException | RuntimeException e) {
            throw new ConfigException(key, named, "is no " + kind.getSimpleName() + " on the class path (" + e + ")");
        }
    }
}
