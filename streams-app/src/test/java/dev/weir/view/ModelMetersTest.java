package dev.weir.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import dev.weir.wire.PlanCodec;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class ModelMetersTest {
    private static final Instant NOW = Records.START.plusSeconds(60);

    private final ControlView view = new ControlView();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    ModelMetersTest() {
        ModelMeters.register(view, Clock.fixed(NOW, ZoneOffset.UTC), registry);
        ControlCounters.register(view, registry);
        view.caughtUp();
    }

    @Test
    void shouldSayWhereARolloutStandsAndOnWhatEvidence() {
        begin();
        apply(Records.table(2, "canary-10", 1_000));
        apply(Records.verdict(50, VerdictStatus.DEGRADED));
        apply(Records.window("v2.0", null, 50, 80));

        assertThat(scraped())
                .contains(
                        "weir_rollout_status{baseline=\"v1.0\",candidate=\"v2.0\",model=\"digits\",rollout=\"digits-v2\","
                                + "stage=\"canary-10\",status=\"IN_PROGRESS\"} 1.0",
                        "weir_candidate_weight_ratio{model=\"digits\"} 0.1",
                        "weir_routes_revision{model=\"digits\"} 2.0",
                        "weir_verdict_age_seconds{model=\"digits\"} 10.0",
                        "weir_guardrail_ratio{metric=\"errorRate\",model=\"digits\"} 2.0",
                        "weir_guardrail_failing{metric=\"errorRate\",model=\"digits\"} 0.0",
                        "weir_variant_requests_per_second{model=\"digits\",variant=\"v2.0\"} 8.0",
                        "weir_decisions_total{action=\"ADVANCE\",model=\"digits\"} 1.0")
                .anyMatch(line -> line.startsWith("weir_verdict_status{") && line.contains("status=\"DEGRADED\""));
    }

    /** A verdict on drift is no verdict on the rollout, and stays however many of those come after it. */
    @Test
    void shouldTellDriftApartFromTheRollout() {
        begin();
        apply(Records.table(2, "canary-10", 1_000));
        apply(Records.verdict(40, VerdictStatus.HEALTHY));
        Check score = Check.newBuilder()
                .setMetric("driftScore")
                .setCandidateValue(0.25)
                .setState(CheckState.FAIL)
                .build();
        Check label = Check.newBuilder(score)
                .setMetric("predictionDrift")
                .setSegment("prediction=label")
                .build();
        apply(Verdict.newBuilder(Records.verdict(45, VerdictStatus.DEGRADED))
                .setKind(VerdictKind.DRIFT)
                .setChecks(List.of(score, label))
                .build());
        assertThat(scraped())
                .contains(
                        "weir_drift_score{model=\"digits\"} 0.25",
                        "weir_predictions_drifted{model=\"digits\"} 1.0",
                        "weir_verdict_age_seconds{model=\"digits\"} 20.0")
                .noneMatch(line -> line.startsWith("weir_guardrail_failing{metric=\"driftScore\""))
                .noneMatch(line -> line.startsWith("weir_verdict_status{") && line.contains("DEGRADED"));

        for (int i = 0; i < Retention.LARGEST.verdicts() + 10; i++) {
            apply(Records.verdict(46, VerdictStatus.HEALTHY));
        }
        assertThat(view.model("digits").orElseThrow().verdicts()).hasSize(Retention.LARGEST.verdicts());
        assertThat(scraped()).contains("weir_drift_score{model=\"digits\"} 0.25");
    }

    @Test
    void shouldSayNothingMoreOfARolloutThatHasEndedThanThatItHas() {
        begin();
        apply(Records.verdict(50, VerdictStatus.DEGRADED));
        apply(Records.decision(3, DecisionAction.ROLLBACK, "digits-v2", "canary-10", null, 51, "weir"));

        assertThat(scraped())
                .anyMatch(line -> line.startsWith("weir_rollout_status{") && line.contains("status=\"ROLLED_BACK\""))
                .noneMatch(line -> line.startsWith("weir_verdict_age_seconds{"))
                .noneMatch(line -> line.startsWith("weir_guardrail_ratio{"));
    }

    @Test
    void shouldCountTheSilenceOfAJudgeFromTheStartOfTheRollout() {
        begin();

        assertThat(scraped()).contains("weir_verdict_age_seconds{model=\"digits\"} 59.0");
    }

    @Test
    void shouldShowAScrapeEvenWhereTwoChecksAreOfTheSameMetric() {
        begin();
        Verdict verdict = Records.verdict(50, VerdictStatus.HEALTHY);
        apply(Verdict.newBuilder(verdict)
                .setChecks(
                        List.of(verdict.getChecks().get(0), verdict.getChecks().get(0)))
                .build());

        assertThat(scraped()).contains("weir_guardrail_limit_ratio{metric=\"errorRate\",model=\"digits\"} 2.0");
    }

    @Test
    void shouldTellSidecarsApartByWhatTheyLastSaid() {
        apply(Records.table(1, "baseline", 0));
        apply(Records.table(2, "canary-10", 1_000));
        apply(Records.report("edge-1", 2, NOW, false));
        apply(Records.report("edge-2", 1, NOW, false));
        apply(Records.report("edge-3", 2, NOW, true));
        apply(Records.report("edge-4", 2, NOW.minusSeconds(40), false));

        assertThat(scraped())
                .contains(
                        "weir_sidecars{model=\"digits\",state=\"current\"} 1.0",
                        "weir_sidecars{model=\"digits\",state=\"behind\"} 1.0",
                        "weir_sidecars{model=\"digits\",state=\"stale\"} 1.0",
                        "weir_sidecars{model=\"digits\",state=\"silent\"} 1.0",
                        "weir_assigned_requests_total{model=\"digits\",variant=\"v1.0\"} 20.0");
    }

    @Test
    void shouldMeasureTheWayOfATableToSidecarsThatHadAnEarlierOne() {
        Instant decided = Records.START.plusSeconds(2);
        apply(Records.table(1, "baseline", 0));
        apply(Records.ack("edge-1", 1, Records.START.plusSeconds(1)));
        apply(Records.ack("edge-1", 2, decided.plusMillis(40))); // read before the table that it is for
        apply(Records.table(2, "canary-10", 1_000));
        apply(Records.ack("edge-9", 2, decided.plus(Duration.ofHours(3)))); // has just begun
        apply(Records.ack("edge-1", 2, decided.plus(Duration.ofHours(4)))); // has begun again

        assertThat(scraped())
                .contains(
                        "weir_propagation_seconds_count{model=\"digits\"} 1",
                        "weir_propagation_seconds_bucket{model=\"digits\",le=\"0.025\"} 0",
                        "weir_propagation_seconds_bucket{model=\"digits\",le=\"0.05\"} 1");
    }

    private void begin() {
        view.apply(Records.MODEL, PlanCodec.toWire(Records.plan("digits-v2", "v1.0", "v2.0")));
        apply(Records.decision(1, DecisionAction.START, "digits-v2", null, "baseline", 1, "ada"));
        apply(Records.decision(2, DecisionAction.ADVANCE, "digits-v2", "baseline", "canary-10", 2, "weir"));
    }

    private void apply(SpecificRecord value) {
        view.apply(Records.MODEL, value);
    }

    private List<String> scraped() {
        return registry.scrape().lines().toList();
    }
}
