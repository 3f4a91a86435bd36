package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether the variant in charge has to be trained again, on a report's page; what to do then stands in the page's own list. */
final class RetrainingCard {
    private RetrainingCard() {}

    static void addTo(Markup page, JsonNode retraining) {
        boolean isNeeded = !retraining.path("actions").isEmpty();
        page.raw("<p>");
        new Badge(isNeeded ? "bad" : "good", isNeeded ? "✗" : "✓", word(retraining)).addTo(page);
        page.raw(" ")
                .text(retraining.path("message").asText().replace(word(retraining) + ": ", ""))
                .raw("</p><dl class=\"stats\">");
        stat(
                page,
                "Deployed",
                Words.time(retraining.path("deployedAt")),
                Words.span(retraining.path("deployedForMs")) + " before this report");
        stat(page, "Accuracy when deployed", Words.percent(retraining.path("deployedAccuracy")), null);
        stat(
                page,
                "Accuracy now",
                Words.percent(retraining.path("currentAccuracy")),
                retraining.path("accuracyDrop").isNumber()
                        ? Words.points(retraining.path("accuracyDrop").doubleValue())
                        : null);
        stat(
                page,
                "Features drifted",
                Words.percent(retraining.path("featureDrift")),
                String.join(
                        ", ",
                        Toll.elements(retraining.path("driftedFeatures"))
                                .map(JsonNode::asText)
                                .toList()));
        stat(page, "Predictions", predictions(retraining.path("predictionDrift")), null);
        stat(page, "Last retrain", retraining.path("lastRetrain").asText("Never"), null);
        stat(page, "Next scheduled retrain", retraining.path("nextRetrain").asText("None"), null);
        page.raw("</dl>");
        for (JsonNode warning : retraining.path("warnings")) {
            page.raw("<p>");
            new Badge("warn", "!", "Warning").addTo(page);
            page.raw(" ").text(warning.asText()).raw("</p>");
        }
    }

    private static String word(JsonNode retraining) {
        String recommendation = retraining.path("recommendation").asText();
        return recommendation.equals(RetrainingAdvice.NOTHING) ? "No need to retrain" : recommendation;
    }

    static String predictions(JsonNode drifted) {
        return drifted.isBoolean() ? drifted.booleanValue() ? "drifted" : "as before" : "–";
    }

    private static void stat(Markup page, String name, String value, String below) {
        page.raw("<div>").element("dt", name).element("dd", value);
        if (below != null && !below.isEmpty()) {
            page.element("dd class=\"note\"", below);
        }
        page.raw("</div>");
    }
}
