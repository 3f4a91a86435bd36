package dev.weir.local.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.config.RolloutFile;
import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.rollout.Plan;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Role;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.view.ControlTopics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the streams application counted under load while it and the broker were killed equals a plain recount of what was
 * sent. It fails if counts could leave outside the transaction of their events, or stay behind at a commit.
 */
class ExactnessIT {
    private static final int EVENTS = 12_000;
    private static final int DUPLICATES_AFTER = 2_000;
    private static final Duration PACE = Duration.ofMillis(2);

    @TempDir
    private Path directory;

    @Test
    void shouldCountEveryEventOnceAcrossKills() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                EmbeddedRegistry registry = EmbeddedRegistry.start(vertx)) {
            Map<String, Object> client =
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
            try (Admin admin = Admin.create(client)) {
                new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
            }
            try (StreamsProcess streams = new StreamsProcess(directory, kafka.bootstrapServers(), registry.url());
                    ControlTopics control = new ControlTopics(client, TopicNames.DEFAULT);
                    Written<Decision> decisions = new Written<>(client, Topics.DECISIONS);
                    Written<MetricsWindow> metrics = new Written<>(client, Topics.METRICS)) {
                control.submit(plan()).get();
                await("the rollout starts, see " + streams.log())
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> decisions.values().stream()
                                .anyMatch(decision -> decision.getAction() == DecisionAction.START));
                Map<String, Long> sent = sendWhileKilling(client, kafka, streams);
                await("every window is reported, see " + streams.log())
                        .atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertThat(counted(metrics)).isEqualTo(sent));
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Plan plan() {
        return RolloutFile.read(
                        """
                        apiVersion: weir.dev/v1
                        kind: Rollout
                        metadata: { name: exactness }
                        spec: { model: sentiment, baseline: v1.0, candidate: v2.0 }
                        """,
                        Instant.now(),
                        "test")
                .plan()
                .orElseThrow();
    }

    /** Sends events twice, as services without a router may, and counts them once by variant and outcome. */
    private static Map<String, Long> sendWhileKilling(
            Map<String, Object> client, EmbeddedKafka kafka, StreamsProcess streams) throws Exception {
        Map<String, Long> sent = new TreeMap<>();
        Serializer<InferenceEvent> serializer = AvroSerdes.from(client).serializer();
        String topic = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);
        Queue<ProducerRecord<String, byte[]>> recent = new ArrayDeque<>();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(new HashMap<>(client), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                if (i == EVENTS / 4 || i == EVENTS / 2) {
                    streams.kill();
                    streams.start();
                }
                if (i == 3 * EVENTS / 4) {
                    kafka.kill();
                    kafka.restart();
                }
                InferenceEvent event = event(i);
                boolean failed = event.getLatency().getStatus() == LatencyStatus.ERROR;
                sent.merge(event.getVariant() + (failed ? " failed" : " answered"), 1L, Long::sum);
                byte[] value = serializer.serialize(topic, event);
                producer.send(new ProducerRecord<>(topic, event.getRequestId(), value));
                recent.add(new ProducerRecord<>(topic, event.getRequestId(), value));
                if (recent.size() > DUPLICATES_AFTER) {
                    producer.send(recent.remove());
                }
                LockSupport.parkNanos(PACE.toNanos());
            }
        }
        return sent;
    }

    private static InferenceEvent event(int i) {
        return InferenceEvent.newBuilder()
                .setRequestId("request-" + i)
                .setModel("sentiment")
                .setVariant(i % 3 == 0 ? "v2.0" : "v1.0")
                .setRole(Role.SERVED)
                .setTimestamp(Instant.now())
                .setReason(AssignmentReason.WEIGHT)
                .setLatency(LatencyPart.newBuilder()
                        .setDurationMicros(1_000 + i % 500)
                        .setStatus(i % 7 == 0 ? LatencyStatus.ERROR : LatencyStatus.OK)
                        .build())
                .build();
    }

    /** Sums over windows, of each of which the last record counts. */
    private static Map<String, Long> counted(Written<MetricsWindow> metrics) {
        Map<List<Object>, MetricsWindow> last = new HashMap<>();
        metrics.values().stream()
                .filter(window -> window.getSegment() == null)
                .forEach(window -> last.put(List.of(window.getVariant(), window.getWindowStart()), window));
        Map<String, Long> counted = new TreeMap<>();
        last.values().forEach(window -> {
            counted.merge(window.getVariant() + " failed", window.getErrors(), Long::sum);
            counted.merge(window.getVariant() + " answered", window.getRequests() - window.getErrors(), Long::sum);
        });
        return counted;
    }
}
