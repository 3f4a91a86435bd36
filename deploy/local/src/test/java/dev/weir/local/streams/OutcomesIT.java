package dev.weir.local.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.weir.config.RolloutFile;
import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.rollout.Plan;
import dev.weir.schema.AbStatus;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.Check;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.Role;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.view.ControlTopics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Outcomes through Kafka: before their predictions, after them, doubled and in another order, while the streams application
 * is killed. The verdict's figures are those of a plain recount, and so are the decisions once they are derived again.
 */
class OutcomesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final String MODEL = "sentiment";
    private static final int REQUESTS = 2_000;

    @TempDir
    private Path directory;

    private final Recount recount = new Recount();
    private Serializer<InferenceEvent> events;
    private Serializer<OutcomeEvent> outcomes;
    private KafkaProducer<String, byte[]> producer;

    /** What there is to count, baseline first. */
    private static final class Recount {
        private final long[] requests = new long[2];
        private final long[] labelled = new long[2];
        private final long[] right = new long[2];
    }

    @Test
    void shouldJudgeByWhatAPlainRecountOfTheOutcomesIs() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("kafka"));
                EmbeddedRegistry registry = EmbeddedRegistry.start(vertx)) {
            Map<String, Object> client =
                    Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
            try (Admin admin = Admin.create(client)) {
                new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
            }
            AvroSerdes serdes = AvroSerdes.from(client);
            events = serdes.serializer();
            outcomes = serdes.serializer();
            producer = new KafkaProducer<>(new HashMap<>(client), new StringSerializer(), new ByteArraySerializer());
            try (StreamsProcess streams = new StreamsProcess(directory, kafka.bootstrapServers(), registry.url());
                    ControlTopics control = new ControlTopics(client, TopicNames.DEFAULT);
                    Written<Decision> decisions = new Written<>(client, Topics.DECISIONS);
                    Written<RoutingTable> tables = new Written<>(client, Topics.ROUTES);
                    Written<Verdict> verdicts = new Written<>(client, Topics.VERDICTS)) {
                control.submit(plan()).get();
                long revision = enterExperiment(tables, streams);
                sendWhileKilling(revision, streams);

                await("the figures are those of a recount, see " + streams.log())
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(counted(verdicts)).isEqualTo(expected()));
                Verdict latest = latest(verdicts);
                assertThat(latest.getAbStatus()).isEqualTo(AbStatus.RUNNING);
                assertThat(latest.getMessage()).contains("Continue the test: it needs ");
                for (int arm = 0; arm < 2; arm++) {
                    Check success = check(latest, "success");
                    double value = arm == 0 ? success.getBaselineValue() : success.getCandidateValue();
                    assertThat(value).isEqualTo((double) recount.right[arm] / recount.labelled[arm], within(1e-12));
                }
                proveTheCandidateWorse(revision);
                await("the candidate is taken back, see " + streams.log())
                        .atMost(PATIENCE)
                        .until(() -> decisions.values().stream()
                                .anyMatch(decision -> decision.getAction() == DecisionAction.ROLLBACK));
                DerivedDecisions derived = new DerivedDecisions(client, MODEL, decisions.values(), verdicts.values());
                derived.assertThatEachIsVerified(2);
                derived.assertThatTamperedOutcomesAreFound(decisions.values().stream()
                        .filter(decision -> decision.getAction() == DecisionAction.ROLLBACK)
                        .findFirst()
                        .orElseThrow()
                        .getDecisionId());
            } finally {
                producer.close();
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
                        metadata: { name: outcomes }
                        spec:
                          model: sentiment
                          baseline: v1.0
                          candidate: v2.0
                          baselineCollection: { minDuration: 1s, minSamples: 200 }
                          stages:
                            - { name: ab-test, weight: 50, minDuration: 1s, maxDuration: 1h }
                            - { name: full, weight: 100, minDuration: 1s, maxDuration: 1h }
                          override: { skippedStages: "one stage shows it" }
                          experiment: { metric: success, minEffect: 0.02, minSamples: 100 }
                          timeout: 1s
                        """,
                        Instant.now(),
                        "test")
                .plan()
                .orElseThrow();
    }

    /** Sends traffic to the baseline until the table of the experiment is there; returns its revision. */
    private long enterExperiment(Written<RoutingTable> tables, StreamsProcess streams) {
        int[] sent = {0};
        await("the experiment begins, see " + streams.log()).atMost(PATIENCE).until(() -> {
            for (int i = 0; i < 50; i++) {
                send(event("before-" + sent[0]++, 0, 1));
            }
            return tables.values().stream().anyMatch(table -> "ab-test".equals(table.getStage()));
        });
        return tables.values().stream()
                .filter(table -> "ab-test".equals(table.getStage()))
                .findFirst()
                .orElseThrow()
                .getRevision();
    }

    private void sendWhileKilling(long revision, StreamsProcess streams) throws Exception {
        Random random = new Random(7);
        List<OutcomeEvent> later = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            if (i == REQUESTS / 2) {
                streams.kill();
                streams.start();
            }
            int arm = i % 2;
            String id = "request-" + i;
            InferenceEvent whole = event(id, arm, revision);
            recount.requests[arm]++;
            boolean right = random.nextInt(4) > 0;
            OutcomeEvent outcome = outcome(id, right);
            int way = random.nextInt(5);
            if (way > 0) {
                recount.labelled[arm]++;
                recount.right[arm] += right ? 1 : 0;
            }
            if (way == 1) {
                send(outcome);
            }
            if (random.nextBoolean()) {
                send(whole);
            } else {
                send(InferenceEvent.newBuilder(whole).setLatency(null).build());
                send(InferenceEvent.newBuilder(whole).setPrediction(null).build());
            }
            if (way == 2) {
                send(outcome);
                send(outcome);
            } else if (way > 2) {
                later.add(outcome);
            }
        }
        producer.flush();
        streams.kill();
        streams.start();
        Collections.shuffle(later, random);
        later.forEach(this::send);
        later.subList(0, 50).forEach(this::send);
        send(outcome("request-of-nobody", true));
        producer.flush();
    }

    private void proveTheCandidateWorse(long revision) {
        for (int i = 0; i < REQUESTS / 2; i++) {
            String id = "worse-" + i;
            send(event(id, i % 2, revision));
            send(outcome(id, i % 2 == 0));
        }
        producer.flush();
    }

    private List<Long> expected() {
        return List.of(recount.labelled[0], recount.labelled[1], recount.requests[0], recount.requests[1]);
    }

    private static List<Long> counted(Written<Verdict> verdicts) {
        Verdict latest = latest(verdicts);
        Check success = check(latest, "success");
        Check labelled = check(latest, "labelled");
        return Arrays.asList(
                success.getBaselineSamples(),
                success.getCandidateSamples(),
                labelled.getBaselineSamples(),
                labelled.getCandidateSamples());
    }

    private static Verdict latest(Written<Verdict> verdicts) {
        return verdicts.values().stream()
                .filter(verdict -> verdict.getKind() == VerdictKind.AB_TEST)
                .reduce((earlier, last) -> last)
                .orElseThrow(() -> new AssertionError("no verdict of the experiment yet"));
    }

    private static Check check(Verdict verdict, String metric) {
        return verdict.getChecks().stream()
                .filter(check -> check.getMetric().equals(metric) && check.getSegment() == null)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check of " + metric));
    }

    private void send(InferenceEvent event) {
        String topic = TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS);
        producer.send(new ProducerRecord<>(topic, event.getRequestId(), events.serialize(topic, event)));
    }

    private void send(OutcomeEvent outcome) {
        String topic = TopicNames.DEFAULT.of(Topics.OUTCOMES);
        producer.send(new ProducerRecord<>(topic, outcome.getRequestId(), outcomes.serialize(topic, outcome)));
    }

    private static InferenceEvent event(String id, int arm, long revision) {
        return InferenceEvent.newBuilder()
                .setRequestId(id)
                .setModel(MODEL)
                .setVariant(arm == 0 ? "v1.0" : "v2.0")
                .setRole(Role.SERVED)
                .setTimestamp(Instant.now())
                .setRevision(revision)
                .setReason(AssignmentReason.WEIGHT)
                .setPrediction(PredictionPart.newBuilder().setLabel("positive").build())
                .setLatency(LatencyPart.newBuilder()
                        .setDurationMicros(2_000)
                        .setStatus(LatencyStatus.OK)
                        .build())
                .build();
    }

    private static OutcomeEvent outcome(String id, boolean right) {
        return OutcomeEvent.newBuilder()
                .setRequestId(id)
                .setModel(MODEL)
                .setTimestamp(Instant.now())
                .setLabel(right ? "positive" : "negative")
                .build();
    }
}
