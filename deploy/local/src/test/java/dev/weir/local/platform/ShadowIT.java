package dev.weir.local.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.local.digits.DigitVariants;
import dev.weir.local.streams.DerivedDecisions;
import dev.weir.schema.Alert;
import dev.weir.schema.Check;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.Recommendation;
import dev.weir.schema.Role;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.SampleKind;
import dev.weir.schema.ShadowRoute;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shadow stage on the real broker: sidecars copy real requests to a real model, and their answers are compared. */
class ShadowIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);

    @TempDir
    static Path directory;

    private static RunningSystem system;

    @BeforeAll
    static void start() {
        // No more than the sidecars copy at once, however long a busy machine takes for a copy.
        system = RunningSystem.start(directory, 20);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void shouldGoOnToTheCanaryWhenAnswersToCopiedRequestsAgreeAndPauseWhenTheyDoNot() throws Exception {
        submit("agreeing", 0.75);
        Decision advance = decision("agreeing", DecisionAction.ADVANCE, "shadow");
        assertThat(advance.getToStage()).isEqualTo("canary");
        assertThat(advance.getReason()).startsWith("Ready for the canary: ").contains("answers agree in");
        Verdict ready = verdict(advance);
        assertThat(ready.getKind()).isEqualTo(VerdictKind.SHADOW);
        assertThat(ready.getRecommendation()).isEqualTo(Recommendation.PROMOTE_TO_CANARY);
        assertAgreesWithTheEvents(ready, advance);
        assertUsersGotTheBaseline(advance);
        assertThat(system.post("/v1/rollouts/" + DigitVariants.MODEL + "/abort", "{\"reason\": \"seen enough\"}")
                        .statusCode())
                .isEqualTo(200);
        decision("agreeing", DecisionAction.ABORT, "canary");

        submit("differing", 0.995);
        Decision pause = decision("differing", DecisionAction.PAUSE, "shadow");
        assertThat(verdict(pause).getRecommendation()).isEqualTo(Recommendation.INVESTIGATE_DISAGREEMENT);
        assertThat(pause.getReason()).contains("disagreements, most often").contains("would be answered differently");
        assertThat(system.read(Topics.ALERTS, seen -> seen.stream().anyMatch(about(pause))))
                .filteredOn(about(pause))
                .extracting(Alert::getEvent)
                .containsExactly("ROLLOUT_PAUSED");
        List<ShadowSample> samples = system.read(Topics.SHADOW_SAMPLES, seen -> seen.stream()
                .anyMatch(sample -> sample.getKind() == SampleKind.DISAGREEMENT));
        assertThat(samples)
                .filteredOn(sample -> sample.getKind() == SampleKind.DISAGREEMENT)
                .allSatisfy(sample -> {
                    assertThat(sample.getModel()).isEqualTo(DigitVariants.MODEL);
                    assertThat(sample.getBaseline().getLabel())
                            .isNotEqualTo(sample.getCandidate().getLabel());
                });
        assertThat(system.load().broken()).isZero();
        DerivedDecisions.assertThatEachIsVerified(system.client(), DigitVariants.MODEL, "agreeing", 2);
        DerivedDecisions.assertThatEachIsVerified(system.client(), DigitVariants.MODEL, "differing", 2);
    }

    /** What the verdict counted is a part of what a plain look at the events of its stage finds: some came after it. */
    private static void assertAgreesWithTheEvents(Verdict verdict, Decision advance) {
        Check agreement = verdict.getChecks().stream()
                .filter(check -> check.getMetric().equals("agreement"))
                .findFirst()
                .orElseThrow();
        List<RoutingTable> tables = system.read(
                Topics.ROUTES, seen -> seen.stream().anyMatch(table -> table.getRevision() == advance.getRevision()));
        RoutingTable copying = tables.stream()
                .filter(table -> table.getRevision() == advance.getRevision() - 1)
                .findFirst()
                .orElseThrow();
        assertThat(copying.getShadow()).isEqualTo(new ShadowRoute(DigitVariants.V2_0, 10_000));
        long samples = agreement.getCandidateSamples();
        long alike = Math.round(agreement.getCandidateValue() * samples);
        system.read(Topics.INFERENCE_EVENTS, seen -> {
            Pairs pairs = Pairs.of(seen, copying.getRevision());
            return pairs.alike() >= alike && pairs.different() >= samples - alike;
        });
        assertThat(samples).isGreaterThanOrEqualTo(150);
        assertThat(agreement.getCiLow())
                .isLessThan(agreement.getCandidateValue())
                .isGreaterThan(0.75);
    }

    /** Requests of a revision that were answered twice, by whether the answers are the same. */
    private record Pairs(long alike, long different) {

        static Pairs of(List<InferenceEvent> events, long revision) {
            Map<String, String> served = new HashMap<>();
            Map<String, String> copied = new HashMap<>();
            events.stream()
                    .filter(event -> event.getRevision() != null && event.getRevision() == revision)
                    .forEach(event ->
                            (event.getRole() == Role.SERVED ? served : copied).put(event.getRequestId(), label(event)));
            copied.keySet().retainAll(served.keySet());
            long alike = copied.entrySet().stream()
                    .filter(copy -> copy.getValue() != null && copy.getValue().equals(served.get(copy.getKey())))
                    .count();
            return new Pairs(alike, copied.size() - alike);
        }
    }

    private static void assertUsersGotTheBaseline(Decision advance) {
        List<InferenceEvent> events = system.read(Topics.INFERENCE_EVENTS, seen -> copies(seen) > 0);
        assertThat(events)
                .filteredOn(event -> event.getRole() == Role.SERVED
                        && event.getRevision() != null
                        && event.getRevision() < advance.getRevision())
                .isNotEmpty()
                .extracting(InferenceEvent::getVariant)
                .containsOnly(DigitVariants.V1_0);
    }

    private static String label(InferenceEvent event) {
        return event.getPrediction() == null ? null : event.getPrediction().getLabel();
    }

    private static long copies(List<InferenceEvent> events) {
        return events.stream().filter(event -> event.getRole() == Role.SHADOW).count();
    }

    private static Predicate<Alert> about(Decision decision) {
        return alert -> decision.getDecisionId().equals(alert.getDecisionId());
    }

    private static Decision decision(String rollout, DecisionAction action, String from) {
        return await().atMost(LIMIT)
                .pollInterval(Duration.ofSeconds(2))
                .until(
                        () -> system.read(Topics.DECISIONS, seen -> !seen.isEmpty()).stream()
                                .filter(decision -> rollout.equals(decision.getRollout()))
                                .filter(decision ->
                                        decision.getAction() == action && from.equals(decision.getFromStage()))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Verdict verdict(Decision decision) {
        return system
                .read(Topics.VERDICTS, seen -> seen.stream()
                        .anyMatch(verdict -> verdict.getVerdictId().equals(decision.getVerdictId())))
                .stream()
                .filter(verdict -> verdict.getVerdictId().equals(decision.getVerdictId()))
                .findFirst()
                .orElseThrow();
    }

    private static void submit(String name, double minAgreement) throws IOException, InterruptedException {
        String plan =
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: %s }
                spec:
                  model: digits
                  baseline: v1.0
                  candidate: v2.0
                  baselineCollection: { minDuration: 3s, minSamples: 60 }
                  stages:
                    - { name: shadow, weight: 0,   mirror: 100, minDuration: 3s, maxDuration: 10m }
                    - { name: canary, weight: 50,  minDuration: 5m, maxDuration: 10m }
                    - { name: full,   weight: 100, minDuration: 5m, maxDuration: 10m }
                  override: { skippedStages: "what comes after the shadow stage is shown elsewhere" }
                  timeout: 2s
                  evidenceUnit: request
                  shadow: { comparator: label, minAgreement: %s, minSamples: 150 }
                  guardrails:
                    errorRate:   { maxRatio: 2.0, floor: 0.05 }
                    timeoutRate: { maxRatio: 2.0, floor: 0.05 }
                    latencyP50:  { maxRatio: 10, action: warn }
                    latencyP95:  { maxRatio: 20, action: warn }
                """
                        .formatted(name, minAgreement);
        system.submit(plan);
    }
}
