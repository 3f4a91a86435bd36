package dev.weir.router.admin;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Explainer;
import dev.weir.router.selection.Explanation;
import dev.weir.router.selection.Selection;
import dev.weir.router.selection.Selector;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** An explanation as JSON: the answer of {@code /v1/decide}, then why. */
public final class ExplanationDocument {

    private ExplanationDocument() {}

    /**
     * Returns why a request gets its variant.
     *
     * @param selector  the table in force
     * @param unit      what traffic sticks by, or null
     * @param requestId id of the request
     * @param segments  attributes of the request
     */
    public static JsonObject of(Selector selector, String unit, String requestId, Map<String, String> segments) {
        CompiledTable table = selector.table();
        Explanation explanation = Explainer.explain(selector, unit, requestId, segments);
        JsonArray rules = new JsonArray();
        explanation.steps().forEach(step -> rules.add(rule(step)));
        return answer(table.model(), unit, requestId, segments, explanation.selection())
                .put("rollout", table.rollout())
                .put("stage", table.stage())
                .put("decisionId", table.decisionId())
                .put("decidedAt", table.timestamp().toString())
                .put("rules", rules)
                .put("split", split(explanation.split()))
                .put("copy", copy(explanation.copy()));
    }

    static JsonObject withoutTable(DecisionQuery query, String firstVariant) {
        Selection selection = Selection.withoutTable(firstVariant);
        return answer(query.model(), query.unit(), query.requestId(), query.segments(), selection)
                .put(
                        "rules",
                        new JsonArray()
                                .add(rule(new Explanation.Step(
                                        selection.reason(),
                                        true,
                                        true,
                                        firstVariant,
                                        "no routing table was published for the model: the first variant of the"
                                                + " sidecar's file serves"))));
    }

    private static JsonObject answer(
            String model, String unit, String requestId, Map<String, String> segments, Selection selection) {
        JsonObject attributes = new JsonObject();
        segments.forEach(attributes::put);
        return new JsonObject()
                .put("model", model)
                .put("variant", selection.variant())
                .put("shadow", selection.shadow())
                .put("revision", selection.revision())
                .put("reason", selection.reason().name())
                .put("unit", unit)
                .put("requestId", requestId)
                .put("segments", attributes);
    }

    private static JsonObject rule(Explanation.Step step) {
        return new JsonObject()
                .put("rule", step.rule().name())
                .put("matched", step.matched())
                .put("decided", step.decided())
                .put("variant", step.variant())
                .put("because", step.because());
    }

    private static JsonObject split(Explanation.Split split) {
        return new JsonObject()
                .put("salt", split.salt())
                .put("key", split.key())
                .put("keyIs", split.keyIsUnit() ? "unit" : "requestId")
                .put("bucket", split.bucket())
                .put("candidateBps", split.candidateBps());
    }

    private static JsonObject copy(Explanation.Copy copy) {
        return copy == null
                ? null
                : new JsonObject()
                        .put("variant", copy.variant())
                        .put("salt", copy.salt())
                        .put("bucket", copy.bucket())
                        .put("sampleBps", copy.sampleBps())
                        .put("copied", copy.copied());
    }
}
