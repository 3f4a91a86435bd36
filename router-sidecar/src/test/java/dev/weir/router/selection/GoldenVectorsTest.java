package dev.weir.router.selection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The router against the vectors that are the contract between routers of all languages. */
class GoldenVectorsTest {

    private static final String VECTORS = "/dev/weir/schema/routing-golden-vectors.json";

    @TestFactory
    Stream<DynamicTest> shouldPutEachKeyIntoItsBucket() throws IOException {
        return stream(vectors().path("hashes"))
                .map(vector -> DynamicTest.dynamicTest(
                        vector.path("salt").asText() + "/" + vector.path("key").asText(), () -> assertThat(Bucket.of(
                                        vector.path("salt").asText(),
                                        vector.path("key").asText()))
                                .isEqualTo(vector.path("bucket").asInt())));
    }

    @TestFactory
    Stream<DynamicTest> shouldDecideEachRequestAsEveryRouterDoes() throws IOException {
        return stream(vectors().path("decisions"))
                .map(vector -> DynamicTest.dynamicTest(vector.path("name").asText(), () -> {
                    Selection selection = Selector.of(table(vector.path("table")))
                            .select(
                                    vector.path("unit").textValue(),
                                    vector.path("requestId").asText(),
                                    map(vector.path("segments")));
                    assertThat(selection.variant())
                            .isEqualTo(vector.path("variant").asText());
                    assertThat(selection.reason().name())
                            .isEqualTo(vector.path("reason").asText());
                    assertThat(selection.revision())
                            .isEqualTo(vector.path("table").path("revision").asLong());
                }));
    }

    private static CompiledTable table(JsonNode node) {
        String candidate = node.path("candidate").textValue();
        int candidateBps = stream(node.path("weights"))
                .filter(weight -> weight.path("variant").asText().equals(candidate))
                .mapToInt(weight -> weight.path("weightBps").asInt())
                .sum();
        List<SegmentRule> rules = stream(node.path("segments"))
                .map(rule -> new SegmentRule(
                        rule.path("key").asText(),
                        rule.path("value").asText(),
                        rule.path("variant").asText()))
                .toList();
        return new CompiledTable(
                node.path("model").asText(),
                node.path("revision").asLong(),
                Instant.EPOCH,
                null,
                null,
                node.path("baseline").asText(),
                candidate,
                candidateBps,
                null,
                node.path("salt").asText(),
                map(node.path("users")),
                rules,
                node.path("killSwitch").asBoolean(),
                "decision-1");
    }

    private static Map<String, String> map(JsonNode node) {
        Map<String, String> map = new HashMap<>();
        node.properties()
                .forEach(field -> map.put(field.getKey(), field.getValue().asText()));
        return map;
    }

    private static JsonNode vectors() throws IOException {
        try (InputStream in = GoldenVectorsTest.class.getResourceAsStream(VECTORS)) {
            JsonNode vectors = new ObjectMapper().readTree(in);
            assertThat(vectors.path("hashes")).isNotEmpty();
            assertThat(vectors.path("decisions")).isNotEmpty();
            return vectors;
        }
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
