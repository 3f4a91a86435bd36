package dev.weir.verdict;

import dev.weir.evidence.DriftLook;
import dev.weir.evidence.DriftWatch;
import dev.weir.statistics.drift.DriftFindings;
import dev.weir.statistics.drift.FeatureDrift;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one window says of drift. What is asked and what is answered are told apart: {@value #FEATURE} of each feature,
 * {@value #PREDICTION} of each figure of the answers, and {@value #SCORE}, the share of the features that drifted.
 *
 * <p>A variant that is asked other things than it was, or answers otherwise, may have to be trained again. Of two variants
 * that serve side by side neither says so: if they answer otherwise the difference is that of the models, and if they are
 * asked other things their traffic is not split at random.
 */
public final class DriftVerdict {
    /** Metric of the share of the features that drifted; every verdict on drift has it. */
    public static final String SCORE = "driftScore";

    /** Metric of the checks of one feature each, which their segment names. */
    public static final String FEATURE = "featureDrift";

    /** Metric of the checks of one figure of the answers each, which their segment names. */
    public static final String PREDICTION = "predictionDrift";

    private final DriftWatch watch;
    private final DriftLook look;

    private DriftVerdict(DriftWatch watch, DriftLook look) {
        this.watch = watch;
        this.look = look;
    }

    /** The verdict on a window. */
    public static Verdict of(DriftWatch watch, DriftLook look, String id, Instant at) {
        DriftVerdict verdict = new DriftVerdict(watch, look);
        boolean drifted = look.haveFeaturesDrifted() || look.havePredictionsDrifted();
        return new Verdict(
                id,
                at,
                Kind.DRIFT,
                status(look, drifted),
                verdict.recommendation(),
                Standing.UNDECIDED,
                new DriftWording(watch, look).message(),
                verdict.checks(),
                look.reference().requests(),
                look.isReference() ? 0 : look.current().requests());
    }

    private static Status status(DriftLook look, boolean drifted) {
        if (drifted) {
            return Status.DEGRADED;
        }
        return look.isTelling() && !look.isSilent() ? Status.HEALTHY : Status.INSUFFICIENT_DATA;
    }

    /** Whether a verdict is on what is asked and answered, and not on how right it is. */
    public static boolean isOne(Verdict verdict) {
        return verdict.checks().stream().anyMatch(check -> check.metric().equals(SCORE));
    }

    private Recommendation recommendation() {
        if (watch.against() == null) {
            return look.haveFeaturesDrifted() || look.havePredictionsDrifted()
                    ? Recommendation.RETRAIN
                    : Recommendation.CONTINUE;
        }
        if (look.haveFeaturesDrifted()) {
            return Recommendation.INVESTIGATE_SPLIT;
        }
        return look.havePredictionsDrifted() ? Recommendation.INVESTIGATE_DISAGREEMENT : Recommendation.CONTINUE;
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        boolean compared = !look.isReference() && !look.features().judged().isEmpty();
        checks.add(check(
                SCORE,
                null,
                Double.NaN,
                compared ? (Double) look.score() : null,
                null,
                !compared ? CheckState.UNDECIDED : state(look.haveFeaturesDrifted())));
        if (!look.isReference()) {
            add(checks, look.features(), FEATURE, "feature=");
            if (look.answers() != null) {
                add(checks, look.answers(), PREDICTION, "prediction=");
            }
        }
        return checks;
    }

    private void add(List<Check> checks, DriftFindings findings, String metric, String key) {
        for (FeatureDrift each : findings.judged()) {
            checks.add(check(
                    metric,
                    key + each.feature(),
                    each.psiLimit(),
                    each.psi(),
                    each.adjustedPValue(),
                    state(each.drifted())));
        }
        for (String name : findings.withoutData()) {
            checks.add(check(metric, key + name, Double.NaN, null, null, CheckState.UNDECIDED));
        }
    }

    private static CheckState state(boolean drifted) {
        return drifted ? CheckState.FAIL : CheckState.PASS;
    }

    private Check check(String metric, String segment, double limit, Double value, Double pValue, CheckState state) {
        return new Check(
                metric,
                segment,
                limit,
                limit,
                0,
                null,
                value,
                look.reference().requests(),
                look.isReference() ? 0 : look.current().requests(),
                Double.NaN,
                Double.NaN,
                null,
                0,
                null,
                null,
                null,
                null,
                pValue,
                state);
    }
}
