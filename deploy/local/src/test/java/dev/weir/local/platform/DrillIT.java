package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.local.load.LoadGenerator;
import dev.weir.publish.EventPublisher;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
    private static final Digits DIGITS = Digits.load();
    private static final Duration LIMIT = Duration.ofSeconds(240);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static Platform platform;
    private static Programs programs;
    private static EventPublisher outcomes;
    private static LoadGenerator load;

    @BeforeAll
    static void start() {
        platform = Platform.start(directory, DigitVariants.train(DIGITS));
        programs = Programs.start(platform, directory, DigitVariants.MODEL);
        await().atMost(LIMIT).until(programs::ready);
        outcomes = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT);
        load = LoadGenerator.start(platform.vertx(), programs.sidecars().proxyUrls(), DIGITS.heldOut(), outcomes, 20);
    }

    @AfterAll
    static void stop() {
        load.close();
        outcomes.close();
        programs.close();
        platform.close();
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
                        () -> get("/v1/models/" + DigitVariants.MODEL + "/disagreements?limit=5"),
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
        TopicContents.read(platform, Topics.ROUTES, seen -> seen.stream()
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
        assertThat(status().path("stage").asText()).isEqualTo("canary");
    }

    private static void at(String stage) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(status().path("stage").asText()).isEqualTo(stage));
    }

    private static JsonNode ended() {
        return await().atMost(LIMIT).until(() -> status().path("drill"), drill -> drill.hasNonNull("endedAt"));
    }

    private static JsonNode status() throws IOException, InterruptedException {
        return get("/v1/rollouts/" + DigitVariants.MODEL);
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(URI.create(programs.controlPlaneUrl() + path))
                .build()));
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
        send(HttpRequest.newBuilder(URI.create(programs.controlPlaneUrl() + "/v1/rollouts"))
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(plan))
                .build());
    }

    private static HttpResponse<String> post(String verb, String body) throws IOException, InterruptedException {
        return sent(HttpRequest.newBuilder(
                        URI.create(programs.controlPlaneUrl() + "/v1/rollouts/" + DigitVariants.MODEL + verb))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = sent(request);
        assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
        return response.body();
    }

    private static HttpResponse<String> sent(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
