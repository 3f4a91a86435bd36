package dev.weir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether a model has to be trained again, as lines for people; what is worth a warning begins with an exclamation mark. */
final class RetrainingText {
    private RetrainingText() {}

    /**
     * The lines below the message: since when it serves, when it was trained, warnings, what to do.
     *
     * @param retraining as a status has it
     */
    static List<String> below(JsonNode retraining) {
        List<String> lines = new ArrayList<>();
        lines.add("deployed " + day(retraining, "deployedAt", "at a time nobody told") + age(retraining)
                + ", last retrain " + day(retraining, "lastRetrain", "Never") + ", next "
                + day(retraining, "nextRetrain", "None"));
        retraining.path("warnings").forEach(warning -> lines.add("! " + Figures.plain(warning.asText())));
        int step = 0;
        for (JsonNode action : retraining.path("actions")) {
            step++;
            lines.add(step + ". " + Figures.plain(action.path("what").asText()) + ": "
                    + Figures.plain(action.path("why").asText())
                    + (action.path("command").isTextual()
                            ? " " + action.path("command").asText()
                            : ""));
        }
        return lines;
    }

    private static String day(JsonNode retraining, String field, String otherwise) {
        return retraining.path(field).isTextual()
                ? retraining.path(field).asText().replaceFirst("T.*", "")
                : otherwise;
    }

    private static String age(JsonNode retraining) {
        JsonNode millis = retraining.path("deployedForMs");
        return millis.isNumber() ? String.format(Locale.ROOT, " (%d days ago)", millis.asLong() / 86_400_000) : "";
    }
}
