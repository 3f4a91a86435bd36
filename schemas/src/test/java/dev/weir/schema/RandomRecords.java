package dev.weir.schema;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Random records of any generated class: any union branch, empty and filled collections, extreme numbers. */
public final class RandomRecords {

    /** So many that the parts of parts are there as often as they have branches and symbols. */
    private static final int MANY = 100;

    private static final double[] DOUBLES = {0.0, -0.0, 1.5, -1e300, Double.MIN_VALUE, Double.POSITIVE_INFINITY};
    private static final long[] LONGS = {0, 1, -1, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final String[] STRINGS = {"", "v2.0", "Größe", "日本語", "😀", "a\u0000b"};

    private final Random random;

    /** What has not been taken yet, by where it can be. */
    private final Map<String, List<Integer>> left = new HashMap<>();

    private RandomRecords(Random random) {
        this.random = random;
    }

    /** Returns a record whose content depends on the random source alone. */
    public static <T extends SpecificRecord> T next(Class<T> type, Random random) {
        return new RandomRecords(random).next(type);
    }

    /** Returns records in which every union has every branch, and every enum every symbol, wherever they can be. */
    public static <T extends SpecificRecord> List<T> ofEachBranch(Class<T> type, Random random) {
        RandomRecords records = new RandomRecords(random);
        return Stream.generate(() -> records.next(type)).limit(MANY).toList();
    }

    private <T extends SpecificRecord> T next(Class<T> type) {
        return type.cast(value(SpecificData.get().getSchema(type), ""));
    }

    /** Chooses what has not been chosen at a place, as long as there is any. */
    private int choose(String place, int of) {
        List<Integer> untaken = left.computeIfAbsent(
                place, key -> IntStream.range(0, of).boxed().collect(Collectors.toCollection(ArrayList::new)));
        return untaken.isEmpty() ? random.nextInt(of) : untaken.remove(random.nextInt(untaken.size()));
    }

    private Object value(Schema schema, String place) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, place);
            case ENUM ->
                SpecificData.get()
                        .createEnum(
                                schema.getEnumSymbols()
                                        .get(choose(
                                                place, schema.getEnumSymbols().size())),
                                schema);
            case ARRAY -> array(schema, place);
            case MAP -> map(schema, place);
            case UNION -> {
                int branch = choose(place, schema.getTypes().size());
                yield value(schema.getTypes().get(branch), place + "|" + branch);
            }
            case STRING -> STRINGS[random.nextInt(STRINGS.length)];
            case LONG -> schema.getLogicalType() == null ? LONGS[random.nextInt(LONGS.length)] : instant(schema);
            case INT -> schema.getLogicalType() == null ? random.nextInt() : LocalDate.ofEpochDay(random.nextInt());
            case FLOAT -> random.nextFloat();
            case DOUBLE -> DOUBLES[random.nextInt(DOUBLES.length)];
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
            default -> throw new IllegalArgumentException("no schema of Weir's has a " + schema.getType());
        };
    }

    private SpecificRecord record(Schema schema, String place) {
        SpecificRecord record = (SpecificRecord) SpecificData.get().newRecord(null, schema);
        schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema(), place + "." + field.name())));
        return record;
    }

    private List<Object> array(Schema schema, String place) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(value(schema.getElementType(), place + "[]"));
        }
        return items;
    }

    private Map<String, Object> map(Schema schema, String place) {
        Map<String, Object> entries = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put("k" + random.nextInt(1000), value(schema.getValueType(), place + "{}"));
        }
        return entries;
    }

    private Instant instant(Schema schema) {
        Instant instant = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        return instant.truncatedTo(
                schema.getLogicalType().getName().equals("timestamp-micros") ? ChronoUnit.MICROS : ChronoUnit.MILLIS);
    }
}
