package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;

/** A report as Markdown, for tickets and wikis; charts are left out. */
public final class MarkdownReport {
    private final JsonNode report;
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport(JsonNode report) {
        this.report = report;
    }

    /** The text of a report as {@link RolloutReport} makes it. */
    public static String of(JsonNode report) {
        return new MarkdownReport(report).render();
    }

    private String render() {
        heading(
                "# ",
                report.path("model").asText() + ", rollout "
                        + report.path("rollout").asText());
        paragraph("**" + Badge.of(report.path("status").asText()).word() + ".** "
                + escaped(report.path("outcome").asText()));
        paragraph("From " + Words.time(report.path("startedAt")) + " to "
                + (report.path("endedAt").isTextual() ? Words.time(report.path("endedAt")) : "now, still running")
                + " UTC.");
        report.path("gaps").forEach(gap -> paragraph("> " + escaped(gap.asText())));
        stages();
        protectedUsers();
        retraining();
        todo();
        decisions();
        drift();
        propagation();
        return text.toString();
    }

    private void stages() {
        heading("## ", "Stages");
        row(List.of("Stage", "Candidate", "Took", "At least", "State"));
        rule(5);
        for (JsonNode stage : report.path("stages")) {
            row(List.of(
                    stage.path("name").asText(),
                    Words.weight(stage.path("candidateBps").asInt()),
                    Words.span(stage.path("durationMs")),
                    Words.span(stage.path("minDurationMs")),
                    stage.path("state").asText().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        text.append('\n');
    }

    private void protectedUsers() {
        JsonNode toll = report.path("protected");
        boolean isBack = report.path("status").asText().equals("ROLLED_BACK");
        heading("## ", isBack ? "What was protected" : "Whom the candidate served");
        item(Words.count(toll.path("candidateRequests")) + " requests served by the candidate, "
                + Words.count(toll.path("candidateFailures")) + " of them failed ("
                + Words.percent(toll.path("candidateErrorRate")) + "; baseline "
                + Words.percent(toll.path("baselineErrorRate")) + ")");
        if (isBack) {
            item(Words.span(toll.path("firstFailureToEndMs")) + " from the first failure to the decision");
            item(Words.count(toll.path("candidateRequestsAfterEnd")) + " requests to the candidate after the decision");
        }
        if (report.path("endedAt").isTextual()) {
            item(Words.micros(toll.path("endToLastAckMicros")) + " from the decision to the last of "
                    + Words.count(toll.path("sidecars")) + " routers");
        }
        for (String ahead : List.of("oneDayLater", "nextStage")) {
            if (toll.path(ahead).isObject()) {
                item(toll.path(ahead).path("message").asText());
            }
        }
        text.append('\n');
    }

    private void retraining() {
        JsonNode retraining = report.path("retraining");
        if (retraining.isObject()) {
            heading("## ", "Is " + retraining.path("variant").asText() + " still good enough?");
            paragraph(escaped(retraining.path("message").asText()));
            item("Deployed " + Words.time(retraining.path("deployedAt")) + " UTC, "
                    + Words.span(retraining.path("deployedForMs")) + " before this report");
            item("Last retrain " + retraining.path("lastRetrain").asText("Never") + ", next "
                    + retraining.path("nextRetrain").asText("None"));
            retraining.path("warnings").forEach(warning -> item("Warning: " + warning.asText()));
            text.append('\n');
        }
    }

    private void todo() {
        heading("## ", "Still to do");
        for (JsonNode item : report.path("todo")) {
            String command = item.path("command").isTextual()
                    ? " `" + item.path("command").asText() + "`"
                    : "";
            text.append("- ").append(escaped(item.path("what").asText())).append(": ");
            text.append(escaped(item.path("why").asText())).append(command).append('\n');
        }
        text.append('\n');
    }

    private void drift() {
        if (!report.path("drift").isEmpty()) {
            heading("## ", "Drift");
            report.path("drift")
                    .forEach(verdict -> item(Words.time(verdict.path("timestamp")) + " "
                            + verdict.path("status").asText() + ": "
                            + verdict.path("message").asText()));
            text.append('\n');
        }
    }

    private void decisions() {
        heading("## ", "Decisions");
        for (JsonNode decision : report.path("decisions")) {
            String stages = decision.path("fromStage").asText("") + " → "
                    + decision.path("toStage").asText("");
            heading(
                    "### ",
                    Words.time(decision.path("timestamp")) + " "
                            + decision.path("action").asText() + " " + stages);
            paragraph(escaped(decision.path("reason").asText()) + " (by "
                    + escaped(decision.path("issuedBy").asText()) + ")");
            JsonNode checks = decision.path("verdict").path("checks");
            if (!checks.isEmpty()) {
                row(CheckRow.HEADS);
                rule(CheckRow.HEADS.size());
                checks.forEach(check -> row(CheckRow.of(check)));
                text.append('\n');
            }
        }
    }

    private void propagation() {
        heading("## ", "How tables reached the routers");
        row(List.of("Revision", "Decision", "Routers", "Median", "99 %", "Last"));
        rule(6);
        for (JsonNode table : report.path("propagation")) {
            row(List.of(
                    table.path("revision").asText(),
                    table.path("action").asText(),
                    Integer.toString(table.path("acks").size()),
                    Words.micros(table.path("p50Micros")),
                    Words.micros(table.path("p99Micros")),
                    Words.micros(table.path("maxMicros"))));
        }
    }

    private void heading(String level, String title) {
        text.append(level).append(escaped(title)).append("\n\n");
    }

    private void paragraph(String content) {
        text.append(content).append("\n\n");
    }

    private void item(String content) {
        text.append("- ").append(escaped(content)).append('\n');
    }

    private void row(List<String> cells) {
        text.append("| ")
                .append(String.join(
                        " | ", cells.stream().map(MarkdownReport::escaped).toList()))
                .append(" |\n");
    }

    private void rule(int columns) {
        text.append("| --- ".repeat(columns)).append("|\n");
    }

    /** What people wrote must neither break a table nor become markup. */
    private static String escaped(String content) {
        return content.replaceAll("[\\r\\n]+", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }
}
