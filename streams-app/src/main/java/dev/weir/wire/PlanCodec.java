package dev.weir.wire;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.rollout.Conduct;
import dev.weir.rollout.Defaults;
import dev.weir.rollout.DrillPolicy;
import dev.weir.rollout.Plan;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Webhook;
import dev.weir.schema.GuardrailAction;
import dev.weir.schema.GuardrailSpec;
import dev.weir.schema.NoDataPolicy;
import dev.weir.schema.RolloutPurpose;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.SegmentHarmPolicy;
import dev.weir.schema.ShadowSpec;
import dev.weir.schema.StageSpec;
import dev.weir.schema.WebhookSpec;
import java.time.Duration;
import java.util.List;

/**
 * Plans to and from {@code weir.rollouts}.
 *
 * <p>{@code fromWire(toWire(plan))} equals the plan, as long as its times are whole milliseconds.
 */
public final class PlanCodec {
    /** Longest time of a stage that names neither a minimum nor a maximum. */
    private static final Duration MAX_DURATION_WITHOUT_MIN = Duration.ofHours(1);

    private PlanCodec() {}

    /** The record of a plan. */
    public static RolloutSpec toWire(Plan plan) {
        return RolloutSpec.newBuilder()
                .setName(plan.name())
                .setModel(plan.model())
                .setBaseline(plan.baseline())
                .setCandidate(plan.candidate())
                .setBaselineMinDurationMs(plan.baselineMinDuration().toMillis())
                .setBaselineMinSamples(plan.baselineMinSamples())
                .setStages(plan.stages().stream().map(PlanCodec::stage).toList())
                .setTimeoutMs(plan.timeout().toMillis())
                .setEvidenceDeadlineMs(
                        plan.evidenceDeadline().equals(plan.timeout())
                                ? null
                                : plan.evidenceDeadline().toMillis())
                .setHoldbackBps(plan.holdbackBps())
                .setGuardrails(guardrailSpecs(plan.guardrails()))
                .setAlphaRollback(plan.alphaRollback())
                .setAlphaAdvance(plan.alphaAdvance())
                .setOnNoData(NoDataPolicy.valueOf(plan.onNoData().name()))
                .setShadow(ShadowSpec.newBuilder()
                        .setComparator(plan.shadow().comparator())
                        .setMinAgreement(plan.shadow().minAgreement())
                        .setMinSamples(plan.shadow().minSamples())
                        .setTolerance(plan.shadow().tolerance())
                        .build())
                .setExperiment(ExperimentCodec.toWire(plan.experiment()))
                .setSegments(plan.segments())
                .setEvidencePerUnit(plan.evidencePerUnit())
                .setWarmupMs(plan.warmup().toMillis())
                .setPromoteAutomatically(plan.promoteAutomatically())
                .setSkippedStages(plan.conduct().skippedStages())
                .setPurpose(plan.conduct().aaTest() ? RolloutPurpose.AA_TEST : RolloutPurpose.REPLACE)
                .setOnSegmentHarm(
                        SegmentHarmPolicy.valueOf(plan.conduct().onSegmentHarm().name()))
                .setCleanUpAfterMs(plan.conduct().cleanUpAfter().toMillis())
                .setKeepWarmMs(plan.conduct().keepWarm().toMillis())
                .setDrillRequired(plan.conduct().drill().required())
                .setDrillEveryMs(
                        plan.conduct().drill().every() == null
                                ? null
                                : (Long) plan.conduct().drill().every().toMillis())
                .setDrillLive(plan.conduct().drill().live())
                .setAccuracy(AccuracyCodec.toWire(plan.conduct().accuracy()))
                .setDrift(DriftCodec.toWire(plan.conduct().drift()))
                .setRetraining(RetrainingCodec.toWire(plan.conduct().retraining()))
                .setSubmittedAt(plan.submittedAt())
                .setSubmittedBy(plan.submittedBy())
                .build();
    }

    /**
     * The plan of a record.
     *
     * @throws IllegalArgumentException if a guardrail or the experiment names a metric this version does not know, or its
     *     limits are out of range
     */
    public static Plan fromWire(RolloutSpec spec) {
        return new Plan(
                spec.getName(),
                spec.getModel(),
                spec.getBaseline(),
                spec.getCandidate(),
                Duration.ofMillis(spec.getBaselineMinDurationMs()),
                spec.getBaselineMinSamples(),
                spec.getStages().stream().map(PlanCodec::stage).toList(),
                Duration.ofMillis(spec.getTimeoutMs()),
                spec.getEvidenceDeadlineMs() == null ? null : Duration.ofMillis(spec.getEvidenceDeadlineMs()),
                spec.getHoldbackBps(),
                guardrails(spec.getGuardrails()),
                spec.getAlphaRollback(),
                spec.getAlphaAdvance(),
                Plan.NoDataPolicy.valueOf(spec.getOnNoData().name()),
                spec.getSegments(),
                spec.getEvidencePerUnit(),
                Duration.ofMillis(spec.getWarmupMs()),
                spec.getPromoteAutomatically(),
                shadow(spec.getShadow()),
                conduct(spec),
                ExperimentCodec.fromWire(spec.getExperiment()),
                spec.getSubmittedAt(),
                spec.getSubmittedBy());
    }

    private static ShadowTerms shadow(ShadowSpec spec) {
        return new ShadowTerms(
                spec.getComparator(),
                spec.getMinAgreement(),
                spec.getMinSamples(),
                spec.getTolerance() == null ? ShadowTerms.STANDARD.tolerance() : spec.getTolerance());
    }

    private static Conduct conduct(RolloutSpec spec) {
        return new Conduct(
                spec.getSkippedStages(),
                spec.getPurpose() == RolloutPurpose.AA_TEST,
                Conduct.SegmentHarm.valueOf(spec.getOnSegmentHarm().name()),
                Duration.ofMillis(spec.getCleanUpAfterMs()),
                Duration.ofMillis(spec.getKeepWarmMs()),
                new DrillPolicy(
                        spec.getDrillRequired(),
                        spec.getDrillEveryMs() == null ? null : Duration.ofMillis(spec.getDrillEveryMs()),
                        spec.getDrillLive()),
                AccuracyCodec.fromWire(spec.getAccuracy()),
                DriftCodec.fromWire(spec.getDrift()),
                RetrainingCodec.fromWire(spec.getRetraining()));
    }

    private static StageSpec stage(Stage stage) {
        return StageSpec.newBuilder()
                .setName(stage.name())
                .setWeightBps(stage.weightBps())
                .setMirrorBps(stage.mirrorBps())
                .setMinDurationMs(stage.minDuration().toMillis())
                .setMaxDurationMs(stage.maxDuration().toMillis())
                .setMinSamples(stage.minSamples())
                .setApprovalRequired(stage.approvalRequired())
                .setGuardrails(guardrailSpecs(stage.guardrails()))
                .setWebhook(
                        stage.webhook() == null
                                ? null
                                : new WebhookSpec(
                                        stage.webhook().url(),
                                        stage.webhook().timeout().toMillis(),
                                        stage.webhook().retry().toMillis()))
                .build();
    }

    private static Stage stage(StageSpec spec) {
        Duration min = Duration.ofMillis(spec.getMinDurationMs());
        return new Stage(
                spec.getName(),
                spec.getWeightBps(),
                spec.getMirrorBps(),
                min,
                spec.getMaxDurationMs() == null ? defaultMaxDuration(min) : Duration.ofMillis(spec.getMaxDurationMs()),
                spec.getMinSamples() == null ? 0 : spec.getMinSamples(),
                spec.getApprovalRequired(),
                guardrails(spec.getGuardrails()),
                webhook(spec.getWebhook()));
    }

    private static Webhook webhook(WebhookSpec spec) {
        return spec == null
                ? null
                : new Webhook(
                        spec.getUrl(), Duration.ofMillis(spec.getTimeoutMs()), Duration.ofMillis(spec.getRetryMs()));
    }

    /** Longest time of a stage that names only its minimum: three times that, or an hour where it is zero. */
    public static Duration defaultMaxDuration(Duration min) {
        return min.isZero() ? MAX_DURATION_WITHOUT_MIN : min.multipliedBy(Defaults.MAX_DURATION_FACTOR);
    }

    private static List<GuardrailSpec> guardrailSpecs(List<Guardrail> guardrails) {
        return guardrails.stream()
                .map(guardrail -> GuardrailSpec.newBuilder()
                        .setMetric(guardrail.metric().key())
                        .setMaxRatio(guardrail.maxRatio())
                        .setAdvanceRatio(guardrail.advanceRatio())
                        .setFloor(guardrail.floor())
                        .setAction(GuardrailAction.valueOf(guardrail.action().name()))
                        .build())
                .toList();
    }

    private static List<Guardrail> guardrails(List<GuardrailSpec> specs) {
        return specs.stream()
                .map(spec -> new Guardrail(
                        Metric.ofKey(spec.getMetric())
                                .orElseThrow(() -> new IllegalArgumentException("guardrail on '" + spec.getMetric()
                                        + "', a metric this version of Weir does not know")),
                        spec.getMaxRatio(),
                        spec.getAdvanceRatio(),
                        spec.getFloor(),
                        Guardrail.Action.valueOf(spec.getAction().name())))
                .toList();
    }
}
