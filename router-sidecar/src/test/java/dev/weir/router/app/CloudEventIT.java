package dev.weir.router.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.schema.InferenceEvent;
import dev.weir.topic.Topics;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of model servers, posted to a whole sidecar. */
class CloudEventIT {

    private static final String PATH = "/v1/cloudevents";
    private static final String ANSWER = "{\"predictions\":[\"yes\"]}";

    @TempDir
    private Path directory;

    @Test
    void shouldPublishWhatKServeLogs() throws Exception {
        try (LiveSidecar sidecar = new LiveSidecar(directory)) {
            String path = sidecar.address() + PATH + "?variant.predictor=v1.0";
            assertThat(log(path, "request", "r1", "2026-02-20T21:28:18.1Z", "{\"instances\":[[1,2]]}")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(log(path, "response", "r1", "2026-02-20T21:28:18.35Z", ANSWER)
                            .statusCode())
                    .isEqualTo(202);
            HttpResponse<String> refused = log(path, "answer", "r2", "2026-02-20T21:28:18Z", ANSWER);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(new JsonObject(refused.body()).getString("detail"))
                    .startsWith("type org.kubeflow.serving.inference.answer is none of");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(sidecar.values(Topics.INFERENCE_EVENTS)).hasSize(2));
            List<InferenceEvent> events = sidecar.values(Topics.INFERENCE_EVENTS);
            assertThat(events).allSatisfy(event -> {
                assertThat(event.getRequestId()).isEqualTo("r1");
                assertThat(event.getModel()).isEqualTo("sentiment");
                assertThat(event.getVariant()).isEqualTo("v1.0");
                assertThat(event.getTimestamp()).isEqualTo(Instant.parse("2026-02-20T21:28:18.1Z"));
            });
            assertThat(events.get(0).getRequest().getSizeBytes()).isEqualTo(21);
            assertThat(events.get(0).getRequest().getFeatures()).isEqualTo(Map.of("0", 1.0, "1", 2.0));
            assertThat(events.get(0).getLatency()).isNull();
            assertThat(events.get(1).getRequest()).isNull();
            assertThat(events.get(1).getPrediction().getLabel()).isEqualTo("yes");
            assertThat(events.get(1).getLatency().getDurationMicros()).isEqualTo(250_000);
            assertThat(sidecar.get("/metrics").body())
                    .contains(
                            "weir_router_cloudevents_total{result=\"accepted\"} 2.0",
                            "weir_router_cloudevents_total{result=\"refused\"} 1.0");
            assertThat(sidecar.get(PATH).statusCode()).isEqualTo(405);
        }
    }

    @Test
    void shouldPublishABatchOfWhatSeldonLogs() throws Exception {
        try (LiveSidecar sidecar = new LiveSidecar(directory)) {
            String batch =
                    """
                    [{"specversion": "1.0", "id": "e-1", "requestid": "r1", "source": "http://:8000/",
                      "type": "io.seldon.serving.inference.request", "time": "2026-02-20T21:28:18Z",
                      "inferenceservicename": "income", "predictor": "default", "data": {"instances": [1]}},
                     {"specversion": "1.0", "id": "e-2", "requestid": "r1", "source": "http://:8000/",
                      "type": "io.seldon.serving.inference.%s", "time": "2026-02-20T21:28:18.5Z",
                      "inferenceservicename": "income", "predictor": "default", "data": {"predictions": [3]}}]
                    """;
            HttpResponse<String> refused = batch(sidecar, batch.formatted("outlier"));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("event 1: type io.seldon.serving.inference.outlier is none of");
            assertThat(batch(sidecar, batch.formatted("response")).statusCode()).isEqualTo(202);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(sidecar.values(Topics.INFERENCE_EVENTS)).hasSizeGreaterThanOrEqualTo(2));
            List<InferenceEvent> events = sidecar.values(Topics.INFERENCE_EVENTS);
            assertThat(events).as("nothing of the refused batch").hasSize(2);
            assertThat(events).extracting(InferenceEvent::getRequestId).containsOnly("r1");
            assertThat(events.get(1).getVariant()).isEqualTo("default");
            assertThat(events.get(1).getPrediction().getValue()).isEqualTo(3.0);
            assertThat(events.get(1).getLatency().getDurationMicros()).isEqualTo(500_000);
        }
    }

    @Test
    void shouldRefuseWhatIsTooLargeOrHasNoRoom() throws Exception {
        try (Sidecar sidecar = Sidecar.start(SidecarConfig.parse(
                """
                sidecar: { id: edge-1, host: 127.0.0.1, proxyPort: 0, adminPort: 0, stateDir: "%s" }
                kafka: { bootstrap.servers: "127.0.0.1:1", weir.publisher.queue: 1, weir.publisher.close.ms: 0 }
                schemaRegistry: { url: "http://127.0.0.1:1" }
                models: { m: { variants: { v1: "http://127.0.0.1:1" } } }
                """
                        .formatted(directory.resolve("state")),
                "test.yaml"))) {
            String path = "http://127.0.0.1:" + sidecar.adminPort() + PATH;
            assertThat(log(path, "response", "large", "2026-02-20T21:28:18Z", "x".repeat((4 << 20) + 1))
                            .statusCode())
                    .isEqualTo(413);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                HttpResponse<String> full = log(path, "response", "r", "2026-02-20T21:28:18Z", ANSWER);
                assertThat(full.statusCode()).isEqualTo(503);
                assertThat(full.headers().firstValue("Retry-After")).hasValue("1");
            });
        }
    }

    private static HttpResponse<String> batch(LiveSidecar sidecar, String body) throws Exception {
        return sidecar.client()
                .send(
                        HttpRequest.newBuilder(URI.create(sidecar.address() + PATH))
                                .header("Content-Type", "application/cloudevents-batch+json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static HttpResponse<String> log(String address, String kind, String id, String time, String body)
            throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Content-Type", "application/json")
                                .header("Ce-Specversion", "1.0")
                                .header("Ce-Id", id)
                                .header("Ce-Source", "http://localhost:9081/")
                                .header("Ce-Type", "org.kubeflow.serving.inference." + kind)
                                .header("Ce-Time", time)
                                .header("Ce-Inferenceservicename", "sentiment")
                                .header("Ce-Component", "predictor")
                                .header("Ce-Namespace", "models")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
