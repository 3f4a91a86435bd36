package dev.weir.router.admin;

import dev.weir.router.selection.CompiledTable;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;

/** {@code GET /routes}: the tables this router applies now, by model, with the field names of the topic. */
final class RoutesHandler implements Handler<RoutingContext> {

    private final String sidecar;
    private final RouterState state;

    RoutesHandler(String sidecar, RouterState state) {
        this.sidecar = sidecar;
        this.state = state;
    }

    @Override
    public void handle(RoutingContext context) {
        JsonArray tables = new JsonArray();
        state.image().tables().values().stream()
                .sorted(Comparator.comparing(CompiledTable::model))
                .map(RoutesHandler::json)
                .forEach(tables::add);
        context.json(new JsonObject()
                .put("sidecar", sidecar)
                .put("caughtUp", state.isCaughtUp())
                .put("stale", state.isStale())
                .put("routes", tables));
    }

    private static JsonObject json(CompiledTable table) {
        JsonArray weights = new JsonArray().add(weight(table.baseline(), 10_000 - table.candidateBps()));
        if (table.candidate() != null) {
            weights.add(weight(table.candidate(), table.candidateBps()));
        }
        JsonArray segments = new JsonArray();
        table.segments()
                .forEach(rule -> segments.add(new JsonObject()
                        .put("key", rule.key())
                        .put("value", rule.value())
                        .put("variant", rule.variant())));
        JsonObject users = new JsonObject();
        table.users().forEach(users::put);
        return new JsonObject()
                .put("model", table.model())
                .put("revision", table.revision())
                .put("timestamp", table.timestamp().toString())
                .put("rollout", table.rollout())
                .put("stage", table.stage())
                .put("baseline", table.baseline())
                .put("candidate", table.candidate())
                .put("weights", weights)
                .put("shadow", shadow(table))
                .put("salt", table.salt())
                .put("users", users)
                .put("segments", segments)
                .put("killSwitch", table.killSwitch())
                .put("decisionId", table.decisionId());
    }

    private static JsonObject weight(String variant, int weightBps) {
        return new JsonObject().put("variant", variant).put("weightBps", weightBps);
    }

    private static JsonObject shadow(CompiledTable table) {
        return table.shadow() == null
                ? null
                : new JsonObject()
                        .put("variant", table.shadow().variant())
                        .put("sampleBps", table.shadow().sampleBps());
    }
}
