package dev.weir.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.topic.Topic;
import dev.weir.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every schema of the catalogue owes its readers.
 *
 * <p>The golden files are the schemas as first published, written out in full; a reader of today must read what a writer
 * of that day wrote. They stay as they are: a field added later has a default, and none is taken away.
 */
class SchemaCatalogueTest {

    static Stream<Schema> published() {
        return Topics.all().stream()
                .filter(topic -> topic.valueType() != byte[].class)
                .map(Topic::valueType)
                .map(SpecificData.get()::getSchema);
    }

    @ParameterizedTest
    @MethodSource("published")
    void shouldDocumentEveryRecordEnumAndField(Schema schema) {
        named(schema).values().forEach(type -> {
            assertThat(type.getDoc()).as("doc of %s", type.getFullName()).isNotBlank();
            assertThat(type.getNamespace()).isEqualTo("dev.weir.schema");
            if (type.getType() == Schema.Type.RECORD) {
                type.getFields().forEach(field -> assertThat(field.doc())
                        .as("doc of %s.%s", type.getName(), field.name())
                        .isNotBlank());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("published")
    void shouldReadWhatWasWrittenWithTheFirstPublishedSchema(Schema schema) throws IOException {
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(schema, golden(schema));

        assertThat(compatibility.getType())
                .as(compatibility.getDescription())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    @ParameterizedTest
    @MethodSource("published")
    void shouldKeepEveryFieldOfTheFirstPublishedSchema(Schema schema) throws IOException {
        Map<String, Schema> today = named(schema);

        named(golden(schema)).forEach((name, then) -> {
            assertThat(today).containsKey(name);
            if (then.getType() == Schema.Type.RECORD) {
                assertThat(today.get(name).getFields())
                        .as("fields of %s", name)
                        .extracting(Schema.Field::name)
                        .containsAll(then.getFields().stream()
                                .map(Schema.Field::name)
                                .toList());
            } else {
                assertThat(today.get(name).getEnumSymbols())
                        .as("symbols of %s", name)
                        .containsAll(then.getEnumSymbols());
            }
        });
    }

    private static Schema golden(Schema schema) throws IOException {
        String file = "/golden/" + schema.getName() + ".avsc";
        try (InputStream text = SchemaCatalogueTest.class.getResourceAsStream(file)) {
            assertThat(text)
                    .as("src/test/resources" + file + ", the schema as first published")
                    .isNotNull();
            return new Schema.Parser().parse(text);
        }
    }

    /** Returns the records and enums a schema is made of, by full name. */
    private static Map<String, Schema> named(Schema schema) {
        Map<String, Schema> found = new LinkedHashMap<>();
        collect(schema, found);
        return found;
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.put(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            case ENUM -> found.put(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, found));
            default -> {} // a primitive has no name, and so nothing to document
        }
    }
}
