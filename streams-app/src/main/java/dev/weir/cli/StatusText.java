package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.Durations;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The status of rollouts as text for people. */
final class StatusText {
    /** Columns of the CSV form. */
    static final List<Figures.Column> SUMMARY = List.of(
            new Figures.Column("model", "/model"),
            new Figures.Column("rollout", "/rollout"),
            new Figures.Column("attempt", "/attempt"),
            new Figures.Column("status", "/status"),
            new Figures.Column("stage", "/stage"),
            new Figures.Column("revision", "/revision"),
            new Figures.Column("verdict", "/verdict/status"),
            new Figures.Column("message", "/verdict/message"));

    private StatusText() {}

    /** The text line by line. */
    static List<String> lines(List<JsonNode> rollouts) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        print(out, rollouts);
        out.flush();
        return text.toString().lines().toList();
    }

    static void print(PrintWriter out, List<JsonNode> rollouts) {
        if (rollouts.isEmpty()) {
            out.println("no model has a rollout; submit one with: weir apply -f FILE");
        }
        for (JsonNode rollout : rollouts) {
            if (rollout.has("watch")) {
                out.printf(
                        "%s: %s is watched (%s)%n",
                        text(rollout, "model"), text(rollout, "variant"), text(rollout, "watch"));
                said(out, "accuracy", rollout.path("accuracy"));
                said(out, "drift", rollout.path("drift"));
                retraining(out, rollout.path("retraining"));
                continue;
            }
            out.printf(
                    "%s: rollout %s (attempt %d) %s, %s -> %s%s%n",
                    rollout.path("model").asText(),
                    rollout.path("rollout").asText(),
                    rollout.path("attempt").asInt(),
                    rollout.path("status").asText(),
                    rollout.path("baseline").asText(),
                    rollout.path("candidate").asText(),
                    rollout.path("killSwitch").asBoolean() ? ", KILL SWITCH ON" : "");
            stages(out, rollout.path("stages"));
            baseline(out, rollout.path("baselineFigures"));
            aside(out, rollout);
            JsonNode verdict = rollout.path("verdict");
            out.println(
                    verdict.isNull()
                            ? "  no verdict yet"
                            : "  " + verdict.path("status").asText() + experiment(verdict) + ": "
                                    + verdict.path("message").asText());
            checks(out, verdict.path("checks"));
            sidecars(out, rollout);
            drill(out, rollout.path("drill"));
            said(out, "accuracy", rollout.path("accuracy"));
            said(out, "drift", rollout.path("drift"));
            retraining(out, rollout.path("retraining"));
            waiting(rollout.path("waiting")).forEach(line -> out.println("  " + line));
            JsonNode latest = rollout.path("decisions").path(0);
            if (!latest.isMissingNode()) {
                out.printf(
                        "  last decision %s %s by %s: %s%n",
                        latest.path("timestamp").asText(),
                        latest.path("action").asText(),
                        latest.path("issuedBy").asText(),
                        Figures.plain(latest.path("reason").asText()));
            }
        }
    }

    /** What it would have cost to wait with a rollback; nothing where that is not known. */
    static List<String> waiting(JsonNode waiting) {
        return Stream.of("oneDayLater", "nextStage")
                .map(ahead -> waiting.path(ahead).path("message"))
                .filter(JsonNode::isTextual)
                .map(message -> "spared by the rollback: " + Figures.plain(message.asText()))
                .toList();
    }

    private static String text(JsonNode node, String field) {
        return Figures.plain(node.path(field).asText());
    }

    private static void said(PrintWriter out, String of, JsonNode verdict) {
        if (verdict.isObject()) {
            out.printf("  %s %s: %s%n", of, text(verdict, "status"), text(verdict, "message"));
        }
    }

    private static void retraining(PrintWriter out, JsonNode retraining) {
        if (retraining.isObject()) {
            out.printf("  retraining: %s%n", text(retraining, "message"));
            RetrainingText.below(retraining).forEach(line -> out.println("    " + line));
        }
    }

    private static void baseline(PrintWriter out, JsonNode baseline) {
        if (!baseline.isObject()) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "  baseline %s: %d requests at %s/s, errors %s, timeouts %s, p50 %s us, p95 %s us, p99 %s us, collected"
                        + " until %s%s%n",
                baseline.path("variant").asText(),
                baseline.path("requests").asLong(),
                figure(baseline.path("requestsPerSecond")),
                figure(baseline.path("errorRate")),
                figure(baseline.path("timeoutRate")),
                figure(baseline.path("latencyP50Micros")),
                figure(baseline.path("latencyP95Micros")),
                figure(baseline.path("latencyP99Micros")),
                baseline.path("until").asText(),
                baseline.path("stale").asBoolean() ? ", STALE" : "");
    }

    /** What holds beside the stages. */
    private static void aside(PrintWriter out, JsonNode rollout) {
        if (rollout.path("holding").isTextual() && !rollout.path("stage").isNull()) {
            out.println("  holds: " + Figures.plain(rollout.path("holding").asText()));
        }
        JsonNode table = rollout.path("table");
        int users = table.path("users").size();
        if (users > 0) {
            out.printf("  %d unit%s with a rule of its own%n", users, users == 1 ? "" : "s");
        }
        for (JsonNode rule : table.path("segments")) {
            out.printf(
                    "  %s=%s gets %s whatever the weights say%n",
                    Figures.plain(rule.path("key").asText()),
                    Figures.plain(rule.path("value").asText()),
                    rule.path("variant").asText());
        }
        JsonNode overdue = rollout.path("overdue");
        if (overdue.isObject()) {
            out.printf(
                    "  OVERDUE, at full for %s: %s%n",
                    Durations.format(
                            Duration.ofSeconds(overdue.path("fullForMs").asLong() / 1_000)),
                    overdue.path("message").asText());
        }
        JsonNode warm = rollout.path("keepWarm");
        if (warm.isObject()) {
            out.printf(
                    warm.path("released").asBoolean() ? "  %s may be released since %s%n" : "  keep %s warm until %s%n",
                    warm.path("variant").asText(),
                    warm.path("until").asText());
        }
    }

    /** Where an experiment stands, besides how healthy the candidate is. */
    private static String experiment(JsonNode verdict) {
        return verdict.path("abStatus").isTextual()
                ? ", A/B test " + verdict.path("abStatus").asText()
                : "";
    }

    private static void stages(PrintWriter out, JsonNode stages) {
        for (JsonNode stage : stages) {
            String mark =
                    switch (stage.path("state").asText()) {
                        case "DONE" -> "x";
                        case "CURRENT" -> ">";
                        default -> " ";
                    };
            out.printf(
                    Locale.ROOT,
                    "  [%s] %-16s %6.2f %%  at least %s%s%n",
                    mark,
                    stage.path("name").asText(),
                    stage.path("weightBps").asInt() / 100.0,
                    Durations.format(
                            Duration.ofMillis(stage.path("minDurationMs").asLong())),
                    stage.path("enteredAt").isNull()
                            ? ""
                            : ", since " + stage.path("enteredAt").asText());
        }
    }

    /** Dozens of segments about which nothing is proved would hide the line that matters. */
    private static void checks(PrintWriter out, JsonNode checks) {
        int undecided = 0;
        for (JsonNode check : checks) {
            boolean inSegment = !check.path("segment").isNull();
            if (inSegment && check.path("state").asText().equals("UNDECIDED")) {
                undecided++;
            } else {
                check(out, check);
            }
        }
        if (undecided > 0) {
            out.printf("    UNDECIDED %d checks in segments (-o json lists them)%n", undecided);
        }
    }

    private static void check(PrintWriter out, JsonNode check) {
        String segment = check.path("segment").isNull()
                ? ""
                : " (" + check.path("segment").asText() + ")";
        out.printf(
                "    %-9s %s%s: baseline %s, candidate %s, ratio %s, limit %s%s%n",
                check.path("state").asText(),
                check.path("metric").asText(),
                segment,
                figure(check.path("baselineValue")),
                figure(check.path("candidateValue")),
                figure(check.path("ratio")),
                figure(check.path("threshold")),
                interval(check));
    }

    private static String interval(JsonNode check) {
        return check.path("ciLow").isNumber() && check.path("ciHigh").isNumber()
                ? ", interval " + figure(check.path("ciLow")) + " to " + figure(check.path("ciHigh"))
                : "";
    }

    private static String figure(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%.4g", value.doubleValue()) : "none";
    }

    private static void drill(PrintWriter out, JsonNode drill) {
        if (drill.hasNonNull("drill")) {
            String end = drill.hasNonNull("endedAt") ? "endedAt" : "startedAt";
            out.printf(
                    "  drill %s%s %s%s%n",
                    drill.path("step").asText(),
                    drill.path("live").asBoolean() ? " (live)" : "",
                    drill.path(end).asText(),
                    drill.path("faults").isEmpty()
                            ? ""
                            : ": " + drill.path("faults").path(0).asText());
        }
        if (drill.has("proved") && !drill.path("proved").asBoolean()) {
            out.println("  the way back is not proved: no drill has passed in the last 7 days"
                    + (drill.path("required").asBoolean() ? ", and the plan requires one" : ""));
        }
    }

    private static void sidecars(PrintWriter out, JsonNode rollout) {
        for (JsonNode sidecar : rollout.path("sidecars")) {
            boolean behind =
                    sidecar.path("revision").asLong() < rollout.path("revision").asLong();
            out.printf(
                    "  sidecar %s at revision %d%s%s%s%n",
                    sidecar.path("sidecar").asText(),
                    sidecar.path("revision").asLong(),
                    behind ? " (behind " + rollout.path("revision").asLong() + ")" : "",
                    sidecar.path("silent").asBoolean() ? ", silent" : "",
                    sidecar.path("stale").asBoolean() ? ", out of touch with Kafka" : "");
        }
    }
}
