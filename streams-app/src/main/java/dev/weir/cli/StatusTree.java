package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cli.Paint.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rollouts as a tree on a terminal: the way through the stages, the guardrails with their bars, segments, sidecars. */
final class StatusTree {
    /** What an A/B test compares, of which its message tells: nothing of it can fail. */
    private static final Set<String> EXPERIMENT = Set.of("success", "reward", "latency", "labelled");

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
        private final CheckTable table;

        private Tree(JsonNode rollout, Instant now, List<String> lines) {
            this.rollout = rollout;
            this.now = now;
            this.lines = lines;
            List<JsonNode> shown = new ArrayList<>();
            rollout.at("/verdict/checks").forEach(check -> {
                if (isShown(check)) {
                    shown.add(check);
                }
            });
            this.table = new CheckTable(paint, terminal, shown);
        }

        void add() {
            if (rollout.has("watch")) {
                watched();
                return;
            }
            lines.add(paint.paint(Tone.STRONG, text(rollout, "model")) + "  " + text(rollout, "baseline") + " → "
                    + text(rollout, "candidate") + "  " + state()
                    + paint.paint(Tone.QUIET, "  " + text(rollout, "rollout")));
            stages();
            if (rollout.path("holding").isTextual() && !rollout.path("stage").isNull()) {
                lines.add("├─ " + paint.paint(Tone.WARN, "! holds: " + Figures.plain(text(rollout, "holding"))));
            }
            JsonNode verdict = rollout.path("verdict");
            lines.add("├─ " + (verdict.isNull() || verdict.isMissingNode() ? "no verdict yet" : said(verdict)));
            List<JsonNode> segments = new ArrayList<>();
            List<JsonNode> checks = new ArrayList<>();
            boolean isTest = text(verdict, "kind").equals("AB_TEST");
            for (JsonNode check : verdict.path("checks")) {
                if (!isTest || !EXPERIMENT.contains(text(check, "metric"))) {
                    (check.path("segment").isNull() ? checks : segments).add(check);
                }
            }
            if (!checks.isEmpty()) {
                lines.add("├─ guardrails" + paint.paint(Tone.QUIET, table.heads()));
                children(checks, table::row);
            }
            segments.removeIf(check -> !isShown(check));
            if (!segments.isEmpty()) {
                lines.add("├─ " + paint.paint(Tone.BAD, "segments that are harmed"));
                children(segments, table::row);
            }
            List<JsonNode> sidecars = new ArrayList<>();
            rollout.path("sidecars").forEach(sidecars::add);
            lines.add("├─ sidecars, table revision " + rollout.path("revision").asLong()
                    + (sidecars.isEmpty() ? ": none has been heard of" : ""));
            children(sidecars, this::sidecar);
            rules();
            for (String of : List.of("accuracy", "drift")) {
                if (rollout.path(of).isObject()) {
                    lines.add("├─ " + of + ": " + said(rollout.path(of)));
                }
            }
            if (rollout.path("retraining").isObject()) {
                retraining("├─ ", "│  ");
            }
            StatusText.waiting(rollout.path("waiting")).forEach(line -> lines.add("├─ " + line));
            lines.add("└─ " + decision());
        }

        /** A model that nothing is rolled out of. */
        private void watched() {
            JsonNode accuracy = rollout.path("accuracy");
            JsonNode drift = rollout.path("drift");
            boolean lost = text(accuracy, "status").equals("DEGRADED");
            boolean drifted = text(drift, "status").equals("DEGRADED");
            boolean known = accuracy.isObject() || drift.isObject();
            lines.add(paint.paint(Tone.STRONG, text(rollout, "model")) + "  " + text(rollout, "variant") + "  "
                    + paint.paint(
                            lost || drifted ? Tone.BAD : known ? Tone.GOOD : Tone.BUSY,
                            lost
                                    ? "✗ accuracy lost"
                                    : drifted ? "✗ drifted" : known ? "✓ watched" : "… watched, no verdict yet")
                    + paint.paint(Tone.QUIET, "  " + text(rollout, "watch")));
            List<String> said = new ArrayList<>();
            if (rollout.path("labelHorizon").isTextual()) {
                said.add(
                        accuracy.isObject()
                                ? said(accuracy)
                                : "labels are waited for " + text(rollout, "labelHorizon"));
            }
            if (rollout.path("driftWindow").isTextual()) {
                said.add(
                        drift.isObject()
                                ? said(drift)
                                : "what is asked in " + text(rollout, "driftWindow") + " is compared together");
            }
            boolean isLast = !rollout.path("retraining").isObject();
            for (int i = 0; i < said.size(); i++) {
                lines.add((isLast && i == said.size() - 1 ? "└─ " : "├─ ") + said.get(i));
            }
            if (!isLast) {
                retraining("└─ ", "   ");
            }
        }

        private void retraining(String branch, String below) {
            JsonNode retraining = rollout.path("retraining");
            boolean isNeeded = !retraining.path("actions").isEmpty();
            lines.add(branch + "retraining: "
                    + paint.paint(isNeeded ? Tone.BAD : Tone.GOOD, Figures.plain(text(retraining, "message"))));
            List<String> rest = RetrainingText.below(retraining);
            for (int i = 0; i < rest.size(); i++) {
                String line = rest.get(i);
                lines.add(below
                        + (i == rest.size() - 1 ? "└─ " : "├─ ")
                        + (line.startsWith("!") ? paint.paint(Tone.WARN, line) : line));
            }
        }

        private void rules() {
            JsonNode table = rollout.path("table");
            List<String> rules = new ArrayList<>();
            int units = table.path("users").size();
            if (units > 0) {
                rules.add(
                        units + (units == 1 ? " unit has a variant of its own" : " units have a variant of their own"));
            }
            table.path("segments")
                    .forEach(rule -> rules.add(Figures.plain(text(rule, "key")) + "="
                            + Figures.plain(text(rule, "value")) + " gets " + text(rule, "variant")));
            if (!rules.isEmpty()) {
                lines.add("├─ rules: " + String.join("; ", rules));
            }
        }

        private String state() {
            if (rollout.path("killSwitch").asBoolean()) {
                return paint.paint(Tone.BAD, "✗ KILL SWITCH ON");
            }
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
                        + (candidateBps(stage) == 0 ? "" : " " + CheckTable.percent(candidateBps(stage) / 10_000.0))
                        + time(stage);
                plain.add(words);
                parts.add(paint.paint(tone(mark), words));
            }
            String line = String.join(" ── ", plain);
            if (TextWidth.of(line) + 3 < terminal.columns()) {
                lines.add("├─ " + String.join(paint.paint(Tone.QUIET, " ── "), parts));
            } else {
                lines.add("├─ stages");
                parts.forEach(part -> lines.add("│  " + part));
            }
        }

        /** At full what is not held back. */
        private static int candidateBps(JsonNode stage) {
            return stage.path(stage.has("candidateBps") ? "candidateBps" : "weightBps")
                    .asInt();
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
            String experiment =
                    verdict.path("abStatus").isTextual() ? "A/B test " + text(verdict, "abStatus") + ": " : "";
            return experiment
                    + Figures.plain(text(verdict, "message"))
                    + paint.paint(Tone.QUIET, "  " + seconds(age) + " ago");
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

    private static Tone tone(String mark) {
        return switch (mark) {
            case "✓" -> Tone.GOOD;
            case "✗" -> Tone.BAD;
            case "‖" -> Tone.WARN;
            case "▶" -> Tone.BUSY;
            default -> Tone.QUIET;
        };
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    private static String seconds(Duration duration) {
        return Explanation.text(duration);
    }
}
