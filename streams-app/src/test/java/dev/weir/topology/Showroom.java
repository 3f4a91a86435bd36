package dev.weir.topology;

import dev.weir.config.RolloutFile;
import dev.weir.config.WatchFile;
import dev.weir.http.RunningControlPlane;
import dev.weir.judge.ContentInterest;
import dev.weir.judge.Copying;
import dev.weir.judge.OutcomeInterest;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.schema.CommandType;
import dev.weir.schema.OperatorCommand;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.topic.Topic;
import dev.weir.topic.Topics;
import dev.weir.topology.ShownModel.Answers;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.window.TimeLimits;
import dev.weir.wire.PlanCodec;
import dev.weir.wire.WatchCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;

/**
 * Models in every state that is worth a look, each judged by the product's topology from its own requests: a shadow that
 * disagrees and has outliers, an A/B test whose segments differ, a guardrail that fails, a kill switch, sidecars that lag and
 * are silent, an accuracy that is lost after a promotion, one that is only watched, one whose inputs have drifted,
 * and one of which nothing is heard any more.
 */
public final class Showroom implements AutoCloseable {
    /** What was shown at the end is as old as this, so that the silent are silent and the stale are stale. */
    private static final Duration PAST = Duration.ofSeconds(85);

    private static final Duration STEP = Duration.ofMillis(500);
    private static final int SILENCE_STEPS = 126;
    private static final TimeLimits LIMITS = TimeLimits.of(Duration.ofSeconds(5));
    private static final Answers SOUND = new Answers(12, 0.01, 0, 0);
    private static final String HEAD =
            """
            metadata: { name: %1$s-v2 }
            spec:
              model: %1$s
              baseline: v1.0
              candidate: v2.0
              baselineCollection: { minDuration: 5s, minSamples: 40 }
              override: { skippedStages: "one panel is shown" }
            """;

    private final ControlView view;
    private final TopologyRun run;
    private final Map<String, ShownModel> models = new LinkedHashMap<>();
    private final Map<String, RoutingTable> tables = new HashMap<>();
    private final Map<String, Map<String, Long>> assigned = new HashMap<>();
    private final Map<String, String> asked = new HashMap<>();
    private final int steps;
    private int step;

    private Showroom(ControlView view) {
        this.view = view;
        this.steps = (int) PAST.dividedBy(STEP);
        this.run = new TopologyRun();
        run.copy(model ->
                state(model).flatMap(state -> Copying.rules(state, LIMITS, dev.weir.config.PlannedComparator::of)));
        run.join(model -> OutcomeInterest.scope(
                state(model).orElse(ModelState.unknown(model)),
                view.watch(model).orElse(null),
                LIMITS));
        run.count(model -> ContentInterest.scope(
                state(model).orElse(ModelState.unknown(model)),
                view.watch(model).orElse(null)));
        add(new ShownModel("search", 6, SOUND, new Answers(13.5, 0.012, 0.06, 0.012)));
        add(new ShownModel("recommendations", 16, SOUND, new Answers(13, 0.01, 0, 0))
                .askedBy("premium", "free", "trial")
                .turningOut((candidate, type) ->
                        !candidate ? 0.42 : type.equals("premium") ? 0.68 : type.equals("free") ? 0.5 : 0.40));
        add(new ShownModel("fraud", 8, SOUND, new Answers(12, 0.2, 0, 0.01)).askedBy("mobile", "web"));
        add(new ShownModel("pricing", 4, SOUND, new Answers(12.5, 0.01, 0, 0)));
        add(new ShownModel("translation", 8, SOUND, SOUND).turningOut((candidate, type) -> 0.92));
        add(new ShownModel("reviews", 4, SOUND, SOUND).turningOut((candidate, type) -> 0.93));
        add(new ShownModel("spam", 4, SOUND, SOUND));
        add(new ShownModel("churn", 8, SOUND, SOUND).tellingFeatures());
    }

    /** Fills a view with what happened until {@link #now}. */
    public static Showroom fill(ControlView view) {
        Showroom showroom = new Showroom(view);
        showroom.submit();
        while (showroom.step < showroom.steps) {
            showroom.step();
        }
        return showroom;
    }

    /** The instant up to which all of it is told. */
    public Instant now() {
        return run.now();
    }

    private void submit() {
        plan(
                "search",
                """
                  stages:
                    - { name: shadow, weight: 0, mirror: 100, minDuration: 30m }
                    - { name: canary-5, weight: 5, minDuration: 30m }
                    - { name: full, weight: 100, minDuration: 30m }
                  shadow: { comparator: label, minAgreement: 0.9, minSamples: 500 }
                """);
        plan(
                "recommendations",
                """
                  stages:
                    - { name: canary-25, weight: 25, minDuration: 1s, maxDuration: 1h }
                    - { name: ab-test, weight: 50, minDuration: 30m, maxDuration: 2h }
                    - { name: full, weight: 100, minDuration: 30m }
                  experiment: { metric: success, minEffect: 0.02, segments: [user_type] }
                  segments: [user_type]
                """);
        plan(
                "fraud",
                """
                  stages:
                    - { name: canary-20, weight: 20, minDuration: 30m }
                    - { name: canary-40, weight: 40, minDuration: 30m }
                    - { name: full, weight: 100, minDuration: 30m }
                  segments: [user_type]
                  guardrails:
                    errorRate: { maxRatio: 2.0, action: pause }
                    latencyP50: { maxRatio: 1.3 }
                """);
        plan(
                "pricing",
                """
                  stages:
                    - { name: canary-10, weight: 10, minDuration: 30m, approval: required }
                    - { name: full, weight: 100, minDuration: 30m }
                """);
        plan(
                "translation",
                """
                  stages:
                    - { name: canary-25, weight: 25, minDuration: 1s, maxDuration: 1h }
                    - { name: full, weight: 100, minDuration: 1s, maxDuration: 1h }
                  promote: manual
                  accuracy: { deployed: 0.92, labelHorizon: 2s }
                """);
        plan(
                "spam",
                """
                  stages:
                    - { name: canary-10, weight: 10, minDuration: 30m }
                    - { name: full, weight: 100, minDuration: 30m }
                """);
        watch("reviews", "accuracy: { deployed: 0.92, labelHorizon: 2s }");
        watch(
                "churn",
                """
                drift: { window: 20s, minSamples: 100 }
                  retraining: { deployed: 2025-10-01, last: 2025-11-01, next: 2025-12-15 }
                """);
    }

    private void watch(String model, String what) {
        WatchFile watch = WatchFile.read(
                """
                kind: Watch
                metadata: { name: %1$s-watch }
                spec:
                  model: %1$s
                  variant: v1.0
                  timeout: 1s
                  %2$s
                """
                        .formatted(model, what),
                run.now(),
                "ada");
        put(Topics.ROLLOUTS, model, WatchCodec.toWire(watch.watch().orElseThrow()));
    }

    /** Half a second of everything. */
    private void step() {
        for (ShownModel model : models.values()) {
            if (!isUnheard(model.name())) {
                serve(model);
            }
        }
        run.tick(STEP);
        for (RoutingTable table : told(Topics.ROUTES, RoutingTable::getModel)) {
            tables.put(table.getModel(), table);
            acknowledge("edge-1", table, 7);
            if (!lags(table.getModel())) {
                acknowledge("edge-2", table, 19);
            }
            acknowledge("edge-3", table, 11);
        }
        told(Topics.DECISIONS, decision -> decision.getModel());
        run.output(Topics.VERDICTS).stream()
                .filter(verdict -> !isUnheard(verdict.getModel()))
                .forEach(verdict -> view.apply(verdict.getModel(), verdict));
        told(Topics.METRICS, window -> window.getModel());
        told(Topics.SHADOW_SAMPLES, sample -> sample.getModel());
        told(Topics.ALERTS, alert -> alert.getModel());
        if (step % 2 == 1) {
            report();
        }
        people();
        step++;
    }

    /** What people do as soon as it makes sense. */
    private void people() {
        once("recommendations", "canary-25", CommandType.ADVANCE, "the canary did no harm");
        once("translation", "canary-25", CommandType.ADVANCE, "the canary did no harm");
        if (step > 40 && once("translation", "full", CommandType.PROMOTE, "as agreed with the owners")) {
            models.get("translation").turningOut((candidate, type) -> 0.79);
        }
        once("pricing", "canary-10", CommandType.SET_USER, "asked to try it", command -> command.setUnit("u-42")
                .setVariant("v2.0"));
        once("pricing", "canary-10", CommandType.SET_SEGMENT, "a launch on Friday", command -> command.setSegmentKey(
                        "user_type")
                .setSegmentValue("premium")
                .setVariant("v1.0"));
        once("pricing", "canary-10", CommandType.DRILL, "before the weekend");
        if (step > 95) {
            models.get("churn").askedByOthers(1);
        }
        if (step > 80) {
            once("pricing", "canary-10", CommandType.KILL, "prices of zero were seen");
        }
    }

    private boolean once(String model, String stage, CommandType type, String reason) {
        return once(model, stage, type, reason, command -> command.setForce(true));
    }

    private boolean once(
            String model, String stage, CommandType type, String reason, UnaryOperator<OperatorCommand.Builder> more) {
        boolean due = state(model)
                        .filter(state -> state.rollout() != null && state.isActive())
                        .filter(state -> state.rollout().stageName().equals(stage))
                        .isPresent()
                && asked.putIfAbsent(model + stage + type, reason) == null;
        if (due) {
            OperatorCommand.Builder command = OperatorCommand.newBuilder()
                    .setCommandId(model + "-" + type)
                    .setModel(model)
                    .setTimestamp(run.now())
                    .setCommand(type)
                    .setIssuedBy("ada")
                    .setReason(reason);
            run.input(Topics.COMMANDS).pipeInput(model, more.apply(command).build(), run.now());
        }
        return due;
    }

    private void serve(ShownModel model) {
        RoutingTable table = tables.get(model.name());
        for (ShownModel.Asked each : model.ask(table, run.now())) {
            each.events().forEach(run::send);
            assigned.computeIfAbsent(model.name(), name -> new HashMap<>()).merge(each.variant(), 1L, Long::sum);
            if (each.right() != null) {
                run.send(OutcomeEvent.newBuilder()
                        .setRequestId(each.events().get(0).getRequestId())
                        .setModel(model.name())
                        .setTimestamp(run.now())
                        .setSuccess(each.right())
                        .build());
            }
        }
    }

    /** Two sidecars share the traffic; the third of pricing has not been heard of for a while. */
    private void report() {
        assigned.forEach((model, counts) -> {
            RoutingTable table = tables.get(model);
            if (table == null) {
                return;
            }
            for (String sidecar : List.of("edge-1", "edge-2", "edge-3")) {
                boolean lags = lags(model) && sidecar.equals("edge-2");
                if (sidecar.equals("edge-3") && step > steps - 70) {
                    continue;
                }
                put(
                        Topics.ROUTER_REPORTS,
                        model,
                        RouterReport.newBuilder()
                                .setSidecar(sidecar)
                                .setModel(model)
                                .setRevision(lags ? 1 : table.getRevision())
                                .setFrom(run.now().minusSeconds(1))
                                .setUntil(run.now())
                                .setAssigned(sidecar.equals("edge-1") ? Map.copyOf(counts) : Map.of())
                                .setStale(lags)
                                .build());
            }
            counts.clear();
        });
    }

    /** Neither its requests come any more nor the verdicts of whoever judged it. */
    private boolean isUnheard(String model) {
        return model.equals("spam") && step >= steps - SILENCE_STEPS;
    }

    private boolean lags(String model) {
        return model.equals("pricing") && step > 80;
    }

    private void acknowledge(String sidecar, RoutingTable table, long millis) {
        put(
                Topics.ROUTE_ACKS,
                table.getModel(),
                new RouteAck(
                        sidecar,
                        table.getModel(),
                        table.getRevision(),
                        table.getTimestamp().plusMillis(millis + table.getRevision() % 5)));
    }

    private Optional<ModelState> state(String model) {
        return view.model(model).map(ModelImage::state);
    }

    private void add(ShownModel model) {
        models.put(model.name(), model);
    }

    private void plan(String model, String spec) {
        RolloutFile file = RolloutFile.read(HEAD.formatted(model) + spec, run.now(), "ada");
        Plan plan = file.plan().orElseThrow(() -> new IllegalStateException(model + ": " + file.problems()));
        put(Topics.ROLLOUTS, model, PlanCodec.toWire(plan));
    }

    /** To the topology and to the view, which both follow the topic. */
    private <T extends SpecificRecord> void put(Topic<T> topic, String model, T value) {
        run.input(topic).pipeInput(model, value, run.now());
        view.apply(model, value);
    }

    private <T extends SpecificRecord> List<T> told(Topic<T> topic, java.util.function.Function<T, String> model) {
        List<T> told = run.output(topic);
        told.forEach(each -> view.apply(model.apply(each), each));
        return told;
    }

    @Override
    public void close() {
        run.close();
    }

    /** Shows all of it until it is ended. */
    public static void main(String[] args) throws InterruptedException {
        ControlView view = new ControlView();
        try (Showroom showroom = fill(view);
                RunningControlPlane running = RunningControlPlane.start(view, showroom.now())) {
            System.out.println(running.uri());
            new CountDownLatch(1).await();
        }
    }
}
