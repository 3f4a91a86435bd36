package dev.weir.router.app;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An explanation for a person: what was chosen, then a line for each rule. */
final class ExplanationText {

    private ExplanationText() {}

    static String of(JsonObject explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(explanation.getString("model") + " " + asker(explanation) + " gets "
                + explanation.getString("variant") + " (" + explanation.getString("reason") + ", revision "
                + explanation.getLong("revision") + stage(explanation) + ")");
        JsonArray rules = explanation.getJsonArray("rules");
        for (int at = 0; at < rules.size(); at++) {
            lines.add(rule(rules.getJsonObject(at)));
        }
        JsonObject copy = explanation.getJsonObject("copy");
        if (copy != null) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-11s request falls into bucket %d, copied below %d: %s",
                    "copy",
                    copy.getInteger("bucket"),
                    copy.getInteger("sampleBps"),
                    copy.getBoolean("copied") ? "copied to " + copy.getString("variant") : "not copied"));
        }
        JsonObject freshness = explanation.getJsonObject("freshness");
        if (freshness != null && freshness.getBoolean("stale")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  the sidecar is out of touch: its tables are %.0f s old",
                    freshness.getDouble("ageSec")));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String asker(JsonObject explanation) {
        return explanation.getString("unit") == null
                ? "request " + explanation.getString("requestId")
                : "unit " + explanation.getString("unit");
    }

    private static String stage(JsonObject explanation) {
        return explanation.getString("stage") == null
                ? ""
                : ", stage " + explanation.getString("stage") + " of " + explanation.getString("rollout");
    }

    private static String rule(JsonObject rule) {
        String mark = rule.getBoolean("decided") ? "→" : rule.getBoolean("matched") ? "(" : " ";
        String end = mark.equals("(") ? "; a rule above decided)" : "";
        return String.format(
                Locale.ROOT, "%s %-11s %s%s", mark, rule.getString("rule"), rule.getString("because"), end);
    }
}
