package dev.weir.http;

import dev.weir.config.RolloutFile;
import dev.weir.rollout.Plan;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.LatencyBin;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Recommendation;
import dev.weir.schema.Role;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import dev.weir.serde.TrustedRecords;
import dev.weir.view.ControlView;
import dev.weir.wire.PlanCodec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many models in their first canary at once, judged so many times a second in turn: what a list of a thousand has to
 * bear. Every eighth is failing, and variants have names that would be trouble for a page which did not escape them.
 */
final class Fleet implements AutoCloseable {
    /** A name that turns into an element wherever text is taken for markup. */
    static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private static final int FAILING = 8;
    private static final long SLICE_MS = 50;

    static {
        TrustedRecords.declare();
    }

    private final ControlView view;
    private final int models;
    private final AtomicLong told = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    private Fleet(ControlView view, int models) {
        this.view = view;
        this.models = models;
    }

    /** Starts so many models, with so many verdicts a second over all of them. */
    static Fleet start(ControlView view, int models, int verdictsPerSecond) {
        Fleet fleet = new Fleet(view, models);
        Instant now = now();
        for (int i = 0; i < models; i++) {
            fleet.begin(i, now.minusSeconds(120));
        }
        for (int second = 0; second < 100; second++) {
            fleet.judge(0, now.minusSeconds(100 - second), second);
        }
        AtomicLong started = new AtomicLong(System.nanoTime());
        fleet.clock.scheduleAtFixedRate(
                () -> {
                    long due = (System.nanoTime() - started.get()) * verdictsPerSecond / 1_000_000_000;
                    while (fleet.told.get() < due) {
                        long number = fleet.told.getAndIncrement();
                        fleet.judge((int) (number % models), now(), 100 + number);
                    }
                },
                SLICE_MS,
                SLICE_MS,
                TimeUnit.MILLISECONDS);
        return fleet;
    }

    /** Verdicts told since the start. */
    long told() {
        return told.get();
    }

    static String name(int model) {
        return "model-" + String.format("%04d", model);
    }

    private void begin(int i, Instant at) {
        String model = name(i);
        String candidate = i == 1 ? HOSTILE : "v2.0";
        RolloutFile file = RolloutFile.read(
                """
                        metadata: { name: %s-v2 }
                        spec:
                          model: %s
                          baseline: v1.0
                          candidate: "%s"
                          baselineCollection: { minDuration: 10s, minSamples: 100 }
                          stages:
                            - { name: canary-10, weight: 10, minDuration: 10m }
                            - { name: canary-25, weight: 25, minDuration: 10m }
                            - { name: ab-test, weight: 50, minDuration: 10m }
                            - { name: full, weight: 100, minDuration: 10m }
                          override: { skippedStages: "a page is looked at, not a model" }
                        """
                        .formatted(model, model, candidate),
                at,
                "ada");
        Plan plan = file.plan().orElseThrow(() -> new IllegalStateException(String.valueOf(file.problems())));
        view.apply(model, PlanCodec.toWire(plan));
        view.apply(model, decision(model, 1, DecisionAction.START, at, null, "baseline"));
        view.apply(model, decision(model, 2, DecisionAction.ADVANCE, at.plusSeconds(10), "baseline", "canary-10"));
        view.apply(
                model,
                RoutingTable.newBuilder()
                        .setModel(model)
                        .setRevision(2)
                        .setTimestamp(at.plusSeconds(10))
                        .setRollout(plan.name())
                        .setStage("canary-10")
                        .setBaseline("v1.0")
                        .setCandidate(candidate)
                        .setWeights(List.of(new VariantWeight("v1.0", 9_000), new VariantWeight(candidate, 1_000)))
                        .setSalt(model)
                        .setDecisionId(model + "-d2")
                        .build());
        for (String sidecar : List.of("edge-1", "edge-2")) {
            view.apply(
                    model, new RouteAck(sidecar, model, 2L, at.plusSeconds(10).plusMillis(7 + sidecar.hashCode() % 3)));
        }
        for (int slice = 0; slice < 20; slice++) {
            Instant from = at.plusSeconds(15 + 5 * slice);
            view.apply(
                    model,
                    RouterReport.newBuilder()
                            .setSidecar("edge-" + (1 + slice % 2))
                            .setModel(model)
                            .setRevision(2)
                            .setFrom(from)
                            .setUntil(from.plusSeconds(5))
                            .setAssigned(Map.of("v1.0", 590L + slice, candidate, 60L + 7 * slice % 11))
                            .build());
        }
        window(model, plan, "v1.0", at.plusSeconds(20), 3_000, 0);
        window(model, plan, candidate, at.plusSeconds(20), 340, 3);
    }

    private static Decision decision(
            String model, int number, DecisionAction action, Instant at, String from, String to) {
        return Decision.newBuilder()
                .setDecisionId(model + "-d" + number)
                .setModel(model)
                .setRollout(model + "-v2")
                .setTimestamp(at)
                .setAction(action)
                .setFromStage(from)
                .setToStage(to)
                .setRevision((long) number)
                .setIssuedBy(number == 1 ? "ada" : "weir")
                .setReason("as the plan says")
                .build();
    }

    private void window(String model, Plan plan, String variant, Instant at, long requests, int slower) {
        List<LatencyBin> bins = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            long edge = (1L << 12 + (i + slower) / 8) / 8 * (8 + (i + slower) % 8);
            bins.add(
                    new LatencyBin(edge, Math.max(1, Math.round(requests / 9.0 * Math.exp(-Math.pow(i - 9, 2) / 24)))));
        }
        view.apply(
                model,
                MetricsWindow.newBuilder()
                        .setModel(model)
                        .setVariant(variant)
                        .setRole(Role.SERVED)
                        .setRollout(plan.name())
                        .setStage("canary-10")
                        .setWindowStart(at)
                        .setWindowEnd(at.plusSeconds(10))
                        .setRequests(requests)
                        .setErrors(3)
                        .setTimeouts(0)
                        .setRequestsPerSecond(requests / 10.0)
                        .setLatencyBins(bins)
                        .setUpdatedAt(at.plusSeconds(12))
                        .build());
    }

    private void judge(int i, Instant at, long number) {
        boolean failing = i % FAILING == 3;
        double way = Math.min(1, number % 200 / 150.0);
        view.apply(
                name(i),
                Verdict.newBuilder()
                        .setVerdictId(name(i) + "-v" + number)
                        .setModel(name(i))
                        .setRollout(name(i) + "-v2")
                        .setStage("canary-10")
                        .setTimestamp(at)
                        .setKind(VerdictKind.CANARY)
                        .setStatus(failing ? VerdictStatus.DEGRADED : VerdictStatus.INSUFFICIENT_DATA)
                        .setRecommendation(failing ? Recommendation.ROLLBACK : Recommendation.CONTINUE)
                        .setMessage("Not proved yet: errorRate needs about 1 200 more, 40 s at 30 a second")
                        .setChecks(List.of(
                                check("errorRate", 0.0102, failing ? 0.041 : 0.0098, 2, way, failing),
                                check("timeoutRate", 0.004, 0.0041, 2, way, false),
                                check("latencyP50", 8_400, 8_900 + 300 * Math.sin(number / 9.0), 1.2, way, false),
                                check("latencyP95", 15_200, 16_800 + 900 * Math.sin(number / 5.0), 1.5, way, false)))
                        .build());
    }

    private static Check check(
            String metric, double baseline, double candidate, double limit, double way, boolean fails) {
        double ratio = candidate / baseline;
        boolean proved = way >= 1 && !fails;
        return Check.newBuilder()
                .setMetric(metric)
                .setBaselineValue(baseline)
                .setCandidateValue(candidate)
                .setRatio(ratio)
                .setThreshold(limit)
                .setBaselineSamples(3_000L + Math.round(9_000 * way))
                .setCandidateSamples(340L + Math.round(1_000 * way))
                .setRequiredSamples(1_400L)
                .setCiLow(ratio / (1 + 0.25 / (0.15 + way)))
                .setCiHigh(ratio * (1 + 0.3 / (0.15 + way)))
                .setEValue(fails ? 4_000 : 0.4)
                .setEValueNeeded(125.0)
                .setPValue(fails ? 0.00025 : 1)
                .setAdvanceEValue(Math.exp(3.2 * way))
                .setAdvanceEValueNeeded(20.0)
                .setState(fails ? CheckState.FAIL : proved ? CheckState.PASS : CheckState.UNDECIDED)
                .build();
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Shows a fleet until it is ended: models, verdicts a second. */
    public static void main(String[] args) throws InterruptedException {
        RunningControlPlane running = RunningControlPlane.start();
        Fleet fleet = start(running.view(), Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        System.out.println(running.uri());
        fleet.clock.awaitTermination(1, TimeUnit.DAYS);
    }
}
