package dev.weir.router.ofrep;

import dev.weir.router.admin.RouterState;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.Selection;
import dev.weir.router.selection.Selector;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The models as flags. A flag's value is the variant's name; its {@code variant} is the part the variant plays: baseline,
 * candidate, or the name again where a rule names a third. The metadata hold what a service needs to publish events.
 *
 * @param state         what the router knows
 * @param firstVariants model to the variant that serves while the model has no table
 */
record Flags(RouterState state, Supplier<Map<String, String>> firstVariants) {

    private static final String BASELINE = "baseline";
    private static final String CANDIDATE = "candidate";

    /** Returns the evaluation of one flag, or empty where there is no such model. */
    Optional<JsonObject> evaluate(String model, EvaluationContext context) {
        return evaluate(state.image(), model, context);
    }

    /**
     * Returns the evaluation of all flags, by name.
     *
     * @param image   the tables to go by
     * @param context who is asking
     */
    JsonArray evaluateAll(RouteImage image, EvaluationContext context) {
        SortedSet<String> models = new TreeSet<>(firstVariants.get().keySet());
        models.addAll(image.tables().keySet());
        JsonArray flags = new JsonArray();
        models.forEach(model -> evaluate(image, model, context).ifPresent(flags::add));
        return flags;
    }

    private Optional<JsonObject> evaluate(RouteImage image, String model, EvaluationContext context) {
        return image.selector(model)
                .map(selector -> evaluated(selector, context))
                .or(() -> Optional.ofNullable(firstVariants.get().get(model))
                        .map(variant ->
                                flag(model, Selection.withoutTable(variant), "STATIC", BASELINE, new JsonObject())));
    }

    private JsonObject evaluated(Selector selector, EvaluationContext context) {
        CompiledTable table = selector.table();
        // The unit decides; a request id would only sample copies, of which a flag does not speak.
        Selection selection = selector.select(context.targetingKey(), "", context.segments());
        JsonObject metadata = new JsonObject();
        if (table.rollout() != null) {
            metadata.put("rollout", table.rollout());
        }
        if (table.stage() != null) {
            metadata.put("stage", table.stage());
        }
        return flag(table.model(), selection, reason(table, selection), part(table, selection), metadata);
    }

    private JsonObject flag(String model, Selection selection, String reason, String part, JsonObject metadata) {
        metadata.put("revision", selection.revision())
                .put("weirReason", selection.reason().name())
                .put("stale", state.isStale());
        if (state.isStale()) {
            long seconds = state.age().toSeconds();
            // The second is the name by which others' routers say it.
            metadata.put("ageSec", seconds).put("epochAgeSec", seconds);
        }
        return new JsonObject()
                .put("key", model)
                .put("value", selection.variant())
                .put("reason", reason)
                .put("variant", part)
                .put("metadata", metadata);
    }

    private static String reason(CompiledTable table, Selection selection) {
        return switch (selection.reason()) {
            case KILL_SWITCH -> "DISABLED";
            case USER, SEGMENT -> "TARGETING_MATCH";
            case WEIGHT -> table.candidateBps() == 0 || table.candidateBps() == 10_000 ? "STATIC" : "SPLIT";
            case FALLBACK -> "STATIC";
        };
    }

    private static String part(CompiledTable table, Selection selection) {
        if (selection.variant().equals(table.baseline())) {
            return BASELINE;
        }
        return selection.variant().equals(table.candidate()) ? CANDIDATE : selection.variant();
    }
}
