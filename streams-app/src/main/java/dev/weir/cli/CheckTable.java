package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cli.Paint.Tone;
import java.util.List;
import java.util.Locale;

/** The rows of a verdict's checks below their heads: figures, interval, and a bar from "proved harm" to "proved fine". */
final class CheckTable {
    /** Columns that a guardrail's figures take without its name, and those of its interval. */
    private static final int FIGURES = 52;

    private static final int INTERVAL = 20;
    private static final int SHORTEST_NAME = 10;
    private static final int SHORTEST_HALF = 4;
    private static final int LONGEST_HALF = 14;

    /** Half a bar that has room for the whole words of its ends. */
    private static final int LONGEST_WORDS = 12;

    private final Paint paint;
    private final int names;
    private final boolean intervals;
    private final int half;

    /** A table that has room for the names of some checks, and for as much more of them as a terminal is wide. */
    CheckTable(Paint paint, Terminal terminal, List<JsonNode> checks) {
        this.paint = paint;
        this.names =
                checks.stream().mapToInt(check -> TextWidth.of(name(check))).reduce(SHORTEST_NAME, Math::max);
        this.intervals = terminal.columns() > names + FIGURES + INTERVAL + 2 * SHORTEST_HALF;
        this.half = Math.min(LONGEST_HALF, (terminal.columns() - names - FIGURES - (intervals ? INTERVAL : 0)) / 2 - 1);
    }

    /** The line above the rows. */
    String heads() {
        return String.format(
                        Locale.ROOT, "%" + (names + 6) + "s %10s %8s %7s", "baseline", "candidate", "ratio", "limit")
                + (intervals ? String.format("  %-" + (INTERVAL - 2) + "s", "between") : "")
                + (half >= SHORTEST_HALF ? "  " + ends(half) : "");
    }

    /** What either end of a bar means, as wide as the bar. */
    private static String ends(int half) {
        String words = half >= LONGEST_WORDS ? "proved " : "";
        String left = words + "harm";
        String right = words + "fine";
        return left + " ".repeat(2 * half + 1 - left.length() - right.length()) + right;
    }

    /** The line of one check. */
    String row(JsonNode check) {
        String state = text(check, "state");
        Tone tone = state.equals("FAIL") ? Tone.BAD : state.equals("PASS") ? Tone.GOOD : Tone.BUSY;
        String mark = state.equals("FAIL") ? "✗" : state.equals("PASS") ? "✓" : "?";
        String metric = text(check, "metric");
        return paint.paint(tone, mark + " " + TextWidth.padded(name(check), names))
                + String.format(
                        Locale.ROOT,
                        " %10s %10s %8s %7s",
                        value(metric, check.path("baselineValue")),
                        value(metric, check.path("candidateValue")),
                        ratio(check.path("ratio")),
                        limit(check))
                + (intervals ? String.format("  %-" + (INTERVAL - 2) + "s", interval(check)) : "")
                + (half >= SHORTEST_HALF ? "  " + bar(check) : "");
    }

    /** From the middle to the left what speaks of harm, to the right what speaks of none; full is proved. */
    private String bar(JsonNode check) {
        int harm = (int) Math.round(half * way(check, "eValue", "eValueNeeded"));
        int fine = (int) Math.round(half * way(check, "advanceEValue", "advanceEValueNeeded"));
        return paint.paint(Tone.QUIET, "·".repeat(half - harm))
                + paint.paint(Tone.BAD, "█".repeat(harm))
                + "│"
                + paint.paint(Tone.GOOD, "█".repeat(fine))
                + paint.paint(Tone.QUIET, "·".repeat(half - fine));
    }

    private static String name(JsonNode check) {
        String metric = text(check, "metric");
        return Figures.plain(check.path("segment").isNull() ? metric : metric + " in " + text(check, "segment"));
    }

    /** Share of the way from no evidence to proof, by the logarithm in which evidence adds up. */
    static double way(JsonNode check, String field, String needed) {
        if (!check.path(field).isNumber() || !check.path(needed).isNumber()) {
            return 0;
        }
        double way = Math.log(check.path(field).doubleValue())
                / Math.log(check.path(needed).doubleValue());
        return way > 0 ? Math.min(1, way) : 0;
    }

    static String percent(double share) {
        double percent = 100 * share;
        return (percent == Math.rint(percent)
                        ? String.valueOf((long) percent)
                        : String.format(Locale.ROOT, "%.2f", percent))
                + " %";
    }

    private static String ratio(JsonNode ratio) {
        return ratio.isNumber() ? String.format(Locale.ROOT, "%.2f×", ratio.doubleValue()) : "–";
    }

    private static String limit(JsonNode check) {
        JsonNode limit = check.path("threshold");
        return isShare(check) ? String.format(Locale.ROOT, "%.0f %%", 100 * limit.doubleValue()) : ratio(limit);
    }

    /** Whether the limit is of a share itself, as of agreement, and not of a ratio. */
    private static boolean isShare(JsonNode check) {
        JsonNode limit = check.path("threshold");
        return check.path("ratio").isNull() && limit.isNumber() && limit.doubleValue() < 1;
    }

    private static String interval(JsonNode check) {
        if (!check.path("ciLow").isNumber()) {
            return "";
        }
        boolean isShare = isShare(check);
        double low = check.path("ciLow").doubleValue();
        JsonNode high = check.path("ciHigh");
        return isShare
                ? percent(Math.round(1_000 * low) / 1_000.0) + " and "
                        + (high.isNumber() ? percent(Math.round(1_000 * high.doubleValue()) / 1_000.0) : "any")
                : String.format(Locale.ROOT, "%.2f and %s", low, high.isNumber() ? ratio(high) : "any");
    }

    private static String value(String metric, JsonNode value) {
        if (!value.isNumber()) {
            return "–";
        }
        double number = value.doubleValue();
        if (metric.startsWith("latency") || metric.equals("cpu")) {
            return number < 1_000_000
                    ? String.format(Locale.ROOT, "%.1f ms", number / 1_000)
                    : String.format(Locale.ROOT, "%.2f s", number / 1_000_000);
        }
        return number <= 1 ? String.format(Locale.ROOT, "%.2f %%", 100 * number) : Figures.number(number);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
