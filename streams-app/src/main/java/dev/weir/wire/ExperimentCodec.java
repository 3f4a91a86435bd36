package dev.weir.wire;

import dev.weir.evidence.ExperimentMetric;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.schema.ExperimentSpec;
import java.util.Locale;

/** The terms of an experiment to and from {@code weir.rollouts}. */
final class ExperimentCodec {
    private ExperimentCodec() {}

    /** The record of terms; of none, one that says so. */
    static ExperimentSpec toWire(ExperimentTerms terms) {
        if (terms == null) {
            return ExperimentSpec.newBuilder().build();
        }
        return ExperimentSpec.newBuilder()
                .setJudged(true)
                .setMetric(terms.metric().key())
                .setMethod(text(terms.method()))
                .setAlpha(terms.alpha())
                .setPower(terms.power())
                .setMinEffect(terms.minEffect())
                .setMinSamples(terms.minSamples())
                .setOnTie(text(terms.onTie()))
                .setSegments(terms.segments())
                .build();
    }

    /**
     * The terms of a record; null if it says that there are none.
     *
     * @throws IllegalArgumentException if it names what this version does not know
     */
    static ExperimentTerms fromWire(ExperimentSpec spec) {
        if (!spec.getJudged()) {
            return null;
        }
        return new ExperimentTerms(
                ExperimentMetric.ofKey(spec.getMetric())
                        .orElseThrow(() -> new IllegalArgumentException("experiment on '" + spec.getMetric()
                                + "', a metric this version of Weir does not know")),
                ExperimentTerms.Method.valueOf(constant(spec.getMethod())),
                spec.getAlpha(),
                spec.getPower(),
                spec.getMinEffect(),
                spec.getMinSamples(),
                ExperimentTerms.OnTie.valueOf(constant(spec.getOnTie())),
                spec.getSegments());
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String constant(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
