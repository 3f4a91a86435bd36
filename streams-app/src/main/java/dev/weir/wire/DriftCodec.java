package dev.weir.wire;

import dev.weir.evidence.DriftTerms;
import dev.weir.schema.DriftSpec;
import java.time.Duration;

/** How drift is watched for, to and from {@code weir.rollouts}. */
final class DriftCodec {
    private DriftCodec() {}

    /** The record of terms; null for none. */
    static DriftSpec toWire(DriftTerms terms) {
        return terms == null
                ? null
                : DriftSpec.newBuilder()
                        .setFeatures(terms.features())
                        .setPredictions(terms.predictions())
                        .setWindowMs(terms.window().toMillis())
                        .setMinSamples(terms.minSamples())
                        .setPsi(terms.level())
                        .setAlpha(terms.alpha())
                        .build();
    }

    /** The terms of a record; null for none. */
    static DriftTerms fromWire(DriftSpec spec) {
        return spec == null
                ? null
                : new DriftTerms(
                        spec.getFeatures(),
                        spec.getPredictions(),
                        Duration.ofMillis(spec.getWindowMs()),
                        spec.getMinSamples(),
                        spec.getPsi(),
                        spec.getAlpha());
    }
}
