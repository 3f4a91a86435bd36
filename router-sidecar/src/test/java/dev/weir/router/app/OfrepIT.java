package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evaluation protocol of a sidecar that follows a real broker. */
class OfrepIT {

    private static final String FLAGS = "/ofrep/v1/evaluate/flags";

    @TempDir
    private static Path directory;

    private static LiveSidecar sidecar;

    @BeforeAll
    static void start() throws Exception {
        sidecar = new LiveSidecar(directory);
        sidecar.publish(LiveSidecar.table("sentiment", 7, 2_500).build());
        sidecar.publish(
                LiveSidecar.table("killed", 3, 10_000).setKillSwitch(true).build());
        sidecar.publish(LiveSidecar.table("full", 4, 10_000).build());
        sidecar.publish(LiveSidecar.table("alone", 2, 0)
                .setCandidate(null)
                .setWeights(List.of(new VariantWeight("v1.0", 10_000)))
                .setStage(null)
                .build());
    }

    @AfterAll
    static void stop() {
        sidecar.close();
    }

    @Test
    void shouldGiveTheVariantAsValueAndItsPartAsVariant() throws Exception {
        HttpResponse<String> answer = sidecar.post(FLAGS + "/sentiment", asking("user-1"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(LiveSidecar.json(answer))
                .isEqualTo(new JsonObject()
                        .put("key", "sentiment")
                        .put("value", "v2.0")
                        .put("reason", "SPLIT")
                        .put("variant", "candidate")
                        .put(
                                "metadata",
                                new JsonObject()
                                        .put("rollout", "sentiment-v2")
                                        .put("stage", "canary")
                                        .put("revision", 7)
                                        .put("weirReason", "WEIGHT")
                                        .put("stale", false)));
    }

    @Test
    void shouldSayInTheProtocolsWordsWhyAVariantWasChosen() throws Exception {
        assertThat(evaluated("sentiment", "user-0")).isEqualTo("v1.0 SPLIT baseline");
        assertThat(evaluated("sentiment", "tester")).isEqualTo("v2.0 TARGETING_MATCH candidate");
        assertThat(evaluated("sentiment", "third")).isEqualTo("v3.0 TARGETING_MATCH v3.0");
        assertThat(evaluated("killed", "tester")).isEqualTo("v1.0 DISABLED baseline");
        assertThat(evaluated("full", "user-0")).isEqualTo("v2.0 STATIC candidate");
        assertThat(evaluated("alone", "user-0")).isEqualTo("v1.0 STATIC baseline");
        assertThat(evaluated("configured", "user-0")).isEqualTo("v1.0 STATIC baseline");
    }

    @Test
    void shouldCompareAttributesThatAreNoTextsWithRules() throws Exception {
        for (String attribute : List.of(
                "\"tier\": \"internal\"", "\"age\": 42", "\"age\": 42.0", "\"beta\": true", "\"beta\": \"true\"")) {
            assertThat(evaluatedBy("{\"targetingKey\": \"user-0\", " + attribute + "}"))
                    .as(attribute)
                    .isEqualTo("v2.0 TARGETING_MATCH candidate");
        }
        for (String attribute : List.of(
                "\"tier\": null",
                "\"tier\": [\"internal\"]",
                "\"tier\": {\"internal\": 1}",
                "\"age\": 42.5",
                "\"age\": 1e300",
                "\"beta\": false")) {
            assertThat(evaluatedBy("{\"targetingKey\": \"user-0\", " + attribute + "}"))
                    .as(attribute)
                    .isEqualTo("v1.0 SPLIT baseline");
        }
    }

    @Test
    void shouldRefuseWhatItCannotEvaluate() throws Exception {
        assertRefused(400, "TARGETING_KEY_MISSING", sidecar.post(FLAGS + "/sentiment", "{\"context\": {}}"));
        assertRefused(400, "TARGETING_KEY_MISSING", sidecar.post(FLAGS + "/sentiment", "{}"));
        assertRefused(400, "TARGETING_KEY_MISSING", sidecar.post(FLAGS + "/sentiment", asking("")));
        assertRefused(400, "INVALID_CONTEXT", sidecar.post(FLAGS + "/sentiment", asking(" ")));
        assertRefused(
                400, "INVALID_CONTEXT", sidecar.post(FLAGS + "/sentiment", "{\"context\": {\"targetingKey\": 7}}"));
        assertRefused(400, "INVALID_CONTEXT", sidecar.post(FLAGS + "/sentiment", "{\"context\": [1]}"));
        assertRefused(400, "PARSE_ERROR", sidecar.post(FLAGS + "/sentiment", "{\"context\": "));
        assertThat(LiveSidecar.json(sidecar.post(FLAGS + "/sentiment", "{\"context\": "))
                        .getString("errorDetails"))
                .startsWith("the body is no JSON: it breaks off or goes wrong at line 1, column 1");
        assertRefused(400, "PARSE_ERROR", sidecar.post(FLAGS + "/sentiment", "[]"));
        assertRefused(400, "PARSE_ERROR", sidecar.post(FLAGS + "/sentiment", ""));
        assertRefused(400, "PARSE_ERROR", sidecar.post(FLAGS + "/sentiment", "[".repeat(100_000)));
        assertRefused(404, "FLAG_NOT_FOUND", sidecar.post(FLAGS + "/nobody", asking("user-0")));
        JsonObject bulk = LiveSidecar.json(sidecar.post(FLAGS, "{}"));
        assertThat(bulk.fieldNames()).containsExactlyInAnyOrder("errorCode", "errorDetails");
    }

    @Test
    void shouldRefuseOtherMethodsTypesAndSizes() throws Exception {
        HttpResponse<String> get = sidecar.get(FLAGS + "/sentiment");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).hasValue("POST");
        HttpResponse<String> events = sidecar.post("/ofrep/v1/events", "{}");
        assertThat(events.statusCode()).isEqualTo(405);
        assertThat(events.headers().firstValue("Allow")).hasValue("GET");
        HttpResponse<String> form = sidecar.client()
                .send(
                        HttpRequest.newBuilder(URI.create(sidecar.address() + FLAGS))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(asking("user-0")))
                                .build(),
                        BodyHandlers.ofString());
        assertRefused(415, "GENERAL", form);
        assertThat(form.headers().firstValue("Accept-Post")).hasValue("application/json");
        assertRefused(
                413, "GENERAL", sidecar.post(FLAGS, "{\"context\": {\"targetingKey\": \"" + "x".repeat(2_000_000)));
    }

    @Test
    void shouldAnswerNotModifiedUntilATableOrTheContextChanges() throws Exception {
        sidecar.publish(LiveSidecar.table("tagged", 1, 500).build());
        HttpResponse<String> first = sidecar.post(FLAGS, asking("user-0"));
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).matches("\"[A-Za-z0-9_-]{20}\"");
        JsonArray flags = LiveSidecar.json(first).getJsonArray("flags");
        assertThat(flags.stream().map(flag -> ((JsonObject) flag).getString("key")))
                .contains("alone", "configured", "full", "killed", "sentiment", "tagged")
                .isSorted();
        for (String sent : List.of(tag, "W/" + tag, tag.replace("\"", ""), "\"other\", " + tag)) {
            HttpResponse<String> again = sidecar.post(FLAGS, asking("user-0"), "If-None-Match", sent);
            assertThat(again.statusCode()).as(sent).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("ETag")).hasValue(tag);
        }
        assertThat(sidecar.post(FLAGS, asking("user-1"), "If-None-Match", tag).statusCode())
                .isEqualTo(200);
        assertThat(sidecar.post(FLAGS, asking("user-0"), "If-None-Match", "*").statusCode())
                .isEqualTo(200);
        sidecar.publish(LiveSidecar.table("tagged", 2, 600).build());
        HttpResponse<String> changed = sidecar.post(FLAGS, asking("user-0"), "If-None-Match", tag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).isPresent().get().isNotEqualTo(tag);
    }

    @Test
    void shouldWaitForAChangeOfWhichAnotherRouterTold() throws Exception {
        sidecar.publish(LiveSidecar.table("hinted", 100, 500).build());
        AtomicLong revision = new AtomicLong(100);
        // A client waits for a second at most, which may be over before a busy machine has published the table.
        await().untilAsserted(() -> {
            long next = revision.incrementAndGet();
            RoutingTable table = LiveSidecar.table("hinted", next, 500).build();
            String path = FLAGS + "?flagConfigEtag=%22unheard-of%22&flagConfigLastModified="
                    + table.getTimestamp().getEpochSecond();
            CompletableFuture<HttpResponse<String>> waiting = sidecar.client()
                    .sendAsync(
                            HttpRequest.newBuilder(URI.create(sidecar.address() + path))
                                    .POST(BodyPublishers.ofString(asking("user-0")))
                                    .build(),
                            BodyHandlers.ofString());
            sidecar.publish(table);
            assertThat(flag(LiveSidecar.json(waiting.get(30, TimeUnit.SECONDS)), "hinted")
                            .getJsonObject("metadata")
                            .getLong("revision"))
                    .isEqualTo(next);
        });
        // What nobody has heard of yet, and what is no instant, do not keep a client waiting for long.
        assertThat(sidecar.post(FLAGS + "?flagConfigLastModified=99999999999", asking("user-0"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(sidecar.post(FLAGS + "?flagConfigLastModified=yesterday", asking("user-0"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldTellListenersOfEachChangeAndThoseThatComeBackOfWhatTheyMissed() throws Exception {
        sidecar.publish(LiveSidecar.table("streamed", 1, 500).build());
        JsonObject stream = LiveSidecar.json(sidecar.post(FLAGS, asking("user-0")))
                .getJsonArray("eventStreams")
                .getJsonObject(0);
        assertThat(stream.getString("type")).isEqualTo("sse");
        String path = stream.getJsonObject("endpoint").getString("requestUri");
        Queue<String> lines = listen(path, "");
        await().until(() -> lines.contains("retry: 1000"));
        assertThat(lines).noneMatch(line -> line.startsWith("data:"));
        sidecar.publish(LiveSidecar.table("streamed", 2, 600).build());
        await().until(() -> lines.stream().anyMatch(line -> line.startsWith("data:")));
        String id = lines.stream()
                .filter(line -> line.startsWith("id: "))
                .findFirst()
                .orElseThrow()
                .substring(4);
        JsonObject event = new JsonObject(lines.stream()
                .filter(line -> line.startsWith("data: "))
                .findFirst()
                .orElseThrow()
                .substring(6));
        assertThat(event.getString("type")).isEqualTo("refetchEvaluation");
        assertThat(event.getString("etag")).isEqualTo('"' + id + '"');
        Queue<String> upToDate = listen(path, id);
        Queue<String> behind = listen(path, "what-was-before");
        await().until(() -> behind.contains("id: " + id));
        await().until(() -> upToDate.contains("retry: 1000"));
        assertThat(upToDate).noneMatch(line -> line.startsWith("data:"));
    }

    private static Queue<String> listen(String path, String lastEventId) {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sidecar.address() + path));
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        sidecar.client().sendAsync(request.build(), BodyHandlers.ofLines()).thenAcceptAsync(answer -> {
            try (Stream<String> body = answer.body()) {
                body.forEach(lines::add);
            }
        });
        return lines;
    }

    private static void assertRefused(int status, String code, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject document = LiveSidecar.json(answer);
        assertThat(document.getString("errorCode")).isEqualTo(code);
        assertThat(document.getString("errorDetails")).isNotBlank();
        if (answer.uri().getPath().startsWith(FLAGS + "/")) {
            assertThat(document.getString("key")).isNotBlank();
        }
    }

    private static String asking(String targetingKey) {
        return "{\"context\": {\"targetingKey\": \"" + targetingKey + "\"}}";
    }

    private static String evaluated(String model, String targetingKey) throws Exception {
        return summary(LiveSidecar.json(sidecar.post(FLAGS + "/" + model, asking(targetingKey))));
    }

    private static String evaluatedBy(String context) throws Exception {
        return summary(LiveSidecar.json(sidecar.post(FLAGS + "/sentiment", "{\"context\": " + context + "}")));
    }

    private static String summary(JsonObject flag) {
        return flag.getString("value") + " " + flag.getString("reason") + " " + flag.getString("variant");
    }

    private static JsonObject flag(JsonObject bulk, String key) {
        return bulk.getJsonArray("flags").stream()
                .map(JsonObject.class::cast)
                .filter(flag -> flag.getString("key").equals(key))
                .findFirst()
                .orElseThrow();
    }
}
