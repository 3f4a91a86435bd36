package dev.weir.serde;

import java.io.IOException;
import java.util.Map;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads generated records from the Confluent wire format; usable as {@code value.deserializer} of any Kafka client.
 *
 * <p>The writer's schema comes from the registry by its id, once, and is then resolved against the generated class, so
 * that a record written by an older or newer version is read with this version's defaults. Without a given class, the
 * name of the writer's record chooses it. One instance may be shared between threads; each record is a new object; null
 * is read as null.
 */
public final class WeirAvroDeserializer implements Deserializer<SpecificRecord> {

    private static final ThreadLocal<BinaryDecoder> DECODER = new ThreadLocal<>();

    private final Class<? extends SpecificRecord> type;
    private volatile SchemaResolver resolver;

    /** Makes an instance that reads any of Weir's records; it has to be configured before its first record. */
    public WeirAvroDeserializer() {
        this(null, null);
    }

    WeirAvroDeserializer(Class<? extends SpecificRecord> type, RegistryClient registry) {
        TrustedRecords.declare();
        this.type = type;
        this.resolver = registry == null ? null : new SchemaResolver(registry, type);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        resolver = new SchemaResolver(new RegistryClient(RegistryConfig.from(configs)), type);
    }

    /**
     * Returns the record in bytes.
     *
     * @param topic full name of the topic, for messages
     * @param data header and Avro binary; null for a tombstone
     * @return a new record; null for null
     * @throws SerializationException if the bytes are no such record: this record is bad, the next may be good
     * @throws SchemaRegistryException if the registry does not say what the bytes are: nothing is known about the record
     */
    @Override
    public SpecificRecord deserialize(String topic, byte[] data) {
        if (data == null) {
            return null;
        }
        if (resolver == null) {
            throw new IllegalStateException("WeirAvroDeserializer is used before configure() was called");
        }
        int id = WireFormat.schemaId(topic, data);
        SchemaResolver.Reading reading = resolver.reading(topic, id);
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(data, WireFormat.HEADER_BYTES, data.length - WireFormat.HEADER_BYTES, DECODER.get());
        DECODER.set(decoder);
        return read(topic, id, reading, decoder);
    }

    /** Whether bytes were written with the generated class's own schema; false for those that are no record. */
    boolean isCurrent(byte[] data) {
        try {
            return data != null
                    && resolver.reading("", WireFormat.schemaId("", data)).isCurrent();
        } catch (SerializationException noRecord) {
            return false;
        }
    }

    private static SpecificRecord read(String topic, int id, SchemaResolver.Reading reading, BinaryDecoder decoder) {
        try {
            SpecificRecord record = reading.datum().read(null, decoder);
            if (!decoder.isEnd()) {
                throw new SerializationException(
                        "value on " + topic + " has more bytes than a " + name(reading) + " of schema id " + id);
            }
            return record;
        } catch (SerializationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "value on " + topic + " is no " + name(reading) + " of schema id " + id + ": " + e, e);
        }
    }

    private static String name(SchemaResolver.Reading reading) {
        return reading.datum().getExpected().getName();
    }
}
