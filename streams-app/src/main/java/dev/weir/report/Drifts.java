package dev.weir.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.verdict.DriftVerdict;
import java.util.List;

/** What the verdicts of a rollout say of drift: during it between the variants, afterwards of the one in charge. */
final class Drifts {
    /** A window a day makes a report of years; who wants more asks for the verdicts. */
    private static final int MOST = 100;

    private Drifts() {}

    /** The latest verdicts on drift, earliest first, each with its {@code timestamp}, {@code status} and {@code message}. */
    static ArrayNode of(List<JsonNode> verdicts) {
        List<JsonNode> all = verdicts.stream().filter(Drifts::isOne).toList();
        ArrayNode drifts = JsonNodeFactory.instance.arrayNode();
        for (JsonNode verdict : all.subList(Math.max(0, all.size() - MOST), all.size())) {
            drifts.addObject()
                    .put("timestamp", verdict.path("timestamp").asText())
                    .put("stage", verdict.path("stage").textValue())
                    .put("status", verdict.path("status").asText())
                    .put("recommendation", verdict.path("recommendation").asText())
                    .put("message", verdict.path("message").asText());
        }
        return drifts;
    }

    /** Whether a verdict is on what is asked and answered; others of kind DRIFT are on accuracy. */
    static boolean isOne(JsonNode verdict) {
        for (JsonNode check : verdict.path("checks")) {
            if (DriftVerdict.SCORE.equals(check.path("metric").asText())) {
                return true;
            }
        }
        return false;
    }
}
