package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;

/** The places of charts in a page, each with its words for whoever does not see it; a script draws into them. */
final class ChartCards {
    private ChartCards() {}

    /** The charts of one series of checks; segments have none, their last figures stand in the tables. */
    static void ofCheck(Markup page, JsonNode series, int index) {
        JsonNode points = series.path("points");
        if (series.path("segment").isTextual() || points.size() < 2 || isSilent(points)) {
            return;
        }
        String metric = series.path("metric").asText();
        String name = Words.metric(metric);
        JsonNode last = points.get(points.size() - 1);
        if (series.path("use").asText().equals("experiment")) {
            if (last.path("candidateValue").isNumber()) {
                String words = name + ", candidate less baseline, with its interval; at the end between "
                        + Words.interval(last.path("ciLow"), last.path("ciHigh"));
                card(page, "effect", index, name + ": effect", words);
            }
            return;
        }
        String from = last.path("ratio").isNumber()
                ? Words.ratio(last.path("ratio")) + ", limit " + Words.ratio(last.path("threshold"))
                : Words.value(metric, last.path("baselineValue")) + " and "
                        + Words.value(metric, last.path("candidateValue"));
        card(
                page,
                last.path("ratio").isNumber() ? "ratio" : "values",
                index,
                name,
                name + " over time; at the end " + from);
        if (last.path("eValue").isNumber()) {
            String words = "Evidence of harm at the end: e = " + Words.figure(last.path("eValue")) + " of "
                    + Words.figure(last.path("eValueNeeded"));
            card(page, "evidence", index, name + ": evidence (e)", words);
        }
    }

    /** A check that never had a figure of the candidate. */
    private static boolean isSilent(JsonNode points) {
        return Toll.elements(points)
                .noneMatch(point -> point.path("candidateValue").isNumber());
    }

    static void ofTraffic(Markup page, JsonNode report) {
        if (report.path("series").path("variants").isEmpty()) {
            return;
        }
        card(page, "errors", 0, "Error rate", "Error rate of both variants over time");
        card(page, "latency", 0, "Latency, 95 %", "95 % quantile of the latency of both variants over time");
        card(page, "split", 0, "Traffic split", "Candidate's share of the requests, intended and realised, over time");
    }

    private static void card(Markup page, String kind, int index, String title, String words) {
        page.raw("<figure><figcaption>")
                .text(title)
                .raw("</figcaption><div class=\"chart\" role=\"img\" aria-label=\"")
                .text(words)
                .raw("\" data-kind=\"" + kind + "\" data-index=\"" + index + "\"></div></figure>");
    }
}
