package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.DriftTerms;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.Output;
import dev.weir.replay.Assignment;
import dev.weir.replay.Logged;
import dev.weir.replay.Replay;
import dev.weir.rollout.Conduct;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Stage;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VerdictKind;
import dev.weir.shadow.Comparators;
import dev.weir.verdict.DriftVerdict;
import dev.weir.window.ContentScope;
import dev.weir.wire.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the running topology decided, a replay of the events it read decides again. */
class ReplayLikeTheTopologyTest {
    /** Counts are handed on at other moments, so that a stage begins a second sooner or later and its proof with it. */
    private static final Duration APART = Duration.ofSeconds(10);

    private final TopologyRun run = new TopologyRun();
    private final Random random = new Random(11);
    private final List<InferenceEvent> log = new ArrayList<>();
    private long revision = 1;
    private int candidateBps;

    /** A decision without what is only known where it was made. */
    private record Step(String action, String fromStage, String toStage, Instant at) {}

    @AfterEach
    void close() {
        run.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.3})
    void shouldDecideTheSameInTheSameOrderAtAboutTheSameTime(double candidateErrors) {
        Plan plan = new PlanDraft()
                .collecting(Duration.ofSeconds(5), 200)
                .stages(stage("canary-50", 5_000), stage("full", 10_000))
                .guardrails(List.of(new Guardrail(Metric.ERROR_RATE, 2, 2, 0.02, Guardrail.Action.ROLLBACK)))
                .plan();
        run.submit(plan);
        serve(70, candidateErrors);
        List<Step> live = run.decisions().stream()
                .map(decision -> new Step(
                        decision.getAction().name(),
                        decision.getFromStage(),
                        decision.getToStage(),
                        decision.getTimestamp()))
                .toList();

        List<Step> replayed = replay(plan);

        assertThat(live).hasSizeGreaterThan(2);
        assertThat(replayed).hasSameSizeAs(live);
        for (int i = 0; i < live.size(); i++) {
            Step expected = live.get(i);
            Step found = replayed.get(i);
            assertThat(found).isEqualTo(new Step(expected.action, expected.fromStage, expected.toStage, found.at));
            assertThat(Duration.between(expected.at, found.at).abs()).isLessThanOrEqualTo(APART);
        }
    }

    @Test
    void shouldSayTheSameOfHowTheVariantsDiffer() {
        Conduct standard = Conduct.STANDARD.skipping("two stages show it");
        Plan plan = new PlanDraft()
                .collecting(Duration.ofSeconds(5), 200)
                .stages(
                        new Stage(
                                "canary-50",
                                5_000,
                                0,
                                Duration.ofSeconds(40),
                                Duration.ofHours(1),
                                0,
                                false,
                                List.of()),
                        stage("full", 10_000))
                .guardrails(List.of(new Guardrail(Metric.ERROR_RATE, 2, 2, 0.02, Guardrail.Action.ROLLBACK)))
                .conduct(new Conduct(
                        standard.skippedStages(),
                        false,
                        standard.onSegmentHarm(),
                        standard.cleanUpAfter(),
                        standard.keepWarm(),
                        standard.drill(),
                        null,
                        new DriftTerms(List.of(), true, Duration.ofSeconds(10), 100, 0.2, 0.01),
                        null))
                .plan();
        run.count(model -> Optional.of(new ContentScope(Set.of("v1.0", "v2.0"), Set.of(), true)));
        run.submit(plan);
        serve(40, 0.01);
        List<String> live = run.verdicts().stream()
                .filter(verdict -> verdict.getKind() == VerdictKind.DRIFT)
                .map(verdict -> verdict.getRecommendation().name())
                .toList();
        List<String> replayed = new ArrayList<>();
        replay(plan, output -> {
            if (output instanceof Output.Judged judged && DriftVerdict.isOne(judged.verdict())) {
                replayed.add(judged.verdict().recommendation().name());
            }
        });

        assertThat(live).contains("INVESTIGATE_DISAGREEMENT");
        assertThat(replayed).contains("INVESTIGATE_DISAGREEMENT");
        assertThat(Set.copyOf(replayed)).isEqualTo(Set.copyOf(live));
    }

    /** Sends sixty requests a second, split as the latest table says. */
    private void serve(int seconds, double candidateErrors) {
        for (int second = 0; second < seconds; second++) {
            for (int i = 0; i < 60; i++) {
                run.tables().forEach(this::follow);
                boolean isCandidate = random.nextInt(10_000) < candidateBps;
                boolean fails = random.nextDouble() < (isCandidate ? candidateErrors : 0.01);
                InferenceEvent told = run.event(
                        isCandidate ? "v2.0" : "v1.0",
                        revision,
                        fails ? LatencyStatus.ERROR : LatencyStatus.OK,
                        4_000 + random.nextInt(16_000));
                String label = isCandidate && random.nextBoolean() ? "other" : "usual" + random.nextInt(3);
                InferenceEvent event = InferenceEvent.newBuilder(told)
                        .setPrediction(
                                PredictionPart.newBuilder().setLabel(label).build())
                        .build();
                log.add(event);
                run.send(event);
                if (i % 6 == 0) {
                    run.advance(Duration.ofMillis(100));
                }
            }
        }
    }

    private void follow(RoutingTable table) {
        revision = table.getRevision();
        candidateBps = table.getWeights().stream()
                .filter(weight -> weight.getVariant().equals("v2.0"))
                .mapToInt(weight -> weight.getWeightBps())
                .sum();
    }

    private List<Step> replay(Plan plan) {
        List<Step> steps = new ArrayList<>();
        replay(plan, output -> {
            if (output instanceof Output.Decided decided) {
                dev.weir.rollout.Decision decision = decided.decision();
                steps.add(new Step(decision.action().name(), decision.fromStage(), decision.toStage(), decision.at()));
            }
        });
        return steps;
    }

    private void replay(Plan plan, Consumer<Output> listener) {
        Replay replay = new Replay(
                List.of(plan),
                JudgeSettings.STANDARD,
                Assignment.LOGGED,
                terms -> Comparators.named(terms.comparator(), 0).orElseThrow(),
                (model, output) -> listener.accept(output));
        Iterator<InferenceEvent> events = log.iterator();
        replay.play(List.of(
                () -> events.hasNext() ? Optional.<Logged>of(EventCodec.logged(events.next())) : Optional.empty()));
    }

    private static Stage stage(String name, int weightBps) {
        return new Stage(name, weightBps, 0, Duration.ofSeconds(5), Duration.ofHours(1), 0, false, List.of());
    }
}
