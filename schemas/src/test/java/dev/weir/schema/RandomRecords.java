package dev.weir.schema;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Random records of any generated class: every union branch, empty and filled collections, extreme numbers. */
public final class RandomRecords {

    private static final double[] DOUBLES = {0.0, -0.0, 1.5, -1e300, Double.MIN_VALUE, Double.POSITIVE_INFINITY};
    private static final long[] LONGS = {0, 1, -1, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final String[] STRINGS = {"", "v2.0", "Größe", "日本語", "😀", "a\u0000b"};

    private RandomRecords() {}

    /** Returns a record whose content depends on the random source alone. */
    public static <T extends SpecificRecord> T next(Class<T> type, Random random) {
        return type.cast(value(SpecificData.get().getSchema(type), random));
    }

    private static Object value(Schema schema, Random random) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, random);
            case ENUM ->
                SpecificData.get()
                        .createEnum(
                                schema.getEnumSymbols()
                                        .get(random.nextInt(
                                                schema.getEnumSymbols().size())),
                                schema);
            case ARRAY -> array(schema, random);
            case MAP -> map(schema, random);
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
            case STRING -> STRINGS[random.nextInt(STRINGS.length)];
            case LONG ->
                schema.getLogicalType() == null ? LONGS[random.nextInt(LONGS.length)] : instant(schema, random);
            case INT -> schema.getLogicalType() == null ? random.nextInt() : LocalDate.ofEpochDay(random.nextInt());
            case FLOAT -> random.nextFloat();
            case DOUBLE -> DOUBLES[random.nextInt(DOUBLES.length)];
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
            default -> throw new IllegalArgumentException("no schema of Weir's has a " + schema.getType());
        };
    }

    private static SpecificRecord record(Schema schema, Random random) {
        SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema(), random)));
        return record;
    }

    private static List<Object> array(Schema schema, Random random) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(value(schema.getElementType(), random));
        }
        return items;
    }

    private static Map<String, Object> map(Schema schema, Random random) {
        Map<String, Object> entries = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put("k" + random.nextInt(1000), value(schema.getValueType(), random));
        }
        return entries;
    }

    private static Instant instant(Schema schema, Random random) {
        Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        return instant.truncatedTo(
                schema.getLogicalType().getName().equals("timestamp-micros") ? ChronoUnit.MICROS : ChronoUnit.MILLIS);
    }
}
