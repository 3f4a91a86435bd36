package dev.weir.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;

/** The text of a schema as others should see it: without the properties by which Java chooses its string class. */
final class PublishedSchema {

    private static final String STRING_PROPERTY = "avro.java.string";
    private static final ObjectMapper JSON = new ObjectMapper();

    private PublishedSchema() {}

    /** Returns the text to register; one line, the same for every run of every language. */
    static String text(Schema schema) {
        try {
            JsonNode tree = JSON.readTree(schema.toString());
            strip(tree);
            return new Schema.Parser().parse(tree.toString()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("a schema's own text is not JSON: " + schema.getFullName(), e);
        }
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(STRING_PROPERTY);
        }
        node.forEach(PublishedSchema::strip);
    }
}
