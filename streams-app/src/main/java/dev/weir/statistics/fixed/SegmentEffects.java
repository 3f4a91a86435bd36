package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;

/** What estimates of an effect per segment have to be. */
final class SegmentEffects {
    private SegmentEffects() {}

    static void check(double[] effects, double[] variances) {
        if (effects.length == 0) {
            throw new IllegalArgumentException("effects must hold at least one value");
        }
        if (variances.length != effects.length) {
            throw new IllegalArgumentException(
                    "variances must hold one value per effect, " + effects.length + ", not " + variances.length);
        }
        for (double effect : effects) {
            Arguments.finite("effects", effect);
        }
        for (double variance : variances) {
            Arguments.positive("variances", variance);
        }
    }
}
