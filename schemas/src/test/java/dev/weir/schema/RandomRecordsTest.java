package dev.weir.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.serde.TrustedRecords;
import dev.weir.topic.Topic;
import dev.weir.topic.Topics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RandomRecordsTest {

    @BeforeAll
    static void trust() {
        TrustedRecords.declare();
    }

    static Stream<Topic<?>> topics() {
        return Topics.all().stream().filter(topic -> SpecificRecord.class.isAssignableFrom(topic.valueType()));
    }

    @ParameterizedTest
    @MethodSource("topics")
    <T extends SpecificRecord> void shouldHaveEveryBranchAndSymbol(Topic<T> topic) {
        Schema schema = SpecificData.get().getSchema(topic.valueType());
        Set<String> possible = new TreeSet<>();
        addPossible(schema, "", possible);

        for (int seed = 0; seed < 5; seed++) {
            Set<String> taken = new TreeSet<>();
            RandomRecords.ofEachBranch(topic.valueType(), new Random(seed))
                    .forEach(record -> addTaken(schema, record, "", taken));

            assertThat(taken).isEqualTo(possible);
        }
    }

    private static void addPossible(Schema schema, String place, Set<String> possible) {
        switch (schema.getType()) {
            case RECORD ->
                schema.getFields().forEach(field -> addPossible(field.schema(), place + "." + field.name(), possible));
            case ENUM -> schema.getEnumSymbols().forEach(symbol -> possible.add(place + "=" + symbol));
            case ARRAY -> addPossible(schema.getElementType(), place, possible);
            case MAP -> addPossible(schema.getValueType(), place, possible);
            case UNION ->
                schema.getTypes().forEach(branch -> {
                    String there = place + ":" + branch.getName();
                    possible.add(there);
                    addPossible(branch, there, possible);
                });
            default -> {
                // A single value has no branches.
            }
        }
    }

    private static void addTaken(Schema schema, Object value, String place, Set<String> taken) {
        switch (schema.getType()) {
            case RECORD ->
                schema.getFields()
                        .forEach(field -> addTaken(
                                field.schema(),
                                ((SpecificRecord) value).get(field.pos()),
                                place + "." + field.name(),
                                taken));
            case ENUM -> taken.add(place + "=" + value);
            case ARRAY -> ((List<?>) value).forEach(item -> addTaken(schema.getElementType(), item, place, taken));
            case MAP ->
                ((Map<?, ?>) value).values().forEach(item -> addTaken(schema.getValueType(), item, place, taken));
            case UNION -> {
                Schema branch = schema.getTypes().get(SpecificData.get().resolveUnion(schema, value));
                String there = place + ":" + branch.getName();
                taken.add(there);
                addTaken(branch, value, there, taken);
            }
            default -> {
                // A single value has no branches.
            }
        }
    }
}
