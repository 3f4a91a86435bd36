package dev.weir.router.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Scalars out of bodies: what is found is what a parser of the whole document finds, however the document is written. */
class JsonBodyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<JsonPointer> PLACES = List.of(
            JsonPointer.compile("/id"),
            JsonPointer.compile("/a/id"),
            JsonPointer.compile("/a/0"),
            JsonPointer.compile("/é"),
            JsonPointer.compile("/a~1b"));

    @Property
    void shouldFindWhatTheWholeDocumentHas(@ForAll("documents") JsonNode document, @ForAll("writings") Writing writing)
            throws IOException {
        Buffer body = writing.body(document);
        List<String> expected =
                PLACES.stream().map(place -> textOf(document.at(place))).toList();

        assertThat(JsonBody.scalars(body, PLACES)).containsExactlyElementsOf(expected);
        for (int i = 0; i < PLACES.size(); i++) {
            assertThat(JsonBody.scalar(body, PLACES.get(i)))
                    .as("%s", PLACES.get(i))
                    .isEqualTo(expected.get(i));
        }
    }

    @Test
    void shouldFindANameThatStandsAtTheVeryEnd() {
        assertThat(JsonBody.scalar(Buffer.buffer("{\"id\":1}"), PLACES.get(0))).isEqualTo("1");
        assertThat(JsonBody.scalar(Buffer.buffer("{\"id\":1"), PLACES.get(0))).isEqualTo("1");
        assertThat(JsonBody.scalar(Buffer.buffer("{\"id\""), PLACES.get(0))).isNull();
        assertThat(JsonBody.scalar(Buffer.buffer("{\"id"), PLACES.get(0))).isNull();
        assertThat(JsonBody.scalar(Buffer.buffer("\""), PLACES.get(0))).isNull();
    }

    @Test
    void shouldFindTheTextThatIsTheWholeBody() {
        assertThat(JsonBody.scalar(Buffer.buffer("7"), JsonPointer.empty())).isEqualTo("7");
    }

    private static String textOf(JsonNode found) {
        return found.isValueNode() && !found.isNull() ? found.asText() : null;
    }

    /** How a document is written: in which encoding, and whether letters of its names are escaped. */
    enum Writing {
        PLAIN(StandardCharsets.UTF_8, false),
        ESCAPED(StandardCharsets.UTF_8, true),
        UTF_16_LITTLE(StandardCharsets.UTF_16LE, false),
        UTF_16_BIG(StandardCharsets.UTF_16BE, false),
        UTF_16_MARKED(StandardCharsets.UTF_16, false),
        UTF_32(Charset.forName("UTF-32BE"), false);

        private final Charset charset;
        private final boolean escaped;

        Writing(Charset charset, boolean escaped) {
            this.charset = charset;
            this.escaped = escaped;
        }

        Buffer body(JsonNode document) throws IOException {
            String text = JSON.writeValueAsString(document);
            return Buffer.buffer((escaped ? text.replace("d", "\\u0064") : text).getBytes(charset));
        }
    }

    @Provide
    Arbitrary<Writing> writings() {
        return Arbitraries.of(Writing.class);
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        Arbitrary<JsonNode> scalars = Arbitraries.of("id", "\"id\"", "x", "a\\d")
                .map(text -> (JsonNode) JsonNodeFactory.instance.textNode(text));
        Arbitrary<JsonNode> numbers = Arbitraries.integers().map(number -> JsonNodeFactory.instance.numberNode(number));
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(scalars, numbers);
        Arbitrary<JsonNode> inner = Arbitraries.oneOf(leaves, objects(leaves), arrays(leaves));
        return objects(inner);
    }

    private static Arbitrary<JsonNode> objects(Arbitrary<JsonNode> values) {
        return Arbitraries.maps(Arbitraries.of("id", "a", "0", "é", "a/b", "ids"), values)
                .ofMaxSize(4)
                .map(JsonBodyTest::object);
    }

    private static Arbitrary<JsonNode> arrays(Arbitrary<JsonNode> values) {
        return values.list().ofMaxSize(3).map(JsonBodyTest::array);
    }

    private static JsonNode object(Map<String, JsonNode> fields) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        fields.forEach(object::set);
        return object;
    }

    private static JsonNode array(List<JsonNode> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        return array.addAll(values);
    }
}
