package dev.weir.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden vectors, which src/test/golden/routing_golden_vectors.py wrote, against Commons Codec's hash and the
 * contract's rule: two implementations that share nothing agree.
 */
class RoutingGoldenVectorsTest {

    private static JsonNode vectors() throws IOException {
        try (InputStream file = RoutingTable.class.getResourceAsStream("routing-golden-vectors.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    static Stream<JsonNode> hashes() throws IOException {
        return StreamSupport.stream(vectors().path("hashes").spliterator(), false);
    }

    static Stream<JsonNode> decisions() throws IOException {
        return StreamSupport.stream(vectors().path("decisions").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void shouldHashAsCommonsCodecDoes(JsonNode vector) {
        String text = vector.path("salt").asText() + "/" + vector.path("key").asText();

        assertThat(vector.path("hash").asLong()).isEqualTo(hash(text));
        assertThat(vector.path("bucket").asLong()).isEqualTo(hash(text) % 10_000);
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void shouldDecideAsTheContractSays(JsonNode vector) {
        JsonNode table = vector.path("table");
        String reason = vector.path("reason").asText();

        assertThat(reason).isEqualTo(firstMatch(vector));
        assertThat(vector.path("variant").asText())
                .isEqualTo(
                        switch (AssignmentReason.valueOf(reason)) {
                            case KILL_SWITCH -> table.path("baseline").asText();
                            case USER ->
                                table.path("users")
                                        .path(vector.path("unit").asText())
                                        .asText();
                            case SEGMENT -> matchingRule(vector).path("variant").asText();
                            case WEIGHT -> byWeight(vector);
                            case FALLBACK -> throw new AssertionError("a table never falls back");
                        });
    }

    @Test
    void shouldCoverEveryReasonAndBothSidesOfTheSplit() throws IOException {
        assertThat(hashes().count()).isGreaterThanOrEqualTo(40);
        Set<String> outcomes = new TreeSet<>();
        decisions()
                .forEach(v -> outcomes.add(
                        v.path("reason").asText() + " " + v.path("variant").asText()));

        assertThat(outcomes)
                .contains("KILL_SWITCH v1.0", "USER v1.0", "USER v2.0", "SEGMENT v1.0", "SEGMENT v2.0", "WEIGHT v1.0")
                .contains("WEIGHT v2.0");
    }

    @ParameterizedTest
    @MethodSource("decisions")
    void shouldUseTablesWhoseWeightsAddUp(JsonNode vector) {
        long sum = StreamSupport.stream(vector.path("table").path("weights").spliterator(), false)
                .mapToLong(weight -> weight.path("weightBps").asLong())
                .sum();

        assertThat(sum).isEqualTo(10_000);
    }

    private static String firstMatch(JsonNode vector) {
        JsonNode table = vector.path("table");
        if (table.path("killSwitch").asBoolean()) {
            return "KILL_SWITCH";
        }
        if (!vector.path("unit").isNull()
                && table.path("users").has(vector.path("unit").asText())) {
            return "USER";
        }
        return matchingRule(vector) == null ? "WEIGHT" : "SEGMENT";
    }

    private static JsonNode matchingRule(JsonNode vector) {
        for (JsonNode rule : vector.path("table").path("segments")) {
            JsonNode value = vector.path("segments").path(rule.path("key").asText());
            if (value.equals(rule.path("value"))) {
                return rule;
            }
        }
        return null;
    }

    private static String byWeight(JsonNode vector) {
        JsonNode table = vector.path("table");
        JsonNode key = vector.path("unit").isNull() ? vector.path("requestId") : vector.path("unit");
        long bucket = hash(table.path("salt").asText() + "/" + key.asText()) % 10_000;
        for (JsonNode weight : table.path("weights")) {
            if (weight.path("variant").equals(table.path("candidate"))
                    && bucket < weight.path("weightBps").asLong()) {
                return table.path("candidate").asText();
            }
        }
        return table.path("baseline").asText();
    }

    private static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Integer.toUnsignedLong(MurmurHash3.hash32x86(bytes, 0, bytes.length, 0));
    }
}
