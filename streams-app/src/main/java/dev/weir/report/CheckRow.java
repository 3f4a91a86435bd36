package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A check as a row of a table, for pages and texts alike. */
final class CheckRow {
    static final List<String> HEADS = List.of(
            "Check",
            "Baseline",
            "Candidate",
            "Ratio",
            "Limit",
            "Interval",
            "e of harm",
            "proved at",
            "e of fine",
            "proved at",
            "Requests of both",
            "State");

    private CheckRow() {}

    static List<String> of(JsonNode check) {
        String metric = check.path("metric").asText();
        return List.of(
                Words.check(check),
                Words.value(metric, check.path("baselineValue")),
                Words.value(metric, check.path("candidateValue")),
                Words.ratio(check.path("ratio")),
                Words.figure(check.path("threshold")),
                Words.interval(check.path("ciLow"), check.path("ciHigh")),
                Words.figure(check.path("eValue")),
                Words.figure(check.path("eValueNeeded")),
                Words.figure(check.path("advanceEValue")),
                Words.figure(check.path("advanceEValueNeeded")),
                Words.count(check.path("baselineSamples")) + " / " + Words.count(check.path("candidateSamples")),
                check.path("state").asText());
    }
}
