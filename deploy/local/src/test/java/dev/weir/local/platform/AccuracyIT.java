package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.Alert;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import dev.weir.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model without a rollout whose answers become worse, by labels that come late, because it is asked by others than it was,
 * on the real broker.
 */
class AccuracyIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final String MODEL = "reviews";

    private static final Random RANDOM = new Random(17);

    @TempDir
    static Path directory;

    private static RunningSystem system;

    private static int requests;
    private static volatile int right = 92;
    private static volatile double older;

    @BeforeAll
    static void start() {
        system = RunningSystem.start(directory);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void shouldAskForRetrainingWhenLateLabelsSayThatTheModelHasBecomeWorse() throws Exception {
        system.submit(
                """
                apiVersion: weir.dev/v1
                kind: Watch
                metadata: { name: reviews-watch }
                spec:
                  model: reviews
                  variant: v1.0
                  timeout: 1s
                  accuracy: { deployed: 0.92, labelHorizon: 5s }
                  drift: { window: 10s, minSamples: 500 }
                """);

        ScheduledThread users = new ScheduledThread(() -> answered(100, right));
        try (users) {
            JsonNode healthy = accuracy("HEALTHY");
            assertThat(healthy.path("kind").asText()).isEqualTo("DRIFT");
            assertThat(healthy.path("rollout").isNull()).isTrue();
            // All but a moment's labels come by whole hundreds of which 92 are right.
            assertThat(healthy.path("message").asText())
                    .containsPattern("v1\\.0 is right in 9[123]\\.\\d % of its latest");

            await().atMost(LIMIT).until(() -> system.status(MODEL).path("drift").isObject());

            right = 80;
            older = 10;
            JsonNode lost = accuracy("DEGRADED");
            assertThat(lost.path("recommendation").asText()).isEqualTo("RETRAIN");
            assertThat(lost.path("message").asText()).startsWith("Model performance degraded");

            JsonNode drifted = said("drift", "DEGRADED");
            assertThat(drifted.path("recommendation").asText()).isEqualTo("RETRAIN");
            assertThat(drifted.path("message").asText())
                    .startsWith("Data drift, retrain v1.0: 1 of 2 features drifted (score 0.50): age (PSI ");
        }
        List<Alert> alerts = system.read(Topics.ALERTS, seen -> seen.stream()
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
        return said("accuracy", status);
    }

    private static JsonNode said(String of, String status) {
        return await().atMost(LIMIT).until(() -> system.status(MODEL).path(of), verdict -> verdict.path("status")
                .asText()
                .equals(status));
    }

    /** So many requests, of which so many were answered right, as becomes known two seconds later. */
    private static void answered(int number, int rightOnes) {
        Instant now = Instant.now();
        for (int i = 0; i < number; i++) {
            String id = "review-" + requests++;
            system.publisher()
                    .publish(InferenceEvent.newBuilder()
                            .setRequestId(id)
                            .setModel(MODEL)
                            .setVariant("v1.0")
                            .setRole(Role.SERVED)
                            .setTimestamp(now)
                            .setRequest(RequestPart.newBuilder()
                                    .setFeatures(Map.of("age", 40 + older + 10 * RANDOM.nextGaussian()))
                                    .setCategories(Map.of("country", i % 3 == 0 ? "pt" : "de"))
                                    .build())
                            .setPrediction(PredictionPart.newBuilder()
                                    .setLabel("positive")
                                    .build())
                            .setLatency(LatencyPart.newBuilder()
                                    .setDurationMicros(20_000)
                                    .setStatus(LatencyStatus.OK)
                                    .build())
                            .build());
            system.publisher()
                    .publish(OutcomeEvent.newBuilder()
                            .setRequestId(id)
                            .setModel(MODEL)
                            .setTimestamp(now.plusMillis(900))
                            .setLabel(i < rightOnes ? "positive" : "negative")
                            .build());
        }
    }
}
