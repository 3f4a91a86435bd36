package dev.weir.wire;

import dev.weir.rollout.Retraining;
import dev.weir.schema.RetrainingSpec;

/** When a model was and will be trained again, to and from {@code weir.rollouts}. */
final class RetrainingCodec {
    private RetrainingCodec() {}

    /** The record of what is said; null for nothing. */
    static RetrainingSpec toWire(Retraining retraining) {
        return retraining == null
                ? null
                : new RetrainingSpec(retraining.deployed(), retraining.last(), retraining.next());
    }

    /** What a record says; null for none. */
    static Retraining fromWire(RetrainingSpec spec) {
        return spec == null ? null : new Retraining(spec.getDeployed(), spec.getLast(), spec.getNext());
    }
}
