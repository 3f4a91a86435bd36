package dev.weir.router.admin;

import dev.weir.router.http.Problem;
import dev.weir.router.selection.Selection;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/**
 * {@code GET /v1/decide?model=M&unit=U&segment.K=V&requestId=R}: the variant for a request that the asker sends by itself,
 * chosen as the proxy would. It is not counted as assigned: the report speaks of the requests this router sent.
 */
final class DecideHandler implements Handler<RoutingContext> {

    private static final String SEGMENT = "segment.";

    private final RouterState state;
    private final Map<String, String> firstVariants;

    DecideHandler(RouterState state, Map<String, String> firstVariants) {
        this.state = state;
        this.firstVariants = Map.copyOf(firstVariants);
    }

    @Override
    public void handle(RoutingContext context) {
        MultiMap query = context.queryParams();
        String model = query.get("model");
        if (model == null || model.isBlank()) {
            new Problem(400, "the parameter model is missing: ask /v1/decide?model=MODEL&unit=UNIT")
                    .send(context.response());
            return;
        }
        String unit = query.get("unit");
        String requestId = query.get("requestId");
        select(model, unit, requestId == null ? UUID.randomUUID().toString() : requestId, segments(query))
                .ifPresentOrElse(selection -> context.json(json(model, selection)), () -> new Problem(
                                404, "no model " + model + "; this sidecar knows " + known())
                        .send(context.response()));
    }

    private Optional<Selection> select(String model, String unit, String requestId, Map<String, String> segments) {
        return state.image()
                .selector(model)
                .map(selector -> selector.select(unit == null || unit.isBlank() ? null : unit, requestId, segments))
                .or(() -> Optional.ofNullable(firstVariants.get(model)).map(Selection::withoutTable));
    }

    private static Map<String, String> segments(MultiMap query) {
        Map<String, String> segments = new HashMap<>();
        query.forEach((name, value) -> {
            if (name.startsWith(SEGMENT) && name.length() > SEGMENT.length()) {
                segments.putIfAbsent(name.substring(SEGMENT.length()), value);
            }
        });
        return segments;
    }

    private static JsonObject json(String model, Selection selection) {
        return new JsonObject()
                .put("model", model)
                .put("variant", selection.variant())
                .put("shadow", selection.shadow())
                .put("revision", selection.revision())
                .put("reason", selection.reason().name());
    }

    private TreeSet<String> known() {
        TreeSet<String> known = new TreeSet<>(firstVariants.keySet());
        known.addAll(state.image().tables().keySet());
        return known;
    }
}
