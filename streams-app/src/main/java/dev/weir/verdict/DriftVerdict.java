package dev.weir.verdict;

import dev.weir.evidence.Contents;
import dev.weir.evidence.DriftLook;
import dev.weir.evidence.DriftWatch;
import dev.weir.statistics.drift.DriftFindings;
import dev.weir.statistics.drift.FeatureDrift;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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

    private static final int NAMED = 5;

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
                drifted ? Status.DEGRADED : look.isTelling() ? Status.HEALTHY : Status.INSUFFICIENT_DATA,
                verdict.recommendation(),
                Standing.UNDECIDED,
                verdict.message(),
                verdict.checks(),
                look.reference().requests(),
                look.isReference() ? 0 : look.current().requests());
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

    private String message() {
        if (look.isReference()) {
            return String.format(
                    Locale.ROOT,
                    "From now on %s is compared with its first %,d requests (%s): %s",
                    watch.variant(),
                    look.reference().requests(),
                    span(look.reference()),
                    fields());
        }
        return conclusion()
                + String.format(
                        Locale.ROOT,
                        " (%,d requests of %s; %s)",
                        look.current().requests(),
                        span(look.current()),
                        watch.against() == null
                                ? String.format(
                                        Locale.ROOT,
                                        "compared with %,d of %s",
                                        look.reference().requests(),
                                        span(look.reference()))
                                : String.format(
                                        Locale.ROOT,
                                        "%,d of %s",
                                        look.reference().requests(),
                                        watch.against()));
    }

    /** What the reference has that can be compared. */
    private String fields() {
        List<String> features =
                new ArrayList<>(look.reference().asked().numbers().keySet());
        features.addAll(look.reference().asked().words().keySet());
        List<String> answers =
                new ArrayList<>(look.reference().answered().numbers().keySet());
        answers.addAll(look.reference().answered().words().keySet());
        return (features.isEmpty() ? "no features are told of" : features.size() + " features")
                + (!watch.terms().predictions()
                        ? ""
                        : answers.isEmpty() ? ", no predictions" : ", predictions by " + String.join(", ", answers));
    }

    private String conclusion() {
        if (!look.isTelling()) {
            return "Nothing to compare of " + watch.variant()
                    + ": no features and no predictions are told of; publish them with its events";
        }
        String features = look.features().judged().isEmpty()
                ? "no features are told of"
                : look.haveFeaturesDrifted()
                        ? String.format(
                                Locale.ROOT,
                                "%d of %d features %s (score %.2f): %s",
                                look.features().drifted().size(),
                                look.features().judged().size(),
                                watch.against() == null ? "drifted" : "differ",
                                look.score(),
                                named(look.features()))
                        : "none of " + look.features().judged().size() + " features "
                                + (watch.against() == null ? "drifted" : "differs");
        String predictions = look.answers() == null || look.answers().judged().isEmpty()
                ? ""
                : look.havePredictionsDrifted()
                        ? "; predictions " + (watch.against() == null ? "drifted: " : "differ: ")
                                + named(look.answers())
                        : "; predictions " + (watch.against() == null ? "did not" : "do not differ");
        return opening() + features + predictions;
    }

    private String opening() {
        String variant = watch.variant();
        if (watch.against() == null) {
            return look.haveFeaturesDrifted()
                    ? "Data drift, retrain " + variant + ": "
                    : look.havePredictionsDrifted()
                            ? "Prediction drift, retrain " + variant + ": "
                            : "No drift of " + variant + ": ";
        }
        return variant + " beside " + watch.against() + ": ";
    }

    /** The largest changes with their figures, and how many more there are. */
    private static String named(DriftFindings findings) {
        List<FeatureDrift> drifted = findings.judged().stream()
                .filter(FeatureDrift::drifted)
                .sorted((a, b) -> Double.compare(b.psi(), a.psi()))
                .toList();
        return drifted.stream()
                        .limit(NAMED)
                        .map(each -> String.format(
                                Locale.ROOT, "%s (PSI %.2f above %.2f)", each.feature(), each.psi(), each.psiLimit()))
                        .collect(Collectors.joining(", "))
                + (drifted.size() > NAMED ? " and " + (drifted.size() - NAMED) + " more" : "");
    }

    /** When a window was, to the minute where it is that long. */
    private static String span(Contents contents) {
        Instant from = Instant.ofEpochSecond(contents.from());
        Duration length = Duration.ofSeconds(contents.until() - contents.from());
        boolean byMinute = from.equals(from.truncatedTo(ChronoUnit.MINUTES));
        return Figures.time(length) + " from " + (byMinute ? from.toString().replace(":00Z", "Z") : from.toString());
    }
}
