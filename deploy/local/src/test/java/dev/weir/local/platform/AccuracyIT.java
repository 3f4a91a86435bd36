package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.local.digits.DigitVariants;
import dev.weir.local.digits.Digits;
import dev.weir.publish.EventPublisher;
import dev.weir.schema.Alert;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.Role;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model without a rollout whose answers become worse, by labels that come late, on the real broker. */
class AccuracyIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final String MODEL = "reviews";

    @TempDir
    static Path directory;

    private static Platform platform;
    private static Programs programs;
    private static EventPublisher publisher;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static int requests;
    private static volatile int right = 92;

    @BeforeAll
    static void start() {
        platform = Platform.start(directory, DigitVariants.train(Digits.load()));
        programs = Programs.start(platform, directory, DigitVariants.MODEL);
        await().atMost(LIMIT).until(programs::ready);
        publisher = EventPublisher.start(platform.kafkaClient(), TopicNames.DEFAULT);
    }

    @AfterAll
    static void stop() {
        publisher.close();
        programs.close();
        platform.close();
    }

    @Test
    void shouldAskForRetrainingWhenLateLabelsSayThatTheModelHasBecomeWorse() throws Exception {
        HttpResponse<String> answer = put(
                """
                apiVersion: weir.dev/v1
                kind: Watch
                metadata: { name: reviews-accuracy }
                spec:
                  model: reviews
                  variant: v1.0
                  accuracy: { deployed: 0.92, labelHorizon: 5s }
                """);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);

        ScheduledThread users = new ScheduledThread(() -> answered(100, right));
        try (users) {
            JsonNode healthy = accuracy("HEALTHY");
            assertThat(healthy.path("kind").asText()).isEqualTo("DRIFT");
            assertThat(healthy.path("rollout").isNull()).isTrue();
            assertThat(healthy.path("message").asText()).contains("v1.0 is right in 92.0 % of its latest");

            right = 80;
            JsonNode lost = accuracy("DEGRADED");
            assertThat(lost.path("recommendation").asText()).isEqualTo("RETRAIN");
            assertThat(lost.path("message").asText()).startsWith("Model performance degraded");
        }
        List<Alert> alerts = TopicContents.read(platform, Topics.ALERTS, seen -> seen.stream()
                .anyMatch(alert -> alert.getEvent().equals("DRIFT")));
        assertThat(alerts)
                .filteredOn(alert -> alert.getModel().equals(MODEL))
                .extracting(Alert::getEvent)
                .containsOnly("DRIFT");
    }

    /** Something that goes on until it is closed. */
    private record ScheduledThread(ScheduledExecutorService executor) implements AutoCloseable {
        ScheduledThread(Runnable task) {
            this(Executors.newSingleThreadScheduledExecutor());
            executor.scheduleAtFixedRate(task, 0, 500, TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    private static JsonNode accuracy(String status) {
        return await().atMost(LIMIT)
                .until(
                        () -> JSON.readTree(get("/v1/rollouts/" + MODEL).body()).path("accuracy"),
                        verdict -> verdict.path("status").asText().equals(status));
    }

    /** So many requests, of which so many were answered right, as becomes known two seconds later. */
    private static void answered(int number, int rightOnes) {
        Instant now = Instant.now();
        for (int i = 0; i < number; i++) {
            String id = "review-" + requests++;
            publisher.publish(InferenceEvent.newBuilder()
                    .setRequestId(id)
                    .setModel(MODEL)
                    .setVariant("v1.0")
                    .setRole(Role.SERVED)
                    .setTimestamp(now)
                    .setPrediction(
                            PredictionPart.newBuilder().setLabel("positive").build())
                    .setLatency(LatencyPart.newBuilder()
                            .setDurationMicros(20_000)
                            .setStatus(LatencyStatus.OK)
                            .build())
                    .build());
            publisher.publish(OutcomeEvent.newBuilder()
                    .setRequestId(id)
                    .setModel(MODEL)
                    .setTimestamp(now.plusMillis(900))
                    .setLabel(i < rightOnes ? "positive" : "negative")
                    .build());
        }
    }

    private static HttpResponse<String> put(String file) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(programs.controlPlaneUrl() + "/v1/rollouts"))
                .header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString(file))
                .build());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(programs.controlPlaneUrl() + path))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
