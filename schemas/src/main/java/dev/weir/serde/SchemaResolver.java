package dev.weir.serde;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.TimeUnit;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Turns a schema id into a reader of records, and keeps the answer, good or bad. */
final class SchemaResolver {

    /** An id is given out before the first record carries it, but a follower of the registry may learn of it late. */
    private static final long UNKNOWN_ID_KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final RegistryClient registry;
    private final Class<? extends SpecificRecord> type;
    private final BoundedCache<Integer, Entry> entries = new BoundedCache<>();

    /**
     * Prepares a resolver.
     *
     * @param registry where schemas are asked for
     * @param type class to read into; null to let the name of the writer's record choose
     */
    SchemaResolver(RegistryClient registry, Class<? extends SpecificRecord> type) {
        this.registry = registry;
        this.type = type;
    }

    /**
     * Returns the reader of records of one schema id.
     *
     * @throws SerializationException if the id is unknown, or its schema is none this class can be read from
     * @throws SchemaRegistryException if the registry gives no answer
     */
    Reading reading(String topic, int id) {
        Entry entry = entries.get(id);
        if (entry == null || entry.isOver()) {
            entry = ask(id);
            entries.put(id, entry);
        }
        if (entry.reading() == null) {
            throw new SerializationException("value on " + topic + ": " + entry.failure(), entry.cause());
        }
        return entry.reading();
    }

    private Entry ask(int id) {
        JsonNode answer;
        try {
            answer = registry.schemaOf(id);
        } catch (SchemaRegistryException e) {
            if (e.saysUnknownId()) {
                return Entry.unknownId(e);
            }
            throw e;
        }
        String kind = answer.path("schemaType").asText("AVRO");
        if (!kind.equals("AVRO")) {
            return Entry.bad("schema id " + id + " is of type " + kind + ", must be AVRO", null);
        }
        if (!answer.path("references").isEmpty()) {
            return Entry.bad(
                    "schema id " + id + " refers to other subjects: register it as one schema, written out in full",
                    null);
        }
        try {
            return resolve(id, new Schema.Parser().parse(answer.path("schema").asText()));
        } catch (AvroRuntimeException e) {
            return Entry.bad("schema id " + id + " is no Avro schema: " + e.getMessage(), e);
        }
    }

    /**
     * Avro matches fields by name and would read one record from another that happens to have them, so the name of the
     * record is compared first; the namespace is not, since other languages leave it out.
     */
    private Entry resolve(int id, Schema writer) {
        Class<? extends SpecificRecord> into = type == null ? generatedClass(writer) : type;
        if (into == null) {
            return Entry.bad("schema id " + id + " is a " + writer.getFullName() + ", none of Weir's records", null);
        }
        SpecificData data = SpecificData.getForClass(into);
        Schema reader = data.getSchema(into);
        if (writer.getType() != Schema.Type.RECORD || !writer.getName().equals(reader.getName())) {
            return Entry.bad(
                    "schema id " + id + " is a " + writer.getFullName() + ", expected a " + reader.getFullName(), null);
        }
        return Entry.good(new Reading(new SpecificDatumReader<>(writer, reader, data), isSame(writer, reader)));
    }

    /** Whether what one writes the other reads as it is, field by field: documentation and defaults aside. */
    private static boolean isSame(Schema writer, Schema reader) {
        return SchemaNormalization.toParsingForm(writer).equals(SchemaNormalization.toParsingForm(reader));
    }

    private static Class<? extends SpecificRecord> generatedClass(Schema writer) {
        Class<?> found =
                writer.getType() == Schema.Type.RECORD ? SpecificData.get().getClass(writer) : null;
        return found != null && SpecificRecord.class.isAssignableFrom(found)
                ? found.asSubclass(SpecificRecord.class)
                : null;
    }

    /**
     * A reader that may be shared between threads: it keeps nothing of one record for the next.
     *
     * @param isCurrent whether the writer's schema is the generated class's own
     */
    record Reading(SpecificDatumReader<SpecificRecord> datum, boolean isCurrent) {}

    private record Entry(Reading reading, String failure, Exception cause, boolean kept, long madeAtNanos) {

        static Entry good(Reading reading) {
            return new Entry(reading, null, null, true, 0);
        }

        static Entry bad(String failure, Exception cause) {
            return new Entry(null, failure, cause, true, 0);
        }

        static Entry unknownId(SchemaRegistryException cause) {
            return new Entry(null, cause.getMessage(), cause, false, System.nanoTime());
        }

        boolean isOver() {
            return !kept && System.nanoTime() - madeAtNanos > UNKNOWN_ID_KEPT_NANOS;
        }
    }
}
