package dev.weir.local.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.event.Bucket;
import dev.weir.schema.Alert;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.Check;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.PredictionPart;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.Verdict;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/**
 * One model in a scenario: a rollout is submitted, requests come and are routed as its tables say, and what the application
 * writes on its topics is looked at.
 */
final class Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final String HEAD =
            """
            apiVersion: weir.dev/v1
            kind: Rollout
            metadata: { name: %1$s-v2 }
            spec:
              model: %1$s
              baseline: v1.0
              candidate: v2.0
            """;
    private static final String WATCH =
            """
            apiVersion: weir.dev/v1
            kind: Watch
            metadata: { name: %1$s-accuracy }
            spec:
              model: %1$s
              variant: v1.0
            """;

    private final ScenarioPlatform platform;
    private final String model;
    private final Random random;
    private Service baseline = Service.answering(150, 300);
    private Service candidate = baseline;
    private Audience audience;
    private int requestsPerSecond = 300;
    private int requests;
    private boolean saysWhatItApplies;
    private long acknowledged = -1;

    /** Who asks, and how an answer turns out for them. */
    interface Audience {
        /** The value of the attribute {@code user_type} of who asks next. */
        String next(Random random);

        /** Whether an answer of a variant turns out right for such a user; empty if nobody ever says. */
        Optional<Boolean> success(String variant, String userType, Random random);
    }

    Scenario(ScenarioPlatform platform, String model) {
        this.platform = platform;
        this.model = model;
        this.random = new Random(model.hashCode());
    }

    // given

    Scenario baselineAnswers(Service service) {
        baseline = service;
        return this;
    }

    Scenario candidateAnswers(Service service) {
        candidate = service;
        return this;
    }

    /** From now on it becomes known how answers turn out. */
    Scenario audience(Audience who) {
        audience = who;
        return this;
    }

    /** The router says which tables it applies, as a drill asks. */
    Scenario saysWhatItApplies() {
        saysWhatItApplies = true;
        return this;
    }

    Scenario requestsPerSecond(int rate) {
        requestsPerSecond = rate;
        return this;
    }

    // when

    /** Submits a plan of these lines; it is accepted. */
    Scenario submit(String spec) throws IOException, InterruptedException {
        HttpResponse<String> answer = submitted(spec);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return this;
    }

    /** Has the variant in charge watched, by a file of these lines; it is accepted. */
    Scenario watch(String spec) throws IOException, InterruptedException {
        HttpResponse<String> answer = platform.put(WATCH.formatted(model) + spec);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return this;
    }

    /** Says a word of command, such as {@code promote}, for a reason. */
    HttpResponse<String> command(String verb, String reason) throws IOException, InterruptedException {
        return platform.send("POST", "/v1/rollouts/" + model + "/" + verb, "{\"reason\": \"" + reason + "\"}");
    }

    /** Gives a user a variant whatever the weights. */
    HttpResponse<String> give(String unit, String variant) throws IOException, InterruptedException {
        return platform.send(
                "PUT",
                "/v1/models/" + model + "/users/" + unit,
                "{\"variant\": \"" + variant + "\", \"reason\": \"asked for it\"}");
    }

    /** Submits a plan of these lines. */
    HttpResponse<String> submitted(String spec) throws IOException, InterruptedException {
        return platform.put(HEAD.formatted(model) + spec);
    }

    /** Serves requests until something is decided. */
    Decision serveUntil(DecisionAction action, String fromStage) {
        return serveUntil(decision -> decision.getAction() == action && fromStage.equals(decision.getFromStage()));
    }

    Decision serveUntil(Predicate<Decision> expected) {
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> {
            serve();
            return decided(expected).isPresent();
        });
        return decided(expected).orElseThrow();
    }

    /** Serves requests until a verdict says something. */
    Verdict serveUntilVerdict(Predicate<Verdict> expected) {
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> {
            serve();
            return verdicts().stream().anyMatch(expected);
        });
        return verdicts().stream().filter(expected).findFirst().orElseThrow();
    }

    private void serve() {
        Optional<RoutingTable> table = tables().stream().reduce((first, second) -> second);
        table.ifPresent(this::acknowledge);
        int count = (int) (requestsPerSecond * POLL.toMillis() / 1_000);
        for (int i = 0; i < count; i++) {
            String id = model + "-" + requests++;
            boolean drawn = table.isPresent() && Bucket.of(table.get().getSalt(), id) < candidateBps(table.get());
            boolean copied = table.isPresent()
                    && table.get().getShadow() != null
                    && Bucket.of(table.get().getSalt() + Bucket.COPIES, id)
                            < table.get().getShadow().getSampleBps();
            String userType = audience == null ? null : audience.next(random);
            Instant at = Instant.now();
            Long revision = table.map(RoutingTable::getRevision).orElse(null);
            String variant = drawn ? "v2.0" : "v1.0";
            Service service = drawn ? candidate : baseline;
            platform.publisher.publish(event(id, variant, Role.SERVED, service, at, revision, userType));
            if (audience != null) {
                audience.success(variant, userType, random)
                        .ifPresent(success -> platform.publisher.publish(OutcomeEvent.newBuilder()
                                .setRequestId(id)
                                .setModel(model)
                                .setTimestamp(at)
                                .setSuccess(success)
                                .build()));
            }
            if (copied) {
                platform.publisher.publish(event(id, "v2.0", Role.SHADOW, candidate, at, revision, userType));
            }
        }
    }

    /** What a router embedded in a program says: that it routes by a table from now on. */
    private void acknowledge(RoutingTable table) {
        if (saysWhatItApplies && table.getRevision() > acknowledged) {
            acknowledged = table.getRevision();
            platform.acknowledge(model, acknowledged);
        }
    }

    private static int candidateBps(RoutingTable table) {
        return table.getWeights().stream()
                .filter(weight -> weight.getVariant().equals("v2.0"))
                .mapToInt(weight -> weight.getWeightBps())
                .sum();
    }

    private InferenceEvent event(
            String id, String variant, Role role, Service service, Instant at, Long revision, String userType) {
        Service.Answer answer = service.next();
        return InferenceEvent.newBuilder()
                .setRequestId(id)
                .setModel(model)
                .setVariant(variant)
                .setRole(role)
                .setTimestamp(at)
                .setRevision(revision)
                .setSegments(userType == null ? Map.of() : Map.of("user_type", userType))
                .setReason(AssignmentReason.WEIGHT)
                .setRequest(RequestPart.newBuilder().build())
                .setPrediction(
                        PredictionPart.newBuilder().setLabel(answer.label()).build())
                .setLatency(answer.latency())
                .build();
    }

    // then

    List<Decision> decisions() {
        return platform.decisions.values().stream()
                .filter(decision -> decision.getModel().equals(model))
                .toList();
    }

    Optional<Decision> decided(Predicate<Decision> expected) {
        return decisions().stream().filter(expected).findFirst();
    }

    List<Verdict> verdicts() {
        return platform.verdicts.values().stream()
                .filter(verdict -> verdict.getModel().equals(model))
                .toList();
    }

    List<RoutingTable> tables() {
        return platform.tables.values().stream()
                .filter(table -> table.getModel().equals(model))
                .toList();
    }

    /** The verdict that a decision rests on. */
    Verdict verdictOf(Decision decision) {
        Predicate<Verdict> isIt = verdict -> verdict.getVerdictId().equals(decision.getVerdictId());
        await().atMost(PATIENCE).until(() -> verdicts().stream().anyMatch(isIt));
        return verdicts().stream().filter(isIt).findFirst().orElseThrow();
    }

    static Check check(Verdict verdict, String metric) {
        return verdict.getChecks().stream()
                .filter(check -> check.getMetric().equals(metric) && check.getSegment() == null)
                .findFirst()
                .orElseThrow();
    }

    /** The alert that a decision raised. */
    Alert alertOf(Decision decision) {
        Predicate<Alert> isIt = alert -> decision.getDecisionId().equals(alert.getDecisionId());
        await().atMost(PATIENCE).until(() -> platform.alerts.values().stream().anyMatch(isIt));
        return platform.alerts.values().stream().filter(isIt).findFirst().orElseThrow();
    }

    /** The first alert of a kind; waits for it. */
    Alert alert(String event) {
        Predicate<Alert> isIt =
                alert -> alert.getModel().equals(model) && alert.getEvent().equals(event);
        await().atMost(PATIENCE).until(() -> platform.alerts.values().stream().anyMatch(isIt));
        return platform.alerts.values().stream().filter(isIt).findFirst().orElseThrow();
    }

    /** The table that a decision made. */
    RoutingTable tableOf(Decision decision) {
        Predicate<RoutingTable> isIt = table -> decision.getDecisionId().equals(table.getDecisionId());
        await().atMost(PATIENCE).until(() -> tables().stream().anyMatch(isIt));
        return tables().stream().filter(isIt).findFirst().orElseThrow();
    }

    /** Pairs of answers kept for people to look at; waits for the first. */
    List<ShadowSample> samples() {
        Predicate<ShadowSample> own = sample -> sample.getModel().equals(model);
        await().atMost(PATIENCE).until(() -> platform.samples.values().stream().anyMatch(own));
        return platform.samples.values().stream().filter(own).toList();
    }
}
