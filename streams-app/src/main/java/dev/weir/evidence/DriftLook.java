package dev.weir.evidence;

import dev.weir.statistics.drift.DriftFindings;
import dev.weir.statistics.drift.DriftRule;
import java.util.List;

/**
 * What a window that is over says of drift; of the first one, which is the reference, nothing but that it is.
 *
 * @param reference requests that are the reference, and when they were; of another variant, when those now are
 * @param current   requests of the window; null where it is the reference
 * @param features  what was asked, compared; null where it is the reference
 * @param answers   what was answered, compared; null where it is the reference or nobody asks
 */
public record DriftLook(Contents reference, Contents current, DriftFindings features, DriftFindings answers) {
    private static final DriftFindings NOTHING = new DriftFindings(List.of(), List.of());

    /** The reference, with which nothing has been compared yet. */
    static DriftLook first(Contents reference) {
        return new DriftLook(reference, null, null, null);
    }

    /** A window beside its reference. */
    static DriftLook of(Contents reference, Contents current, DriftTerms terms) {
        DriftRule rule = new DriftRule(terms.level(), terms.alpha());
        boolean asked = isEnough(reference.asked().requests(), current.asked().requests());
        boolean answered =
                isEnough(reference.answered().requests(), current.answered().requests());
        return new DriftLook(
                reference,
                current,
                asked ? rule.judge(CommonBins.of(reference.asked(), current.asked())) : NOTHING,
                !terms.predictions()
                        ? null
                        : answered ? rule.judge(CommonBins.of(reference.answered(), current.answered())) : NOTHING);
    }

    private static boolean isEnough(long reference, long current) {
        return Math.min(reference, current) >= DriftTerms.FEWEST_SAMPLES;
    }

    /** Whether it is the reference alone. */
    public boolean isReference() {
        return current == null;
    }

    /** Whether anything could be compared. */
    public boolean isTelling() {
        return !isReference()
                && !(features.judged().isEmpty()
                        && (answers == null || answers.judged().isEmpty()));
    }

    /** Whether the window does not tell what its reference told: features or predictions. */
    public boolean isSilent() {
        return !isReference()
                && (features.judged().isEmpty() && reference.asked().requests() >= DriftTerms.FEWEST_SAMPLES
                        || answers != null
                                && answers.judged().isEmpty()
                                && reference.answered().requests() >= DriftTerms.FEWEST_SAMPLES);
    }

    /** Whether features have drifted. */
    public boolean haveFeaturesDrifted() {
        return !isReference() && !features.drifted().isEmpty();
    }

    /** Whether predictions have drifted. */
    public boolean havePredictionsDrifted() {
        return answers != null && !answers.drifted().isEmpty();
    }

    /** Share of the features that drifted, 0 to 1; 0 of none. */
    public double score() {
        return features.judged().isEmpty()
                ? 0
                : (double) features.drifted().size() / features.judged().size();
    }
}
