package dev.weir.view;

import dev.weir.rollout.RolloutState;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Role;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.verdict.DriftVerdict;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where every model stands, read off the view when somebody scrapes: so a model, a stage or a guardrail that is no more is
 * gone from the next scrape on. All instances show the same.
 */
public final class ModelMeters implements MultiCollector {
    /** What has not been renewed for so long says nothing of now. */
    private static final Duration FRESH = Duration.ofMinutes(2);

    private static final double MICROS_PER_SECOND = 1e6;
    private static final double BPS = 10_000;

    private final ControlView view;
    private final Clock clock;

    private ModelMeters(ControlView view, Clock clock) {
        this.view = view;
        this.clock = clock;
    }

    /** Has a registry show where the models of a view stand. */
    public static void register(ControlView view, Clock clock, PrometheusMeterRegistry registry) {
        registry.getPrometheusRegistry().register(new ModelMeters(view, clock));
    }

    @Override
    public MetricSnapshots collect() {
        Instant now = clock.instant();
        GaugeFamilies gauges = new GaugeFamilies();
        for (ModelImage image : view.models()) {
            table(gauges, image);
            sidecars(gauges, image, now);
            figures(gauges, image, now);
            image.drift().ifPresent(verdict -> drift(gauges, image.model(), verdict));
            if (image.state().rollout() != null) {
                rollout(gauges, image, now);
            }
        }
        return gauges.snapshots();
    }

    private static void table(GaugeFamilies gauges, ModelImage image) {
        RoutingTable table = image.table();
        if (table == null) {
            return;
        }
        double candidate = table.getWeights().stream()
                .filter(weight -> weight.getVariant().equals(table.getCandidate()))
                .mapToInt(VariantWeight::getWeightBps)
                .sum();
        gauges.of("weir_candidate_weight_ratio", "Share of the requests that the routing table gives the candidate")
                .add(candidate / BPS, "model", image.model());
        gauges.of("weir_routes_revision", "Revision of the routing table")
                .add(table.getRevision(), "model", image.model());
        gauges.of("weir_kill_switch", "1 while everything goes to the variant in charge")
                .add(table.getKillSwitch() ? 1 : 0, "model", image.model());
    }

    private static void sidecars(GaugeFamilies gauges, ModelImage image, Instant now) {
        long revision = image.table() == null ? 0 : image.table().getRevision();
        long[] counts = new long[4];
        for (SidecarImage sidecar : image.sidecars()) {
            int state = sidecar.isSilent(now) ? 3 : sidecar.stale() ? 2 : sidecar.revision() < revision ? 1 : 0;
            counts[state]++;
        }
        GaugeFamilies.Family family = gauges.of(
                "weir_sidecars",
                "Sidecars by what they last said: current; behind the latest table; stale, without touch with the topics;"
                        + " silent for 30 s");
        List<String> states = List.of("current", "behind", "stale", "silent");
        for (int state = 0; state < counts.length; state++) {
            family.add(counts[state], "model", image.model(), "state", states.get(state));
        }
    }

    /** Of each variant the latest window of all served requests. */
    private static void figures(GaugeFamilies gauges, ModelImage image, Instant now) {
        Set<String> seen = new HashSet<>();
        for (MetricsWindow window : image.metrics()) {
            boolean counts = window.getRole() == Role.SERVED
                    && window.getSegment() == null
                    && window.getUpdatedAt().plus(FRESH).isAfter(now);
            if (counts && seen.add(window.getVariant())) {
                figures(gauges, image.model(), window);
            }
        }
    }

    private static void figures(GaugeFamilies gauges, String model, MetricsWindow window) {
        String[] labels = {"model", model, "variant", window.getVariant()};
        gauges.of("weir_variant_requests_per_second", "Served requests a second in the latest window")
                .add(window.getRequestsPerSecond(), labels);
        gauges.of("weir_variant_error_ratio", "Share of served requests that failed in the latest window")
                .add(window.getErrorRate(), labels);
        gauges.of("weir_variant_timeout_ratio", "Share of served requests that timed out in the latest window")
                .add(window.getTimeoutRate(), labels);
        GaugeFamilies.Family latency =
                gauges.of("weir_variant_latency_seconds", "Quantiles of the latency in the latest window");
        latency.add(
                seconds(window.getLatencyP50Micros()),
                "model",
                model,
                "variant",
                window.getVariant(),
                "quantile",
                "0.5");
        latency.add(
                seconds(window.getLatencyP95Micros()),
                "model",
                model,
                "variant",
                window.getVariant(),
                "quantile",
                "0.95");
        latency.add(
                seconds(window.getLatencyP99Micros()),
                "model",
                model,
                "variant",
                window.getVariant(),
                "quantile",
                "0.99");
    }

    private static Double seconds(Number micros) {
        return micros == null ? null : micros.doubleValue() / MICROS_PER_SECOND;
    }

    private static void rollout(GaugeFamilies gauges, ModelImage image, Instant now) {
        RolloutState rollout = image.state().rollout();
        boolean over = rollout.status().isTerminal();
        gauges.of("weir_rollout_status", "1 for the status and the stage of the last rollout")
                .add(
                        1.0,
                        "model",
                        image.model(),
                        "rollout",
                        rollout.plan().name(),
                        "status",
                        rollout.status().name(),
                        "stage",
                        over ? "" : rollout.stageName(),
                        "baseline",
                        rollout.plan().baseline(),
                        "candidate",
                        rollout.plan().candidate());
        if (over) {
            return;
        }
        gauges.of("weir_rollout_stage_age_seconds", "Time since the stage was entered")
                .add(seconds(rollout.stageSince(), now), "model", image.model());
        // Before the first verdict of a rollout its age is that of the rollout: so silence from the start is seen as
        // well.
        Verdict last = image.verdicts().stream()
                .filter(verdict -> verdict.getKind() != VerdictKind.DRIFT)
                .findFirst()
                .orElse(null);
        Instant since = last == null || last.getTimestamp().isBefore(rollout.startedAt())
                ? rollout.startedAt()
                : last.getTimestamp();
        gauges.of("weir_verdict_age_seconds", "Time since the last verdict on a rollout that runs")
                .add(seconds(since, now), "model", image.model());
        if (last != null && rollout.plan().name().equals(last.getRollout())) {
            verdict(gauges, image.model(), last);
        }
    }

    /** What the last window said, however long windows are. */
    private static void drift(GaugeFamilies gauges, String model, Verdict verdict) {
        boolean predictions = false;
        for (Check check : verdict.getChecks()) {
            if (check.getMetric().equals(DriftVerdict.SCORE)) {
                gauges.of("weir_drift_score", "Share of the features that the last window of requests names as drifted")
                        .add(check.getCandidateValue(), "model", model);
            }
            predictions |= check.getMetric().equals(DriftVerdict.PREDICTION) && check.getState() == CheckState.FAIL;
        }
        gauges.of("weir_predictions_drifted", "1 where the last window of requests names predictions as drifted")
                .add(predictions ? 1 : 0, "model", model);
    }

    private static void verdict(GaugeFamilies gauges, String model, Verdict verdict) {
        gauges.of(
                        "weir_verdict_status",
                        "1 for the kind, status and recommendation of the last verdict of a rollout that runs")
                .add(
                        1.0,
                        "model",
                        model,
                        "kind",
                        verdict.getKind().name(),
                        "status",
                        verdict.getStatus().name(),
                        "recommendation",
                        verdict.getRecommendation().name());
        for (Check check : verdict.getChecks()) {
            if (check.getSegment() != null) {
                continue;
            }
            String[] labels = {"model", model, "metric", check.getMetric()};
            gauges.of("weir_guardrail_failing", "1 where a check of all traffic is proved to fail")
                    .add(check.getState() == CheckState.FAIL ? 1 : 0, labels);
            if (check.getRatio() != null && check.getThreshold() != null) {
                gauges.of("weir_guardrail_ratio", "Candidate over baseline of a guardrail, all traffic")
                        .add(check.getRatio(), labels);
                gauges.of("weir_guardrail_limit_ratio", "The largest such ratio that is healthy")
                        .add(check.getThreshold(), labels);
            }
        }
    }

    private static double seconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toMillis() / 1e3);
    }
}
