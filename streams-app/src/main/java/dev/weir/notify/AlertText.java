package dev.weir.notify;

import dev.weir.schema.Alert;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What alerts say, in lines for people. */
final class AlertText {
    private static final int MOST_FIGURES = 5;

    private AlertText() {}

    /** What happened and where, e.g. {@code CANARY_ROLLBACK: sentiment, sentiment-v2 in canary-5}. */
    static String headline(Alert alert) {
        return (alert.getResolved() ? "over: " : "") + alert.getEvent() + ": " + alert.getModel()
                + (alert.getRollout() == null ? "" : ", " + alert.getRollout())
                + (alert.getStage() == null ? "" : " in " + alert.getStage());
    }

    /** The figures of the checks that fail, of all if none does, a few at most. */
    static List<String> figures(Alert alert) {
        List<Check> failed = alert.getChecks().stream()
                .filter(check -> check.getState() == CheckState.FAIL)
                .toList();
        List<String> lines = new ArrayList<>();
        for (Check check : failed.isEmpty() ? alert.getChecks() : failed) {
            if (lines.size() == MOST_FIGURES) {
                break;
            }
            lines.add(check.getMetric()
                    + (check.getSegment() == null ? "" : " [" + check.getSegment() + "]")
                    + ": baseline " + number(check.getBaselineValue())
                    + ", candidate " + number(check.getCandidateValue())
                    + ", limit " + number(check.getThreshold())
                    + " (" + check.getState() + ")");
        }
        return lines;
    }

    /** A text cut to a length that a receiver takes. */
    static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "\u2026";
    }

    private static String number(Double value) {
        return value == null ? "unknown" : String.format(Locale.ROOT, "%.4g", value);
    }
}
