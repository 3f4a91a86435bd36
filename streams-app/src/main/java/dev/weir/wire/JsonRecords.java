package dev.weir.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.serde.TrustedRecords;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro records from JSON with the field names of the contract, as in event files.
 *
 * <p>A field that is left out has the default of its schema; one that has none, one that is not known and one of the
 * wrong type are refused with their place. Instants are epoch milliseconds or ISO-8601.
 */
final class JsonRecords {
    static {
        TrustedRecords.declare();
    }

    private JsonRecords() {}

    /**
     * Reads a record.
     *
     * @param node   a JSON object
     * @param schema schema of the record, of a generated class
     * @param type   the generated class
     * @throws IllegalArgumentException if the object is no such record; the message says where and why
     */
    static <T extends SpecificRecord> T read(JsonNode node, Schema schema, Class<T> type) {
        return type.cast(object(node, schema, ""));
    }

    private static Object object(JsonNode node, Schema schema, String path) {
        if (!node.isObject()) {
            throw wrong(path, "an object", node);
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (schema.getField(name) == null) {
                throw new IllegalArgumentException(child(path, name) + " is not known; known here are "
                        + String.join(
                                ", ",
                                schema.getFields().stream()
                                        .map(Schema.Field::name)
                                        .toList()));
            }
        }
        SpecificRecord rec = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = node.get(field.name());
            String place = child(path, field.name());
            if (value != null) {
                rec.put(field.pos(), value(value, field.schema(), place));
            } else if (field.hasDefaultValue()) {
                rec.put(field.pos(), SpecificData.get().getDefaultValue(field));
            } else {
                throw new IllegalArgumentException(place + " is missing");
            }
        }
        return rec;
    }

    private static Object value(JsonNode node, Schema schema, String path) {
        return switch (schema.getType()) {
            case UNION -> node.isNull() ? null : value(node, other(schema), path);
            case RECORD -> object(node, schema, path);
            case ARRAY -> array(node, schema.getElementType(), path);
            case MAP -> map(node, schema.getValueType(), path);
            case ENUM -> symbol(node, schema, path);
            case LONG -> schema.getLogicalType() == null ? whole(node, path) : instant(node, schema, path);
            case INT -> Math.toIntExact(whole(node, path));
            case FLOAT -> (float) number(node, path);
            case DOUBLE -> number(node, path);
            case BOOLEAN -> {
                if (!node.isBoolean()) {
                    throw wrong(path, "true or false", node);
                }
                yield node.booleanValue();
            }
            case STRING -> {
                if (!node.isTextual()) {
                    throw wrong(path, "a text in quotes", node);
                }
                yield node.textValue();
            }
            case BYTES, FIXED, NULL -> throw new IllegalArgumentException(path + " cannot be given as JSON");
        };
    }

    private static Schema other(Schema union) {
        return union.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    private static List<Object> array(JsonNode node, Schema itemSchema, String path) {
        if (!node.isArray()) {
            throw wrong(path, "a list", node);
        }
        List<Object> items = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            items.add(value(item, itemSchema, path + "[" + items.size() + "]"));
        }
        return items;
    }

    private static Map<String, Object> map(JsonNode node, Schema valueSchema, String path) {
        if (!node.isObject()) {
            throw wrong(path, "an object", node);
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        node.properties()
                .forEach(entry ->
                        entries.put(entry.getKey(), value(entry.getValue(), valueSchema, child(path, entry.getKey()))));
        return entries;
    }

    private static Object symbol(JsonNode node, Schema schema, String path) {
        if (!node.isTextual() || !schema.hasEnumSymbol(node.textValue())) {
            throw wrong(path, "one of " + String.join(", ", schema.getEnumSymbols()), node);
        }
        return SpecificData.get().createEnum(node.textValue(), schema);
    }

    private static long whole(JsonNode node, String path) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(path, "a whole number", node);
        }
        return node.longValue();
    }

    private static double number(JsonNode node, String path) {
        if (!node.isNumber()) {
            throw wrong(path, "a number", node);
        }
        return node.doubleValue();
    }

    private static Instant instant(JsonNode node, Schema schema, String path) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Instant.ofEpochMilli(node.longValue());
        }
        try {
            Instant instant = OffsetDateTime.parse(node.asText()).toInstant();
            boolean micros = schema.getLogicalType() instanceof LogicalTypes.TimestampMicros;
            return instant.truncatedTo(micros ? ChronoUnit.MICROS : ChronoUnit.MILLIS);
        } catch (DateTimeException notIso) {
            throw new IllegalArgumentException(
                    wrong(path, "epoch milliseconds or ISO-8601 such as 2026-01-02T03:04:05.678Z", node)
                            .getMessage(),
                    notIso);
        }
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static IllegalArgumentException wrong(String path, String expected, JsonNode found) {
        return new IllegalArgumentException(
                (path.isEmpty() ? "the line" : path) + " is " + found + "; write " + expected);
    }
}
