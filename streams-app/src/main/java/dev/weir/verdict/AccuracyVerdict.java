package dev.weir.verdict;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.AccuracyWatch;
import dev.weir.evidence.Labels;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the labels say of the variant in charge: whether it is still as good as it was when it was deployed.
 *
 * <p>Two things are told apart. {@value #ACCURACY}: whether more than the tolerance is lost, by a detector whose false
 * alarms are rare however long it watches. {@value #RETRAINING}: whether, besides, the present accuracy is below the share
 * of the deployed one at which a model has to be trained again. A plain comparison of the second kind alone would alarm
 * by chance, the more often the longer one looks.
 */
public final class AccuracyVerdict {
    /** Metric of the check that no more than the tolerance is lost. */
    public static final String ACCURACY = "accuracy";

    /** Metric of the check that the present accuracy is not too small a share of the deployed one. */
    public static final String RETRAINING = "accuracyRatio";

    /** Metric of the check that labels come for as many requests as they used to. */
    public static final String COMPLETENESS = "labelCompleteness";

    /** Share of the usual completeness below which labels are said to be missing. */
    private static final double LEAST_COMPLETENESS = 0.5;

    private final AccuracyWatch watch;
    private final AccuracyTerms terms;
    private final Labels present;

    private AccuracyVerdict(AccuracyWatch watch) {
        this.watch = watch;
        this.terms = watch.terms();
        this.present = watch.present();
    }

    /** The verdict of one moment. */
    public static Verdict of(AccuracyWatch watch, String id, Instant at) {
        AccuracyVerdict verdict = new AccuracyVerdict(watch);
        boolean drift = watch.hasDrifted();
        return new Verdict(
                id,
                at,
                Kind.DRIFT,
                drift ? Status.DEGRADED : verdict.isKnown() ? Status.HEALTHY : Status.INSUFFICIENT_DATA,
                drift ? Recommendation.RETRAIN : Recommendation.CONTINUE,
                Standing.UNDECIDED,
                verdict.message(),
                verdict.checks(),
                watch.reference().labelled(),
                verdict.present.labelled());
    }

    /** Whether a verdict says that the accuracy is below the share at which the model has to be trained again. */
    public static boolean isBelowShare(Verdict verdict) {
        return verdict.checks().stream()
                .anyMatch(check -> check.metric().equals(RETRAINING) && check.state() == CheckState.FAIL);
    }

    private boolean isKnown() {
        return watch.deployed() != null
                && watch.detector() != null
                && present.labelled() >= AccuracyTerms.FEWEST_LABELS
                && !labelsAreMissing();
    }

    private boolean labelsAreMissing() {
        return watch.reference().labelled() >= AccuracyTerms.FEWEST_LABELS
                && present.requests() >= AccuracyTerms.FEWEST_LABELS
                && present.completeness()
                        < LEAST_COMPLETENESS * watch.reference().completeness();
    }

    private boolean isBelowShare() {
        return watch.hasDrifted() && present.accuracy() < terms.leastShare() * watch.deployed();
    }

    private List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        Double deployed = watch.deployed();
        if (deployed != null && present.labelled() > 0) {
            CheckState held = isKnown() ? CheckState.PASS : CheckState.UNDECIDED;
            double least = watch.detector() == null
                    ? deployed - terms.tolerance()
                    : watch.detector().leastAccuracy();
            checks.add(check(
                    ACCURACY,
                    least / deployed,
                    deployed,
                    present.accuracy(),
                    watch.detector() == null ? null : (Double) alarm(),
                    watch.hasDrifted() ? CheckState.FAIL : held));
            checks.add(check(
                    RETRAINING,
                    terms.leastShare(),
                    deployed,
                    present.accuracy(),
                    null,
                    isBelowShare() ? CheckState.FAIL : held));
        }
        if (present.requests() > 0) {
            checks.add(check(
                    COMPLETENESS,
                    LEAST_COMPLETENESS,
                    watch.reference().completeness(),
                    present.completeness(),
                    null,
                    labelsAreMissing() ? CheckState.FAIL : CheckState.PASS));
        }
        return checks;
    }

    private double alarm() {
        return watch.detector().logR() - StrictMath.log(AccuracyWatch.MEAN_BLOCKS_TO_FALSE_ALARM);
    }

    private Check check(String metric, double limit, Double reference, Double current, Double alarm, CheckState state) {
        return new Check(
                metric,
                null,
                limit,
                limit,
                0,
                reference,
                current,
                watch.reference().labelled() == 0
                        ? null
                        : (Long) watch.reference().labelled(),
                present.labelled(),
                Double.NaN,
                Double.NaN,
                null,
                0,
                null,
                alarm,
                null,
                null,
                state);
    }

    private String message() {
        return conclusion() + " (labels for " + share(present.completeness()) + " of the requests"
                + (labelsAreMissing() ? ", before " + share(watch.reference().completeness()) : "")
                + (watch.late() == 0 ? "" : String.format(Locale.ROOT, "; %,d labels came too late", watch.late()))
                + ")";
    }

    private String conclusion() {
        if (present.labelled() == 0) {
            return "No labels of " + watch.variant() + " yet: publish outcomes, or nobody will know when it gets worse";
        }
        if (watch.isTooLow()) {
            return watch.variant() + " is right in " + share(present.accuracy())
                    + " of its answers: too few to tell a loss";
        }
        if (watch.deployed() == null) {
            return String.format(
                    Locale.ROOT,
                    "Measuring the deployed accuracy of %s: %,d of %,d labels, %s right",
                    watch.variant(),
                    watch.reference().labelled(),
                    terms.referenceLabels(),
                    share(watch.reference().accuracy()));
        }
        String figures = String.format(
                Locale.ROOT,
                "%s is right in %s of its latest %,d labelled answers, at deployment in %s (%s of that)",
                watch.variant(),
                share(present.accuracy()),
                present.labelled(),
                share(watch.deployed()),
                share(present.accuracy() / watch.deployed()));
        if (isBelowShare()) {
            return "Model performance degraded, retrain needed: " + figures + ", less than "
                    + share(terms.leastShare());
        }
        if (watch.hasDrifted()) {
            return String.format(
                    Locale.ROOT,
                    "Model performance degraded by more than %.1f points, retrain: %s",
                    100 * terms.tolerance(),
                    figures);
        }
        return labelsAreMissing() ? "Too few labels to tell: " + figures : "No loss of accuracy found: " + figures;
    }

    private static String share(Double share) {
        return share == null ? "none" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
