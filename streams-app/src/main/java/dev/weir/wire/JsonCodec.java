package dev.weir.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro records as JSON with the field names of the contract, for people and scripts.
 *
 * <p>Every field is there, null where it does not apply; instants are ISO-8601 in UTC with as many decimals as their
 * type keeps; a NaN or an infinity, which JSON has not, is null. {@link JsonRecords} reads the other way.
 */
public final class JsonCodec {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonCodec() {}

    /** The JSON of a record. */
    public static ObjectNode toJson(SpecificRecord rec) {
        return object(rec);
    }

    /** The JSON of an instant: ISO-8601, UTC, milliseconds; null for null. */
    public static JsonNode toJson(Instant instant) {
        return instant == null ? NODES.nullNode() : NODES.textNode(MILLIS.format(instant));
    }

    private static ObjectNode object(IndexedRecord rec) {
        ObjectNode node = NODES.objectNode();
        for (Schema.Field field : rec.getSchema().getFields()) {
            node.set(field.name(), value(rec.get(field.pos()), field.schema()));
        }
        return node;
    }

    private static JsonNode value(Object value, Schema schema) {
        if (value == null) {
            return NODES.nullNode();
        }
        return switch (schema.getType()) {
            // Every union of the catalogue is null or one other type.
            case UNION ->
                value(
                        value,
                        schema.getTypes().stream()
                                .filter(branch -> branch.getType() != Schema.Type.NULL)
                                .findFirst()
                                .orElseThrow());
            case RECORD -> object((IndexedRecord) value);
            case ARRAY -> array((Collection<?>) value, schema.getElementType());
            case MAP -> map((Map<?, ?>) value, schema.getValueType());
            case LONG ->
                value instanceof Instant instant
                        ? NODES.textNode(formatter(schema).format(instant))
                        : NODES.numberNode((Long) value);
            case INT ->
                value instanceof LocalDate day ? NODES.textNode(day.toString()) : NODES.numberNode((Integer) value);
            case FLOAT -> number(((Float) value).doubleValue(), NODES.numberNode((Float) value));
            case DOUBLE -> number((Double) value, NODES.numberNode((Double) value));
            case BOOLEAN -> NODES.booleanNode((Boolean) value);
            case BYTES -> NODES.binaryNode(((ByteBuffer) value).array());
            case STRING, ENUM, FIXED, NULL -> NODES.textNode(value.toString());
        };
    }

    private static JsonNode number(double value, JsonNode node) {
        return Double.isFinite(value) ? node : NODES.nullNode();
    }

    private static DateTimeFormatter formatter(Schema schema) {
        return schema.getLogicalType() instanceof LogicalTypes.TimestampMicros ? MICROS : MILLIS;
    }

    private static ArrayNode array(Collection<?> items, Schema itemSchema) {
        ArrayNode node = NODES.arrayNode(items.size());
        items.forEach(item -> node.add(value(item, itemSchema)));
        return node;
    }

    private static ObjectNode map(Map<?, ?> entries, Schema valueSchema) {
        ObjectNode node = NODES.objectNode();
        entries.forEach((key, value) -> node.set(key.toString(), value(value, valueSchema)));
        return node;
    }
}
