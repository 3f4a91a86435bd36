package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.judge.GateQuestion;
import dev.weir.judge.JudgeSettings;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Webhook;
import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.Recommendation;
import dev.weir.schema.Role;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.SampleKind;
import dev.weir.schema.ShadowRoute;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.VariantWeight;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import dev.weir.serde.AvroSerdes;
import dev.weir.shadow.Comparators;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.window.PairRules;
import dev.weir.window.TimeLimits;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.WatchCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeirTopologyTest {
    private final TopologyRun run = new TopologyRun();
    private final Random random = new Random(7);
    private final List<RoutingTable> followed = new ArrayList<>();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void shouldClimbFromBaselineToPromotedWhenTheCandidateIsFine() {
        run.submit(plan());
        traffic(180, "v1.0", "v2.0", 0.01, 0.01);

        assertThat(run.decisions())
                .extracting(Decision::getAction)
                .startsWith(DecisionAction.START, DecisionAction.ADVANCE, DecisionAction.ADVANCE)
                .endsWith(DecisionAction.PROMOTE);
        List<RoutingTable> tables = tables();
        assertThat(tables).extracting(RoutingTable::getRevision).containsExactly(1L, 2L, 3L, 4L);
        assertThat(tables.get(3).getBaseline()).isEqualTo("v2.0");
        assertThat(tables.get(3).getCandidate()).isNull();
        assertThat(tables.get(3).getWeights()).containsExactly(new VariantWeight("v2.0", 10_000));
    }

    @Test
    void shouldRollBackByItselfWhenTheCandidateFails() {
        run.submit(plan());
        traffic(60, "v1.0", "v2.0", 0.01, 0.30);

        List<Decision> decisions = run.decisions();
        Decision last = decisions.get(decisions.size() - 1);
        assertThat(last.getAction()).isEqualTo(DecisionAction.ROLLBACK);
        assertThat(last.getFromStage()).isEqualTo("canary-10");
        assertThat(last.getReason()).contains("errorRate").contains("v2.0");
        List<RoutingTable> tables = tables();
        RoutingTable back = tables.get(tables.size() - 1);
        assertThat(back.getDecisionId()).isEqualTo(last.getDecisionId());
        assertThat(back.getWeights()).containsExactly(new VariantWeight("v1.0", 10_000));
        List<Verdict> verdicts = run.verdicts();
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.getVerdictId().equals(last.getVerdictId()))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.getStatus()).isEqualTo(VerdictStatus.DEGRADED));
    }

    @Test
    void shouldCountEveryRequestInTheMetricsOfItsWindow() {
        run.submit(plan());
        long[] sent = traffic(30, "v1.0", "v2.0", 0.01, 0.01);
        run.advance(Duration.ofSeconds(30));

        Map<Object, Long> last = new HashMap<>();
        for (MetricsWindow window : run.metrics()) {
            if (window.getSegment() == null) {
                last.put(List.of(window.getVariant(), window.getWindowStart()), window.getRequests());
            }
        }
        assertThat(last.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(sent[0] + sent[1]);
    }

    /** Copies come before and after their requests; one in twenty answers differently. */
    @Test
    void shouldGoFromShadowToCanaryByPairsAndTellOfThoseThatDiffer() {
        run.submit(shadowPlan());
        traffic(16, "v1.0", "v2.0", 0.01, 0.01);
        RoutingTable copying = tables().get(1);
        assertThat(copying.getShadow()).isEqualTo(new ShadowRoute("v2.0", 10_000));
        run.copy(new PairRules(
                "sentiment-v2",
                "v1.0",
                "v2.0",
                copying.getRevision(),
                run.now().toEpochMilli(),
                copying.getSalt(),
                10_000,
                Comparators.named("label", 0).orElseThrow(),
                TimeLimits.of(Duration.ofSeconds(5))));
        int pairs = 0;
        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 60; i++) {
                List<InferenceEvent> pair = new ArrayList<>(pair(copying.getRevision(), pairs++ % 20 == 0));
                Collections.shuffle(pair, random);
                pair.forEach(run::send);
                if (i % 6 == 0) {
                    run.advance(Duration.ofMillis(100));
                }
            }
        }
        run.advance(Duration.ofSeconds(10));

        List<Verdict> verdicts = run.verdicts();
        assertThat(run.decisions())
                .filteredOn(decision -> "shadow".equals(decision.getFromStage()))
                .first()
                .satisfies(decision -> {
                    assertThat(decision.getAction()).isEqualTo(DecisionAction.ADVANCE);
                    assertThat(decision.getReason()).contains("answers agree in 9");
                    assertThat(verdicts)
                            .filteredOn(verdict -> verdict.getVerdictId().equals(decision.getVerdictId()))
                            .singleElement()
                            .satisfies(verdict -> {
                                assertThat(verdict.getKind()).isEqualTo(VerdictKind.SHADOW);
                                assertThat(verdict.getRecommendation()).isEqualTo(Recommendation.PROMOTE_TO_CANARY);
                            });
                });
        List<ShadowSample> samples = run.samples();
        assertThat(samples)
                .filteredOn(sample -> sample.getKind() == SampleKind.DISAGREEMENT)
                .hasSize(100)
                .allSatisfy(sample -> {
                    assertThat(sample.getRollout()).isEqualTo("sentiment-v2");
                    assertThat(sample.getBaseline().getLabel()).isEqualTo("positive");
                    assertThat(sample.getCandidate().getLabel()).isEqualTo("neutral");
                    assertThat(sample.getSimilarity()).isZero();
                });
    }

    /** A request and its copy, at once. */
    private List<InferenceEvent> pair(long revision, boolean differs) {
        InferenceEvent served = InferenceEvent.newBuilder(
                        run.event("v1.0", revision, LatencyStatus.OK, 4_000 + random.nextInt(16_000)))
                .setPrediction(PredictionPart.newBuilder().setLabel("positive").build())
                .build();
        InferenceEvent shadow = InferenceEvent.newBuilder(served)
                .setVariant("v2.0")
                .setRole(Role.SHADOW)
                .setPrediction(PredictionPart.newBuilder()
                        .setLabel(differs ? "neutral" : "positive")
                        .build())
                .build();
        return List.of(served, shadow);
    }

    private static Plan shadowPlan() {
        return new PlanDraft()
                .collecting(Duration.ofSeconds(5), 200)
                .guardrails(plan().guardrails())
                .shadow(new ShadowTerms("label", 0.85, 200, 0))
                .stages(
                        new Stage("shadow", 0, 10_000, Duration.ofSeconds(5), Duration.ofHours(1), 0, false, List.of()),
                        stage("canary-10", 1_000),
                        stage("full", 10_000))
                .plan();
    }

    @Test
    void shouldBuryWhatCannotBeReadAndGoOn() {
        run.submit(plan());
        run.rawEvents.pipeInput("k1", "{not avro}".getBytes(StandardCharsets.UTF_8), run.now());
        run.rawEvents.pipeInput("k2", new byte[] {0, 0, 0, 3, 77, 1, 2}, run.now());
        run.rawEvents.pipeInput("k3", null, run.now());
        run.send(run.event("v1.0", 1L, LatencyStatus.OK, -5));
        InferenceEvent nameless = InferenceEvent.newBuilder(run.event("v1.0", 1L, LatencyStatus.OK, 5))
                .setModel(" ")
                .build();
        run.send(nameless);
        run.send(InferenceEvent.newBuilder(run.event("v1.0", 1L, LatencyStatus.OK, 5))
                .setModel("nobody-knows")
                .build());

        var letters = run.deadLetters().readRecordsToList();
        assertThat(letters)
                .extracting(letter -> header(letter, "weir.reason"))
                .containsExactly("UNREADABLE", "UNREADABLE", "UNREADABLE", "OUT_OF_RANGE", "MISSING_FIELD");
        assertThat(letters.get(0).value()).isEqualTo("{not avro}".getBytes(StandardCharsets.UTF_8));
        assertThat(header(letters.get(1), "weir.detail")).as("said once").containsOnlyOnce("cannot fetch schema id");
        assertThat(header(letters.get(0), "weir.topic")).isEqualTo(TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS));
        assertThat(header(letters.get(3), "weir.detail"))
                .contains("durationMicros")
                .contains("-5");
        assertThat(run.counter("weir.requests.unknown.model", Map.of())).isEqualTo(1);
        assertThat(run.decisions()).extracting(Decision::getAction).containsExactly(DecisionAction.START);
    }

    @Test
    void shouldCountABatchLikeItsRecordsAndBuryOfItOnlyWhatCannotBeRead() {
        run.submit(plan());
        byte[] broken = "{not avro}".getBytes(StandardCharsets.UTF_8);
        byte[] event = run.bytes(run.event("v1.0", 1L, LatencyStatus.OK, 5));
        run.poll(40, event, broken, run.bytes(run.event("v1.0", 1L, LatencyStatus.OK, 5)), null, event);

        var letters = run.deadLetters().readRecordsToList();
        assertThat(letters).extracting(letter -> header(letter, "weir.offset")).containsExactly("41", "43");
        assertThat(letters.get(0).key()).isEqualTo(new byte[] {1});
        assertThat(letters.get(0).value()).isEqualTo(broken);
        assertThat(run.counter("weir.events", Map.of("result", "counted"))).isEqualTo(2);
        assertThat(run.counter("weir.events", Map.of("result", "duplicate"))).isEqualTo(1);
    }

    @Test
    void shouldBuryASignalWhoseKeyIsAnotherModel() {
        Plan plan = plan();
        run.input(Topics.ROLLOUTS).pipeInput("another", PlanCodec.toWire(plan), run.now());

        assertThat(run.decisions()).isEmpty();
        assertThat(run.deadLetters().readRecordsToList()).singleElement().satisfies(letter -> assertThat(
                        header(letter, "weir.detail"))
                .contains(TopologyRun.MODEL)
                .contains("another"));
    }

    @Test
    void shouldBuryASignalInAPartitionItDoesNotBelongIn() {
        int partitions = 2;
        while (DeltaPartitioner.partition(DeltaPartitioner.key(TopologyRun.MODEL), partitions) == 0) {
            partitions++;
        }
        try (TopologyRun foreign = new TopologyRun(partitions)) {
            foreign.submit(plan());

            assertThat(foreign.decisions()).isEmpty();
            assertThat(foreign.deadLetters().readRecordsToList())
                    .singleElement()
                    .satisfies(
                            letter -> assertThat(header(letter, "weir.reason")).isEqualTo("MISROUTED"));
        }
    }

    @Test
    void shouldObeyAndRefuseCommands() {
        run.command(CommandType.PAUSE);
        run.submit(plan());
        run.command(CommandType.KILL);
        run.command(CommandType.ROLLBACK);

        List<Decision> decisions = run.decisions();
        assertThat(decisions)
                .extracting(Decision::getAction)
                .containsExactly(
                        DecisionAction.REFUSE, DecisionAction.START, DecisionAction.KILL, DecisionAction.ROLLBACK);
        assertThat(decisions.get(0).getReason()).contains("no rollout");
        assertThat(decisions.get(3).getIssuedBy()).isEqualTo("alice");
        assertThat(run.tables()).extracting(RoutingTable::getKillSwitch).containsExactly(false, true, true);
    }

    @Test
    void shouldCountADuplicateOnce() {
        run.submit(plan());
        InferenceEvent event = run.event("v1.0", 1L, LatencyStatus.OK, 5_000);
        run.send(event);
        run.send(event);

        assertThat(run.counter("weir.events", Map.of("result", "duplicate"))).isEqualTo(1);
        assertThat(run.counter("weir.events", Map.of("result", "counted"))).isEqualTo(1);
    }

    /** The topic of plans is compacted: whoever reads it next must not find a plan that nobody follows. */
    @Test
    void shouldPutTheRunningPlanInThePlaceOfARefusedOne() {
        run.submit(plan());
        run.advance(Duration.ofSeconds(1));
        Plan other = PlanCodec.fromWire(RolloutSpec.newBuilder(PlanCodec.toWire(plan()))
                .setName("another")
                .build());
        run.submit(other);
        run.advance(Duration.ofSeconds(1));

        assertThat(run.decisions())
                .extracting(Decision::getAction)
                .containsExactly(DecisionAction.START, DecisionAction.REFUSE);
        assertThat(run.plans()).containsExactly(PlanCodec.toWire(plan()));
    }

    @Test
    void shouldPutTheWatchInThePlaceOfARefusedPlan() {
        Watch watch = new Watch(
                "digits-accuracy",
                plan().model(),
                "v1.0",
                Duration.ofSeconds(5),
                new AccuracyTerms(0.92, 1_000, 0.01, 0.95, Duration.ofSeconds(20), 1_000),
                run.now(),
                "ada");
        run.input(Topics.ROLLOUTS).pipeInput(watch.model(), WatchCodec.toWire(watch), run.now());
        RolloutSpec withoutStages = RolloutSpec.newBuilder(PlanCodec.toWire(plan()))
                .setStages(List.of())
                .build();
        run.input(Topics.ROLLOUTS).pipeInput(watch.model(), withoutStages, run.now());
        run.advance(Duration.ofSeconds(1));

        assertThat(run.decisions()).extracting(Decision::getAction).containsExactly(DecisionAction.REFUSE);
        assertThat(run.plans()).containsExactly(WatchCodec.toWire(watch));
    }

    /** Asked once the stage is proved, and by nobody but the task that judges the model. */
    @Test
    void shouldAskTheWebhookOfAProvedStageUntilItsAnswerIsRead() {
        Webhook webhook = new Webhook("https://gates.example", Duration.ofSeconds(1), Duration.ofSeconds(30));
        Stage canary = new Stage(
                "canary-10", 1_000, 0, Duration.ofSeconds(5), Duration.ofHours(1), 0, false, List.of(), webhook);
        run.submit(plan(canary, stage("full", 10_000)));
        traffic(120, "v1.0", "v2.0", 0.01, 0.01);

        String question = "sentiment/sentiment-v2/1/canary-10/1";
        assertThat(run.questions)
                .extracting(GateQuestion::id)
                .containsOnly(question)
                .hasSizeGreaterThan(1);
        assertThat(run.questions.get(0).next()).isEqualTo("full");
        assertThat(run.questions.get(0).verdictId()).isNotNull();
        assertThat(tables()).extracting(RoutingTable::getStage).endsWith("canary-10");
        run.questions.clear();
        run.answer(CommandType.GATE_PASSED, "sentiment/sentiment-v2/1/canary-10/0");
        run.advance(Duration.ofSeconds(1));
        assertThat(run.questions).isNotEmpty();

        run.answer(CommandType.GATE_PASSED, question);
        run.questions.clear();
        traffic(2, "v1.0", "v2.0", 0.01, 0.01);
        assertThat(tables()).extracting(RoutingTable::getStage).endsWith("full");
        assertThat(run.questions).isEmpty();
    }

    @Test
    void shouldKeepTheNamesOfItsNodesAndStores() {
        String description = WeirTopology.build(new WeirTopology.Surroundings(
                        TopicNames.DEFAULT,
                        AvroSerdes.from(run.registry.config()),
                        JudgeSettings.STANDARD,
                        new WeirTopology.Partitions(12, 6),
                        model -> TimeLimits.of(Duration.ofSeconds(1)),
                        model -> Optional.empty(),
                        new WeirTopology.OutcomeInterest(Duration.ofDays(7), model -> Optional.empty()),
                        model -> Optional.empty(),
                        partition -> OptionalLong.empty(),
                        EventLog.EMPTY,
                        question -> {},
                        run.meters))
                .describe()
                .toString();

        assertThat(description).isEqualTo(resource("topology.golden.txt"));
    }

    private static String resource(String name) {
        try (var in = WeirTopologyTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String header(TestRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Sends 60 requests a second, split as the latest table says; returns how many each variant got. */
    private long[] traffic(int seconds, String baseline, String candidate, double baselineErrors, double errors) {
        long[] sent = new long[2];
        long revision = 1;
        int candidateBps = 0;
        for (int second = 0; second < seconds; second++) {
            for (RoutingTable table : run.tables()) {
                followed.add(table);
                revision = table.getRevision();
                candidateBps = table.getWeights().stream()
                        .filter(weight -> weight.getVariant().equals(candidate))
                        .mapToInt(VariantWeight::getWeightBps)
                        .sum();
            }
            for (int i = 0; i < 60; i++) {
                boolean isCandidate = random.nextInt(10_000) < candidateBps;
                boolean fails = random.nextDouble() < (isCandidate ? errors : baselineErrors);
                sent[isCandidate ? 1 : 0]++;
                run.send(run.event(
                        isCandidate ? candidate : baseline,
                        revision,
                        fails ? LatencyStatus.ERROR : LatencyStatus.OK,
                        4_000 + random.nextInt(16_000)));
                if (i % 6 == 0) {
                    run.advance(Duration.ofMillis(100));
                }
            }
        }
        return sent;
    }

    /** Every table so far, those that the traffic followed first. */
    private List<RoutingTable> tables() {
        followed.addAll(run.tables());
        return followed;
    }

    private static Plan plan() {
        return plan(stage("canary-10", 1_000), stage("full", 10_000));
    }

    private static Plan plan(Stage... stages) {
        List<Guardrail> guardrails = List.of(
                new Guardrail(Metric.ERROR_RATE, 2, 2, 0.02, Guardrail.Action.ROLLBACK),
                new Guardrail(Metric.TIMEOUT_RATE, 2, 2, 0.02, Guardrail.Action.ROLLBACK),
                new Guardrail(Metric.LATENCY_P50, 1.2, 1.2, 0, Guardrail.Action.ROLLBACK),
                new Guardrail(Metric.LATENCY_P95, 1.5, 1.5, 0, Guardrail.Action.ROLLBACK));
        return new PlanDraft()
                .model(TopologyRun.MODEL)
                .collecting(Duration.ofSeconds(5), 200)
                .stages(stages)
                .guardrails(guardrails)
                .plan()
                .submitted(TopologyRun.START, "alice");
    }

    private static Stage stage(String name, int weightBps) {
        return new Stage(name, weightBps, 0, Duration.ofSeconds(5), Duration.ofHours(1), 0, false, List.of());
    }
}
