package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.local.digits.DigitVariants;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.topic.Topics;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way back, rehearsed on a real broker with real sidecars and models: nobody gets
 * from shadow to the canary without it, and there traffic really goes back and forth.
 */
class DrillIT {
    private static final String MODEL = DigitVariants.MODEL;
    private static final Duration LIMIT = Duration.ofSeconds(240);

    @TempDir
    static Path directory;

    private static RunningSystem system;

    @BeforeAll
    static void start() {
        system = RunningSystem.start(directory, 20);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void shouldNotLetTheCandidateServeUntilTheWayBackIsProvedAndThenGoItForReal() throws Exception {
        submit();
        at("shadow");
        HttpResponse<String> refused = post("/advance", "{\"reason\": \"in a hurry\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("the way back has never been drilled")
                .contains("run weir drill digits");

        post("/drill", "{\"reason\": \"before the first canary\"}");
        JsonNode drill = ended();
        assertThat(drill.path("step").asText()).as(drill.toString()).isEqualTo("PASSED");
        assertThat(drill.path("proved").asBoolean()).isTrue();
        assertThat(drill.path("sidecars")).isNotEmpty().allSatisfy(sidecar -> {
            assertThat(sidecar.path("appliedMs").isNumber()).isTrue();
            assertThat(sidecar.path("health").path("state").asText()).isEqualTo("UP");
            assertThat(sidecar.path("health").path("answeredAgoMs").asLong()).isLessThan(300_000);
        });

        // While requests are still copied.
        JsonNode disagreements = await().atMost(LIMIT)
                .until(
                        () -> system.get("/v1/models/" + MODEL + "/disagreements?limit=5"),
                        answer -> !answer.path("disagreements").isEmpty());
        assertThat(disagreements.path("disagreements")).hasSizeLessThanOrEqualTo(5);
        assertThat(StreamSupport.stream(disagreements.path("patterns").spliterator(), false)
                        .mapToDouble(pattern -> pattern.path("share").asDouble())
                        .sum())
                .isCloseTo(1, within(1e-9));

        assertThat(post("/advance", "{\"reason\": \"it can be taken back\"}").statusCode())
                .isEqualTo(200);
        at("canary");
        post("/drill", "{\"reason\": \"for real\", \"live\": true}");
        JsonNode live = ended();
        assertThat(live.path("step").asText()).as(live.toString()).isEqualTo("PASSED");
        assertThat(live.path("live").asBoolean()).isTrue();
        Map<Long, List<Integer>> weights = new TreeMap<>();
        system.read(Topics.ROUTES, seen -> seen.stream()
                        .anyMatch(table ->
                                table.getRevision() == live.path("revision").asLong()))
                .forEach((RoutingTable table) -> weights.put(
                        table.getRevision(),
                        table.getWeights().stream()
                                .map(VariantWeight::getWeightBps)
                                .toList()));
        long back = live.path("revision").asLong();
        assertThat(weights)
                .containsEntry(back - 2, List.of(5_000, 5_000))
                .containsEntry(back - 1, List.of(10_000, 0))
                .containsEntry(back, List.of(5_000, 5_000));
        assertThat(system.status(MODEL).path("stage").asText()).isEqualTo("canary");
    }

    private static void at(String stage) {
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(system.status(MODEL).path("stage").asText()).isEqualTo(stage));
    }

    private static JsonNode ended() {
        return await().atMost(LIMIT)
                .until(() -> system.status(MODEL).path("drill"), drill -> drill.hasNonNull("endedAt"));
    }

    private static void submit() throws IOException, InterruptedException {
        String plan =
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: drilled }
                spec:
                  model: digits
                  baseline: v1.0
                  candidate: v2.0
                  baselineCollection: { minDuration: 3s, minSamples: 60 }
                  stages:
                    - { name: shadow, weight: 0,   mirror: 30, minDuration: 3s, maxDuration: 30m }
                    - { name: canary, weight: 50,  minDuration: 10m, maxDuration: 30m }
                    - { name: full,   weight: 100, minDuration: 5m, maxDuration: 10m }
                  override: { skippedStages: "the way back is what is shown" }
                  drill: required
                  timeout: 2s
                  evidenceUnit: request
                  shadow: { comparator: label, minAgreement: 0.7, minSamples: 100 }
                  guardrails:
                    errorRate:   { maxRatio: 2.0, floor: 0.1, action: warn }
                    latencyP95:  { maxRatio: 50, action: warn }
                """;
        system.submit(plan);
    }

    private static HttpResponse<String> post(String verb, String body) throws IOException, InterruptedException {
        return system.post("/v1/rollouts/" + MODEL + verb, body);
    }
}
