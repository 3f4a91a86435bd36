package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The decisions of a rollout on its page: when, which way, why, by whom, and a table of the checks each rests on. */
final class DecisionLog {
    private DecisionLog() {}

    /** Adds the list of some decisions, each with its verdict, as the report has them. */
    static void addTo(Markup page, JsonNode decisions) {
        page.raw("<ol class=\"log\">");
        for (JsonNode decision : decisions) {
            page.raw("<li>")
                    .element("time", Words.time(decision.path("timestamp")))
                    .raw(" ");
            Badge.ofAction(decision.path("action").asText()).addTo(page);
            page.raw(" ").element("b", way(decision));
            page.element("p", decision.path("reason").asText());
            page.element(
                    "p class=\"note\"",
                    "By " + decision.path("issuedBy").asText()
                            + (decision.path("revision").isNumber()
                                    ? ", table revision "
                                            + decision.path("revision").asLong()
                                    : "")
                            + ", " + decision.path("decisionId").asText());
            JsonNode verdict = decision.path("verdict");
            if (verdict.isObject() && !verdict.path("checks").isEmpty()) {
                page.raw("<details" + (decision.path("action").asText().equals("ROLLBACK") ? " open" : "")
                                + "><summary>")
                        .text("Evidence: " + verdict.path("checks").size() + " checks of verdict "
                                + verdict.path("verdictId").asText())
                        .raw("</summary>");
                checks(
                        page,
                        verdict,
                        "Evidence of " + decision.path("decisionId").asText());
                page.raw("</details>");
            }
            page.raw("</li>");
        }
        page.raw("</ol>");
    }

    private static String way(JsonNode decision) {
        String from = decision.path("fromStage").asText("");
        String to = decision.path("toStage").asText("");
        return !from.isEmpty() && !to.isEmpty() && !from.equals(to) ? from + " → " + to : to.isEmpty() ? from : to;
    }

    private static void checks(Markup page, JsonNode verdict, String name) {
        page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + Markup.escape(name)
                + "\"><table>");
        page.element("caption", verdict.path("message").asText());
        page.raw("<thead><tr>");
        for (String head : CheckRow.HEADS) {
            page.element("th scope=\"col\"", head);
        }
        page.raw("</tr></thead><tbody>");
        for (JsonNode check : verdict.path("checks")) {
            List<String> cells = CheckRow.of(check);
            page.raw("<tr>").element("th scope=\"row\"", cells.get(0));
            cells.subList(1, cells.size() - 1).forEach(cell -> page.element("td", cell));
            page.raw("<td>");
            Badge.ofState(cells.get(cells.size() - 1)).addTo(page);
            page.raw("</td></tr>");
        }
        page.raw("</tbody></table></div>");
    }
}
