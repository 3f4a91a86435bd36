package dev.weir.wire;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.schema.AccuracySpec;
import java.time.Duration;

/** What an accuracy is held to, to and from {@code weir.rollouts}. */
final class AccuracyCodec {
    private AccuracyCodec() {}

    /** The record of terms; null for none. */
    static AccuracySpec toWire(AccuracyTerms terms) {
        return terms == null
                ? null
                : AccuracySpec.newBuilder()
                        .setDeployed(terms.deployed())
                        .setReferenceLabels(terms.referenceLabels())
                        .setTolerance(terms.tolerance())
                        .setLeastShare(terms.leastShare())
                        .setLabelHorizonMs(terms.labelHorizon().toMillis())
                        .setRecentLabels(terms.recentLabels())
                        .build();
    }

    /** The terms of a record; null for none. */
    static AccuracyTerms fromWire(AccuracySpec spec) {
        return spec == null
                ? null
                : new AccuracyTerms(
                        spec.getDeployed(),
                        spec.getReferenceLabels(),
                        spec.getTolerance(),
                        spec.getLeastShare(),
                        Duration.ofMillis(spec.getLabelHorizonMs()),
                        spec.getRecentLabels());
    }
}
