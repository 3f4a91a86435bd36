package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A report as one page that needs nothing beside itself: no network, and for all but the charts no script. It prints, follows
 * the reader's choice of light or dark, and can be used without seeing colours or pointing.
 */
public final class HtmlReport {
    private final JsonNode report;
    private final Markup page = new Markup();

    private HtmlReport(JsonNode report) {
        this.report = report;
    }

    /** The page of a report as {@link RolloutReport} makes it. */
    public static String of(JsonNode report) {
        return new HtmlReport(report).render();
    }

    private String render() {
        String title = report.path("model").asText() + ", rollout "
                + report.path("rollout").asText();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
                        + " style-src 'unsafe-inline'; script-src 'unsafe-inline'\">")
                .element("title", "Weir report: " + title)
                .raw("<style>" + PageFiles.style() + "</style></head><body>")
                .raw("<header>");
        Badge.of(report.path("status").asText()).addTo(page);
        page.element("h1", title)
                .element("p class=\"outcome\"", report.path("outcome").asText());
        page.element("p class=\"note\"", read()).raw("</header><main>");
        gaps();
        timeline();
        protectedUsers();
        retraining();
        todo();
        section(
                "decisions",
                "Decisions",
                "Each with what it rests on; e is the weight of the evidence, proved at the figure beside it.");
        DecisionLog.addTo(page, report.path("decisions"));
        page.raw("</section>");
        charts();
        propagation();
        log("drift", "Drift", verdict -> verdict.path("status").asText(), "message");
        log("alerts", "What people were told", HtmlReport::event, "reason");
        page.raw("</main>");
        page.raw("<script type=\"application/json\" id=\"series\">" + PageFiles.series(report) + "</script>")
                .raw("<script>" + PageFiles.charts() + "</script><script>" + PageFiles.script())
                .raw("</script></body></html>\n");
        return page.toString();
    }

    private String read() {
        return "From " + Words.time(report.path("startedAt")) + " to "
                + (report.path("endedAt").isTextual() ? Words.time(report.path("endedAt")) : "now, still running")
                + " UTC. Read off the " + report.path("readFrom").asText() + " at " + Words.time(report.path("readAt"))
                + " UTC.";
    }

    private void section(String id, String title, String note) {
        page.raw("<section aria-labelledby=\"" + id + "\"><h2 id=\"" + id + "\">")
                .text(title)
                .raw("</h2>");
        if (note != null) {
            page.element("p class=\"note\"", note);
        }
    }

    private void gaps() {
        if (!report.path("gaps").isEmpty()) {
            page.raw("<section class=\"gaps\" aria-labelledby=\"gaps\"><h2 id=\"gaps\">What is missing here</h2><ul>");
            report.path("gaps").forEach(gap -> page.element("li", gap.asText()));
            page.raw("</ul></section>");
        }
    }

    private void timeline() {
        section(
                "timeline",
                "Stages",
                "The width is the time spent; the filled part the candidate's share of the requests.");
        page.raw("<ol class=\"timeline\">");
        for (JsonNode stage : report.path("stages")) {
            boolean isReached = stage.path("durationMs").isNumber();
            long grow = isReached ? Math.max(1, stage.path("durationMs").asLong() / 1_000) : 0;
            page.raw("<li class=\"" + stage.path("state").asText().toLowerCase(Locale.ROOT) + "\" style=\"flex-grow:"
                    + grow + "\">");
            page.raw("<span class=\"share\" style=\"height:"
                    + stage.path("candidateBps").asInt() / 100.0 + "%\"></span>");
            page.element("b", stage.path("name").asText());
            page.element("span", weight(stage));
            page.element(
                    "span",
                    isReached
                            ? Words.span(stage.path("durationMs")) + " of at least "
                                    + Words.span(stage.path("minDurationMs"))
                            : "not reached");
            page.raw("</li>");
        }
        page.raw("</ol></section>");
    }

    private static String weight(JsonNode stage) {
        int mirror = stage.path("mirrorBps").asInt();
        return Words.weight(stage.path("candidateBps").asInt())
                + (mirror > 0 ? ", copies of " + Words.weight(mirror) : "");
    }

    private void protectedUsers() {
        JsonNode toll = report.path("protected");
        boolean isBack = report.path("status").asText().equals("ROLLED_BACK");
        section("protected", isBack ? "What was protected" : "Whom the candidate served", null);
        page.raw("<dl class=\"stats\">");
        stat(
                "Requests served by " + report.path("candidate").asText("the candidate"),
                Words.count(toll.path("candidateRequests")),
                null);
        stat(
                "Failures among them",
                Words.count(toll.path("candidateFailures")),
                Words.percent(toll.path("candidateErrorRate")) + "; "
                        + report.path("baseline").asText("the baseline") + " "
                        + Words.percent(toll.path("baselineErrorRate")) + " of "
                        + Words.count(toll.path("baselineRequests")));
        if (isBack) {
            stat(
                    "From the first failure to the decision",
                    Words.span(toll.path("firstFailureToEndMs")),
                    "at most; windows are " + Words.span(toll.path("windowMs")) + " long");
            stat(
                    "Requests to the candidate after the decision",
                    Words.count(toll.path("candidateRequestsAfterEnd")),
                    null);
        }
        if (report.path("endedAt").isTextual()) {
            stat(
                    "From the decision to the last router",
                    Words.micros(toll.path("endToLastAckMicros")),
                    Words.count(toll.path("sidecars")) + " routers said so");
        }
        page.raw("</dl>");
        for (String ahead : List.of("oneDayLater", "nextStage")) {
            if (toll.path(ahead).isObject()) {
                page.element(
                        "p class=\"ahead\"", toll.path(ahead).path("message").asText());
            }
        }
        page.raw("</section>");
    }

    private void retraining() {
        JsonNode retraining = report.path("retraining");
        if (retraining.isObject()) {
            section("retraining", "Is " + retraining.path("variant").asText() + " still good enough?", null);
            RetrainingCard.addTo(page, retraining);
            page.raw("</section>");
        }
    }

    private void stat(String name, String value, String below) {
        page.raw("<div>").element("dt", name).element("dd", value);
        if (below != null) {
            page.element("dd class=\"note\"", below);
        }
        page.raw("</div>");
    }

    private void todo() {
        section("todo", "Still to do", null);
        page.raw("<ul class=\"todo\">");
        for (JsonNode item : report.path("todo")) {
            page.raw("<li>")
                    .element("b", item.path("what").asText())
                    .raw(" ")
                    .text(item.path("why").asText());
            if (item.path("command").isTextual()) {
                page.raw(" ").element("code", item.path("command").asText());
            }
            page.raw("</li>");
        }
        page.raw("</ul></section>");
    }

    private void charts() {
        section(
                "charts",
                "How it went",
                "Lines are verdicts and windows in the order of time; dotted uprights are where stages began.");
        page.raw("<p class=\"legend\"><span class=\"mark baseline\"></span>")
                .text(report.path("baseline").asText("baseline"))
                .raw(" <span class=\"mark candidate\"></span>")
                .text(report.path("candidate").asText("candidate"))
                .raw(" <span class=\"mark limit\"></span>limit, or where it is proved")
                .raw(" <span class=\"mark harm\"></span>evidence of harm")
                .raw(" <span class=\"mark fine\"></span>evidence that all is well</p>")
                .raw("<div class=\"charts\">");
        JsonNode checks = report.path("series").path("checks");
        for (int i = 0; i < checks.size(); i++) {
            ChartCards.ofCheck(page, checks.get(i), i);
        }
        ChartCards.ofTraffic(page, report);
        page.raw(
                "</div><noscript><p>The charts are drawn by a script in this page; the tables above have the figures.</p></noscript></section>");
    }

    private void propagation() {
        section("propagation", "How tables reached the routers", null);
        page.raw(
                "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Acks of each table\"><table><thead><tr>");
        for (String head : List.of("Revision", "Decision", "At (UTC)", "Routers", "Median", "99 %", "Last", "Each")) {
            page.element("th scope=\"col\"", head);
        }
        page.raw("</tr></thead><tbody>");
        for (JsonNode table : report.path("propagation")) {
            page.raw("<tr>").element("th scope=\"row\"", table.path("revision").asText());
            page.element("td", table.path("action").asText().toLowerCase(Locale.ROOT));
            page.element("td", Words.time(table.path("timestamp")));
            page.element(
                    "td",
                    table.path("acks").isEmpty()
                            ? "no ack left"
                            : Integer.toString(table.path("acks").size()));
            List.of("p50Micros", "p99Micros", "maxMicros")
                    .forEach(q -> page.element("td", Words.micros(table.path(q))));
            page.element("td class=\"each\"", Acks.listed(table.path("acks")));
            page.raw("</tr>");
        }
        page.raw("</tbody></table></div></section>");
    }

    /** Entries with the time, a word and a text; nothing where there are none. */
    private void log(String id, String title, Function<JsonNode, String> word, String text) {
        if (report.path(id).isEmpty()) {
            return;
        }
        section(id, title, null);
        page.raw("<ol class=\"log\">");
        for (JsonNode entry : report.path(id)) {
            page.raw("<li>")
                    .element("time", Words.time(entry.path("timestamp")))
                    .raw(" ");
            page.element("b", word.apply(entry));
            page.element("p", entry.path(text).asText()).raw("</li>");
        }
        page.raw("</ol></section>");
    }

    private static String event(JsonNode alert) {
        return alert.path("event").asText() + (alert.path("resolved").asBoolean() ? " (over)" : "");
    }
}
