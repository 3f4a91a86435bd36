package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.schema.RoutingTable;
import dev.weir.schema.SegmentRule;
import dev.weir.schema.VariantWeight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets what, asked of a running sidecar. */
class SplitIT {

    @TempDir
    private static Path directory;

    private static LiveSidecar sidecar;

    @BeforeAll
    static void start() throws Exception {
        sidecar = new LiveSidecar(directory);
    }

    @AfterAll
    static void stop() {
        sidecar.close();
    }

    /** Through a running sidecar; a million units, and two salts, are in SplitTest. */
    @Test
    void shouldGiveTheCandidateItsShareAndTakeNoUnitBackOnTheWayUp() throws Exception {
        int units = 1_000;
        Set<String> before = Set.of();
        int[] ramp = {500, 2_500, 5_000, 10_000};
        for (int stage = 0; stage < ramp.length; stage++) {
            sidecar.publish(LiveSidecar.table("ramped", stage + 1, ramp[stage])
                    .setSalt("ramp")
                    .build());
            Set<String> candidates = new HashSet<>();
            for (int unit = 0; unit < units; unit++) {
                if (decide("model=ramped&unit=user-" + unit)
                        .getString("variant")
                        .equals("v2.0")) {
                    candidates.add("user-" + unit);
                }
            }
            double share = ramp[stage] / 1e4;
            assertThat(candidates).containsAll(before);
            assertThat(candidates.size() / (double) units)
                    .as("share at %d basis points", ramp[stage])
                    .isCloseTo(share, within(4 * Math.sqrt(share * (1 - share) / units) + 1e-9));
            before = candidates;
        }
    }

    @Test
    void shouldDecideAsThePublishedVectorsSay() throws Exception {
        JsonArray vectors;
        try (InputStream in = RoutingTable.class.getResourceAsStream("routing-golden-vectors.json")) {
            vectors = new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)).getJsonArray("decisions");
        }
        for (int i = 0; i < vectors.size(); i++) {
            JsonObject vector = vectors.getJsonObject(i);
            JsonObject table = vector.getJsonObject("table");
            String model = "golden-" + i;
            sidecar.publish(RoutingTable.newBuilder()
                    .setModel(model)
                    .setRevision(table.getLong("revision"))
                    .setTimestamp(Instant.EPOCH)
                    .setBaseline(table.getString("baseline"))
                    .setCandidate(table.getString("candidate"))
                    .setWeights(table.getJsonArray("weights").stream()
                            .map(JsonObject.class::cast)
                            .map(weight ->
                                    new VariantWeight(weight.getString("variant"), weight.getInteger("weightBps")))
                            .toList())
                    .setSalt(table.getString("salt"))
                    .setUsers(texts(table.getJsonObject("users")))
                    .setSegments(table.getJsonArray("segments").stream()
                            .map(JsonObject.class::cast)
                            .map(rule -> new SegmentRule(
                                    rule.getString("key"), rule.getString("value"), rule.getString("variant")))
                            .toList())
                    .setKillSwitch(table.getBoolean("killSwitch"))
                    .setDecisionId("decision-1")
                    .build());
            StringBuilder query = new StringBuilder("model=" + model + "&requestId=" + vector.getString("requestId"));
            if (vector.getString("unit") != null) {
                query.append("&unit=").append(encoded(vector.getString("unit")));
            }
            texts(vector.getJsonObject("segments")).forEach((key, value) -> query.append("&segment.")
                    .append(encoded(key))
                    .append('=')
                    .append(encoded(value)));
            JsonObject answer = decide(query.toString());
            assertThat(answer.getString("variant") + " " + answer.getString("reason"))
                    .as(vector.getString("name"))
                    .isEqualTo(vector.getString("variant") + " " + vector.getString("reason"));
        }
        assertThat(vectors).hasSizeGreaterThan(30);
    }

    private static Map<String, String> texts(JsonObject object) {
        return object.stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> (String) entry.getValue()));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonObject decide(String query) throws Exception {
        return LiveSidecar.json(sidecar.get("/v1/decide?" + query));
    }
}
