package dev.weir.wire;

import dev.weir.rollout.Defaults;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Watch;
import dev.weir.schema.ExperimentSpec;
import dev.weir.schema.NoDataPolicy;
import dev.weir.schema.RolloutPurpose;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.SegmentHarmPolicy;
import dev.weir.schema.ShadowSpec;
import java.time.Duration;
import java.util.List;

/**
 * Watches to and from {@code weir.rollouts}, which keeps one record a model: either its rollout or its watch. The record of
 * a watch has no stages, and the same variant on both sides.
 */
public final class WatchCodec {
    private WatchCodec() {}

    /** The record of a watch. */
    public static RolloutSpec toWire(Watch watch) {
        return RolloutSpec.newBuilder()
                .setName(watch.name())
                .setModel(watch.model())
                .setBaseline(watch.variant())
                .setCandidate(watch.variant())
                .setBaselineMinDurationMs(0)
                .setBaselineMinSamples(0)
                .setStages(List.of())
                .setTimeoutMs(watch.timeout().toMillis())
                .setHoldbackBps(0)
                .setGuardrails(List.of())
                .setAlphaRollback(Defaults.ALPHA)
                .setAlphaAdvance(Defaults.ALPHA)
                .setShadow(ShadowSpec.newBuilder()
                        .setComparator(ShadowTerms.STANDARD.comparator())
                        .setMinAgreement(ShadowTerms.STANDARD.minAgreement())
                        .setMinSamples(ShadowTerms.STANDARD.minSamples())
                        .build())
                .setOnNoData(NoDataPolicy.PAUSE)
                .setPurpose(RolloutPurpose.REPLACE)
                .setOnSegmentHarm(SegmentHarmPolicy.ROLLBACK)
                .setExperiment(ExperimentSpec.newBuilder().build())
                .setAccuracy(AccuracyCodec.toWire(watch.accuracy()))
                .setDrift(DriftCodec.toWire(watch.drift()))
                .setRetraining(RetrainingCodec.toWire(watch.retraining()))
                .setWatchOnly(true)
                .setSubmittedAt(watch.submittedAt())
                .setSubmittedBy(watch.submittedBy())
                .build();
    }

    /**
     * The watch of a record.
     *
     * @throws IllegalArgumentException if the record is of a rollout, or does not say what is watched
     */
    public static Watch fromWire(RolloutSpec spec) {
        if (!spec.getWatchOnly() || spec.getAccuracy() == null && spec.getDrift() == null) {
            throw new IllegalArgumentException(spec.getName() + " is no watch over anything");
        }
        return new Watch(
                spec.getName(),
                spec.getModel(),
                spec.getBaseline(),
                Duration.ofMillis(spec.getTimeoutMs()),
                AccuracyCodec.fromWire(spec.getAccuracy()),
                DriftCodec.fromWire(spec.getDrift()),
                RetrainingCodec.fromWire(spec.getRetraining()),
                spec.getSubmittedAt(),
                spec.getSubmittedBy());
    }
}
