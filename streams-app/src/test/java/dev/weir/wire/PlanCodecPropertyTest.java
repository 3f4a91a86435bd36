package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.DriftTerms;
import dev.weir.evidence.ExperimentMetric;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.rollout.Conduct;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.DrillPolicy;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.Retraining;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Webhook;
import dev.weir.schema.GuardrailSpec;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.StageSpec;
import dev.weir.serde.WeirAvroSerializer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlanCodecPropertyTest {
    static {
        // as in every program, where a serialiser is made before the first record: it declares the classes trusted
        new WeirAvroSerializer().close();
    }

    private static final Plan SMALL = new PlanDraft().plan();

    @Property(tries = 200)
    void shouldLoseNothingOfAPlan(@ForAll("plans") Plan plan) {
        assertThat(PlanCodec.fromWire(PlanCodec.toWire(plan))).isEqualTo(plan);
    }

    @Example
    void shouldFillInWhatARecordLeavesOutOfAStage() {
        StageSpec stage = StageSpec.newBuilder()
                .setName("canary")
                .setWeightBps(500)
                .setMinDurationMs(60_000)
                .build();
        RolloutSpec spec = RolloutSpec.newBuilder(PlanCodec.toWire(SMALL))
                .setStages(List.of(stage))
                .build();

        assertThat(PlanCodec.fromWire(spec).stages())
                .containsExactly(
                        new Stage("canary", 500, 0, Duration.ofMinutes(1), Duration.ofMinutes(3), 0, false, List.of()));
        assertThat(PlanCodec.defaultMaxDuration(Duration.ZERO)).isEqualTo(Duration.ofHours(1));
    }

    @Example
    void shouldNameTheMetricItDoesNotKnow() {
        GuardrailSpec guardrail = GuardrailSpec.newBuilder()
                .setMetric("latencyP99")
                .setMaxRatio(2)
                .setAdvanceRatio(2)
                .build();
        RolloutSpec spec = RolloutSpec.newBuilder(PlanCodec.toWire(SMALL))
                .setGuardrails(List.of(guardrail))
                .build();

        assertThatThrownBy(() -> PlanCodec.fromWire(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'latencyP99'");
    }

    @Provide
    Arbitrary<Plan> plans() {
        Arbitrary<String> names = Arbitraries.strings().ofMaxLength(12);
        Arbitrary<Duration> durations =
                Arbitraries.longs().between(0, 400_000_000_000L).map(Duration::ofMillis);
        Arbitrary<Guardrail> guardrails = Combinators.combine(
                        Arbitraries.of(Metric.class),
                        Arbitraries.doubles().between(0.01, 100),
                        Arbitraries.doubles().between(0, 100),
                        Arbitraries.doubles().between(0, 0.99),
                        Arbitraries.of(Guardrail.Action.class))
                .as((metric, ratio, slack, floor, action) ->
                        new Guardrail(metric, ratio, ratio + slack, floor, action));
        Arbitrary<Stage> stages = Combinators.combine(
                        names,
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.integers().between(0, 10_000),
                        durations,
                        durations,
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.of(true, false),
                        guardrails.list().ofMaxSize(3))
                .as((name, weight, mirror, min, max, samples, approval, limits) -> new Stage(
                        name,
                        weight,
                        mirror,
                        min,
                        max,
                        samples,
                        approval,
                        limits,
                        approval ? new Webhook("https://" + name, min.plusMillis(1), max) : null));
        return Combinators.combine(
                        names,
                        durations,
                        stages.list().ofMaxSize(4),
                        guardrails.list().ofMaxSize(7),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.of(Plan.NoDataPolicy.class),
                        names.list().ofMaxSize(3),
                        Arbitraries.of(true, false))
                .as((name, duration, steps, limits, alpha, policy, segments, flag) -> new PlanDraft()
                        .name(name)
                        .model("m" + name)
                        .variants("b" + name, "c" + name)
                        .collecting(duration, 17)
                        .stages(steps.toArray(Stage[]::new))
                        .timeout(duration.plusMillis(1))
                        .evidenceDeadline(flag ? duration : null)
                        .holdbackBps(250)
                        .guardrails(limits)
                        .alpha(alpha, alpha / 2)
                        .onNoData(policy)
                        .segments(segments.toArray(String[]::new))
                        .evidencePerUnit(flag)
                        .warmup(duration.plusMillis(2))
                        .promoteAutomatically(!flag)
                        .shadow(new ShadowTerms(name, alpha, 5, alpha / 2))
                        .conduct(conduct(name, duration, steps.size(), alpha, segments, flag))
                        .experiment(flag ? null : experiment(steps.size(), alpha, segments))
                        .plan()
                        .submitted(Instant.ofEpochMilli(duration.toMillis()), "by" + name));
    }

    /** Every term that may be left out is in some conducts and not in others. */
    private static Conduct conduct(
            String name, Duration duration, int steps, double alpha, List<String> segments, boolean flag) {
        AccuracyTerms accuracy =
                new AccuracyTerms(steps == 0 ? null : alpha, 101, alpha / 5, alpha / 6, duration.plusMillis(4), 103);
        DriftTerms drift = new DriftTerms(segments, steps == 0, duration.plusMillis(5), 105, alpha / 7, alpha / 8);
        Retraining retraining = new Retraining(
                flag ? LocalDate.EPOCH.minusDays(segments.size()) : null,
                flag ? null : LocalDate.EPOCH.plusDays(20_000 + segments.size()),
                LocalDate.MAX.withYear(9_999));
        return new Conduct(
                flag ? "because " + name : null,
                flag,
                flag ? SegmentHarm.ISOLATE : SegmentHarm.ROLLBACK,
                duration,
                duration.plusMillis(3),
                new DrillPolicy(flag, flag ? duration : null, !flag),
                flag ? null : accuracy,
                flag ? drift : null,
                steps == 0 ? null : retraining);
    }

    private static ExperimentTerms experiment(int steps, double alpha, List<String> segments) {
        return new ExperimentTerms(
                ExperimentMetric.values()[segments.size()],
                ExperimentTerms.Method.values()[steps % 2],
                alpha,
                alpha / 3,
                alpha / 4,
                9,
                ExperimentTerms.OnTie.values()[steps / 3],
                segments);
    }
}
