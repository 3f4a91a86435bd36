package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cli.Paint.Tone;
import dev.weir.config.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rollouts as a tree on a terminal: the way through the stages, the guardrails with their bars, segments, sidecars. */
final class StatusTree {
    /** Columns that a guardrail's figures take without its name, and those of its interval. */
    private static final int FIGURES = 52;

    private static final int INTERVAL = 20;
    private static final int SHORTEST_NAME = 10;
    private static final int SHORTEST_HALF = 4;
    private static final int LONGEST_HALF = 14;

    private final Paint paint;
    private final Terminal terminal;

    StatusTree(Terminal terminal, Paint paint) {
        this.terminal = terminal;
        this.paint = paint;
    }

    /** The lines of some rollouts, as they stand at an instant. */
    List<String> lines(List<JsonNode> rollouts, Instant now) {
        List<String> lines = new ArrayList<>();
        if (rollouts.isEmpty()) {
            lines.add("no model has a rollout; submit one with: weir apply -f FILE");
        }
        for (JsonNode rollout : rollouts) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            new Tree(rollout, now, lines).add();
        }
        return lines;
    }

    private final class Tree {
        private final JsonNode rollout;
        private final Instant now;
        private final List<String> lines;
        private final int names;
        private final boolean intervals;
        private final int half;

        private Tree(JsonNode rollout, Instant now, List<String> lines) {
            this.rollout = rollout;
            this.now = now;
            this.lines = lines;
            int longest = SHORTEST_NAME;
            for (JsonNode check : rollout.at("/verdict/checks")) {
                longest = isShown(check) ? Math.max(longest, name(check).length()) : longest;
            }
            this.names = longest;
            this.intervals = terminal.columns() > names + FIGURES + INTERVAL + 2 * SHORTEST_HALF;
            this.half =
                    Math.min(LONGEST_HALF, (terminal.columns() - names - FIGURES - (intervals ? INTERVAL : 0)) / 2 - 1);
        }

        void add() {
            lines.add(paint.paint(Tone.STRONG, text(rollout, "model")) + "  " + text(rollout, "baseline") + " → "
                    + text(rollout, "candidate") + "  " + state()
                    + paint.paint(Tone.QUIET, "  " + text(rollout, "rollout"))
                    + (rollout.path("killSwitch").asBoolean() ? paint.paint(Tone.BAD, "  KILL SWITCH ON") : ""));
            stages();
            JsonNode verdict = rollout.path("verdict");
            lines.add("├─ " + (verdict.isNull() || verdict.isMissingNode() ? "no verdict yet" : said(verdict)));
            List<JsonNode> segments = new ArrayList<>();
            List<JsonNode> checks = new ArrayList<>();
            verdict.path("checks").forEach(check -> (check.path("segment").isNull() ? checks : segments).add(check));
            if (!checks.isEmpty()) {
                lines.add("├─ guardrails" + paint.paint(Tone.QUIET, heads()));
                children(checks, this::check);
            }
            segments.removeIf(check -> !isShown(check));
            if (!segments.isEmpty()) {
                lines.add("├─ " + paint.paint(Tone.BAD, "segments that are harmed"));
                children(segments, this::check);
            }
            List<JsonNode> sidecars = new ArrayList<>();
            rollout.path("sidecars").forEach(sidecars::add);
            lines.add("├─ sidecars, table revision " + rollout.path("revision").asLong()
                    + (sidecars.isEmpty() ? ": none has been heard of" : ""));
            children(sidecars, this::sidecar);
            lines.add("└─ " + decision());
        }

        private String state() {
            String status = text(rollout, "status");
            String verdict = rollout.at("/verdict/status").asText();
            return switch (status) {
                case "PROMOTED" -> paint.paint(Tone.GOOD, "✓ promoted");
                case "ROLLED_BACK" -> paint.paint(Tone.BAD, "✗ rolled back");
                case "ABORTED" -> paint.paint(Tone.WARN, "✗ aborted");
                case "PAUSED" -> paint.paint(Tone.WARN, "‖ paused");
                default ->
                    switch (verdict) {
                        case "DEGRADED" -> paint.paint(Tone.BAD, "✗ degraded");
                        case "HEALTHY" -> paint.paint(Tone.GOOD, "✓ healthy");
                        default -> paint.paint(Tone.BUSY, "… gathering evidence");
                    };
            };
        }

        private void stages() {
            List<String> parts = new ArrayList<>();
            List<String> plain = new ArrayList<>();
            for (JsonNode stage : rollout.path("stages")) {
                String mark = mark(stage);
                String words = mark + " " + text(stage, "name")
                        + (stage.path("weightBps").asInt() == 0
                                ? ""
                                : " " + percent(stage.path("weightBps").asInt() / 10_000.0))
                        + time(stage);
                plain.add(words);
                parts.add(paint.paint(tone(mark), words));
            }
            String line = String.join(" ── ", plain);
            if (line.length() + 3 < terminal.columns()) {
                lines.add("├─ " + String.join(paint.paint(Tone.QUIET, " ── "), parts));
            } else {
                lines.add("├─ stages");
                parts.forEach(part -> lines.add("│  " + part));
            }
        }

        private String mark(JsonNode stage) {
            boolean over = !rollout.path("endedAt").isNull()
                    && !rollout.path("endedAt").isMissingNode();
            return switch (text(stage, "state")) {
                case "DONE" ->
                    over && isLastEntered(stage) && !text(rollout, "status").equals("PROMOTED") ? "✗" : "✓";
                case "CURRENT" -> text(rollout, "status").equals("PAUSED") ? "‖" : "▶";
                default -> "·";
            };
        }

        private boolean isLastEntered(JsonNode stage) {
            String last = "";
            for (JsonNode each : rollout.path("stages")) {
                last = each.path("enteredAt").isNull() ? last : text(each, "name");
            }
            return last.equals(text(stage, "name"));
        }

        private String time(JsonNode stage) {
            if (!text(stage, "state").equals("CURRENT")
                    || rollout.path("stageSince").isNull()) {
                return "";
            }
            Instant until = rollout.path("pausedSince").isTextual() ? Instant.parse(text(rollout, "pausedSince")) : now;
            Duration spent = Duration.between(Instant.parse(text(rollout, "stageSince")), until);
            Duration left =
                    Duration.ofMillis(stage.path("minDurationMs").asLong()).minus(spent);
            return left.isNegative() || left.isZero()
                    ? " (for " + seconds(spent) + ", waits for proof)"
                    : " (" + seconds(left) + " left)";
        }

        private String said(JsonNode verdict) {
            Duration age = Duration.between(Instant.parse(text(verdict, "timestamp")), now);
            return Figures.plain(text(verdict, "message")) + paint.paint(Tone.QUIET, "  " + seconds(age) + " ago");
        }

        private String heads() {
            return String.format(
                            Locale.ROOT,
                            "%" + (names + 6) + "s %10s %8s %7s",
                            "baseline",
                            "candidate",
                            "ratio",
                            "limit")
                    + (intervals ? String.format("  %-" + (INTERVAL - 2) + "s", "between") : "")
                    + (half >= SHORTEST_HALF
                            ? "  proved harm" + " ".repeat(Math.max(1, 2 * half - 21)) + "proved fine"
                            : "");
        }

        private String check(JsonNode check) {
            String state = text(check, "state");
            Tone tone = state.equals("FAIL") ? Tone.BAD : state.equals("PASS") ? Tone.GOOD : Tone.BUSY;
            String mark = state.equals("FAIL") ? "✗" : state.equals("PASS") ? "✓" : "?";
            String metric = text(check, "metric");
            return paint.paint(tone, mark + " " + String.format("%-" + names + "s", name(check)))
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

        private String sidecar(JsonNode sidecar) {
            long revision = sidecar.path("revision").asLong();
            boolean behind = revision < rollout.path("revision").asLong();
            boolean silent = sidecar.path("silent").asBoolean();
            boolean stale = sidecar.path("stale").asBoolean();
            String words = (behind ? ", behind" : "")
                    + (silent ? ", silent" : "")
                    + (stale ? ", out of touch with Kafka" : "");
            return paint.paint(words.isEmpty() ? Tone.GOOD : Tone.WARN, words.isEmpty() ? "✓" : "!") + " "
                    + Figures.plain(text(sidecar, "sidecar")) + " at " + revision + words;
        }

        private String decision() {
            JsonNode latest = rollout.path("decisions").path(0);
            return latest.isMissingNode()
                    ? "no decision yet"
                    : text(latest, "timestamp").replaceAll(".*T|\\..*", "") + " "
                            + paint.paint(Tone.STRONG, text(latest, "action")) + " by "
                            + Figures.plain(text(latest, "issuedBy")) + ": "
                            + Figures.plain(text(latest, "reason"));
        }

        private void children(List<JsonNode> nodes, java.util.function.Function<JsonNode, String> line) {
            for (int i = 0; i < nodes.size(); i++) {
                lines.add("│  " + (i == nodes.size() - 1 ? "└─ " : "├─ ") + line.apply(nodes.get(i)));
            }
        }
    }

    /** Of segments only those that are harmed: dozens about which nothing is proved would hide them. */
    private static boolean isShown(JsonNode check) {
        return check.path("segment").isNull() || text(check, "state").equals("FAIL");
    }

    private static String name(JsonNode check) {
        String metric = text(check, "metric");
        return Figures.plain(check.path("segment").isNull() ? metric : metric + " in " + text(check, "segment"));
    }

    private static Tone tone(String mark) {
        return switch (mark) {
            case "✓" -> Tone.GOOD;
            case "✗" -> Tone.BAD;
            case "‖" -> Tone.WARN;
            case "▶" -> Tone.BUSY;
            default -> Tone.QUIET;
        };
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

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    private static String percent(double share) {
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

    private static String seconds(Duration duration) {
        return duration.isNegative() ? "0s" : Durations.format(Duration.ofSeconds(duration.toSeconds()));
    }
}
