package dev.weir.verdict;

import dev.weir.evidence.Contents;
import dev.weir.evidence.DriftLook;
import dev.weir.evidence.DriftWatch;
import dev.weir.statistics.drift.DriftFindings;
import dev.weir.statistics.drift.FeatureDrift;
import dev.weir.window.ValueTally;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What one window says of drift, in one sentence. */
final class DriftWording {
    /** Features that are named; those that changed most. */
    private static final int NAMED = 5;

    private final DriftWatch watch;
    private final DriftLook look;
    private final boolean isSideBySide;

    DriftWording(DriftWatch watch, DriftLook look) {
        this.watch = watch;
        this.look = look;
        this.isSideBySide = watch.against() != null;
    }

    String message() {
        if (look.isReference()) {
            return String.format(
                    Locale.ROOT,
                    "From now on %s is compared with its first %,d requests (%s): %s%s",
                    watch.variant(),
                    look.reference().requests(),
                    span(look.reference()),
                    features(look.reference().asked()),
                    predictions(look.reference().answered()));
        }
        String late = watch.late() == 0 ? "" : String.format(Locale.ROOT, "; %,d came too late", watch.late());
        return conclusion() + " (" + compared() + late + ")";
    }

    private static String features(ValueTally asked) {
        int fields = asked.numbers().size() + asked.words().size();
        return fields == 0 ? "no features are told of" : fields + " features";
    }

    private String predictions(ValueTally answered) {
        if (!watch.terms().predictions()) {
            return "";
        }
        List<String> fields = new ArrayList<>(answered.numbers().keySet());
        fields.addAll(answered.words().keySet());
        return fields.isEmpty() ? ", no predictions" : ", predictions by " + String.join(", ", fields);
    }

    private String compared() {
        String now = String.format(
                Locale.ROOT, "%,d requests of %s; ", look.current().requests(), span(look.current()));
        return isSideBySide
                ? now + String.format(Locale.ROOT, "%,d of %s", look.reference().requests(), watch.against())
                : now
                        + String.format(
                                Locale.ROOT,
                                "compared with %,d of %s",
                                look.reference().requests(),
                                span(look.reference()));
    }

    private String conclusion() {
        return look.isTelling()
                ? opening() + ofFeatures() + ofPredictions()
                : "Nothing to compare of " + watch.variant()
                        + ": no features and no predictions are told of; publish them with its events";
    }

    private String opening() {
        if (isSideBySide) {
            return watch.variant() + " beside " + watch.against() + ": ";
        }
        if (look.haveFeaturesDrifted()) {
            return "Data drift, retrain " + watch.variant() + ": ";
        }
        return (look.havePredictionsDrifted() ? "Prediction drift, retrain " : "No drift of ") + watch.variant() + ": ";
    }

    private String ofFeatures() {
        int judged = look.features().judged().size();
        if (judged == 0) {
            return "no features are told of";
        }
        if (!look.haveFeaturesDrifted()) {
            return "none of " + judged + " features " + (isSideBySide ? "differs" : "drifted");
        }
        return String.format(
                Locale.ROOT,
                "%d of %d features %s (score %.2f): %s",
                look.features().drifted().size(),
                judged,
                isSideBySide ? "differ" : "drifted",
                look.score(),
                named(look.features()));
    }

    private String ofPredictions() {
        if (look.answers() == null) {
            return "";
        }
        if (look.answers().judged().isEmpty()) {
            return look.isSilent() ? "; no predictions are told of" : "";
        }
        return look.havePredictionsDrifted()
                ? "; predictions " + (isSideBySide ? "differ: " : "drifted: ") + named(look.answers())
                : "; predictions " + (isSideBySide ? "do not differ" : "did not");
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

    /** How long a window was and when it began, to the minute where it began with one. */
    private static String span(Contents contents) {
        Instant from = Instant.ofEpochSecond(contents.from());
        Duration length = Duration.ofSeconds(contents.until() - contents.from());
        boolean byMinute = from.equals(from.truncatedTo(ChronoUnit.MINUTES));
        return Figures.time(length) + " from " + (byMinute ? from.toString().replace(":00Z", "Z") : from.toString());
    }
}
