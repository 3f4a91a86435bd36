package dev.weir.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes generated records in the Confluent wire format; usable as {@code value.serializer} of any Kafka client.
 *
 * <p>Subject is {@code <topic>-value} ({@code <topic>-key} for a key). The schema's id is asked for once per topic and
 * then kept. One instance may be shared between threads; null is written as null (a tombstone).
 */
public final class WeirAvroSerializer implements Serializer<SpecificRecord> {

    /*
     * What a thread needs to encode is kept per thread: the only allocation per record is the array handed out. A buffer
     * grown by a rare large record is let go, so that a thousand threads do not keep a thousand large buffers.
     */
    private static final int KEPT_BUFFER_BYTES = 1 << 20;
    private static final ThreadLocal<Encoding> ENCODING = ThreadLocal.withInitial(Encoding::new);

    private final BoundedCache<Use, Writer> writers = new BoundedCache<>();
    private RegistryClient registry;
    private String subjectSuffix = "-value";

    /** Makes an instance that has to be configured before its first record. */
    public WeirAvroSerializer() {
        TrustedRecords.declare();
    }

    WeirAvroSerializer(RegistryClient registry) {
        this();
        this.registry = registry;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        registry = new RegistryClient(RegistryConfig.from(configs));
        subjectSuffix = isKey ? "-key" : "-value";
    }

    /**
     * Returns a record as bytes.
     *
     * @param topic full name of the topic
     * @param data the record, or null for a tombstone
     * @return header and Avro binary; null for null
     * @throws SerializationException if the record cannot be written, e.g. a required field is null
     * @throws SchemaRegistryException if the schema has no id yet and the registry gives none
     */
    @Override
    public byte[] serialize(String topic, SpecificRecord data) {
        if (data == null) {
            return null;
        }
        Writer writer = writer(topic, data);
        Encoding encoding = ENCODING.get();
        try {
            return encoding.encode(writer, data);
        } catch (IOException | RuntimeException e) {
            // the encoder may hold half a record: the next one starts with a new encoder
            ENCODING.remove();
            throw new SerializationException(
                    "cannot write a " + data.getSchema().getName() + " for " + topic + ": " + e.getMessage(), e);
        }
    }

    private Writer writer(String topic, SpecificRecord data) {
        Schema schema = data.getSchema();
        Use use = new Use(topic, schema);
        Writer known = writers.get(use);
        if (known != null) {
            return known;
        }
        if (registry == null) {
            throw new IllegalStateException("WeirAvroSerializer is used before configure() was called");
        }
        int id = registry.idOf(topic + subjectSuffix, PublishedSchema.text(schema));
        Writer made = new Writer(id, new SpecificDatumWriter<>(schema, SpecificData.getForClass(data.getClass())));
        writers.put(use, made);
        return made;
    }

    private record Use(String topic, Schema schema) {}

    private record Writer(int schemaId, SpecificDatumWriter<SpecificRecord> datum) {}

    private static final class Encoding {

        private ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        private BinaryEncoder encoder;

        byte[] encode(Writer writer, SpecificRecord data) throws IOException {
            out.reset();
            WireFormat.write(writer.schemaId(), out);
            encoder = EncoderFactory.get().binaryEncoder(out, encoder);
            writer.datum().write(data, encoder);
            encoder.flush();
            byte[] bytes = out.toByteArray();
            if (bytes.length > KEPT_BUFFER_BYTES) {
                out = new ByteArrayOutputStream(512);
            }
            return bytes;
        }
    }
}
