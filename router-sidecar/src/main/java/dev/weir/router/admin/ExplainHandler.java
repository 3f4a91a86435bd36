package dev.weir.router.admin;

import dev.weir.router.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code GET /v1/explain?model=M&unit=U&segment.K=V&requestId=R}: why {@code /v1/decide} answers what it answers, rule by
 * rule, and how fresh the table is.
 */
final class ExplainHandler implements Handler<RoutingContext> {

    private final RouterState state;
    private final KnownModels models;

    ExplainHandler(RouterState state, KnownModels models) {
        this.state = state;
        this.models = models;
    }

    @Override
    public void handle(RoutingContext context) {
        try {
            DecisionQuery query = DecisionQuery.of(context.request().path(), context.queryParams());
            explain(query)
                    .ifPresentOrElse(
                            explained -> context.json(explained.put("freshness", freshness())),
                            () -> models.unknown(query.model()).send(context.response()));
        } catch (DecisionQuery.RefusedException e) {
            new Problem(400, e.getMessage()).send(context.response());
        }
    }

    private Optional<JsonObject> explain(DecisionQuery query) {
        return state.image()
                .selector(query.model())
                .map(selector -> ExplanationDocument.of(selector, query.unit(), query.requestId(), query.segments()))
                .or(() -> models.firstVariant(query.model())
                        .map(variant -> ExplanationDocument.withoutTable(query, variant)));
    }

    private JsonObject freshness() {
        return new JsonObject()
                .put("caughtUp", state.isCaughtUp())
                .put("stale", state.isStale())
                .put("staleSince", state.staleSince().map(Object::toString).orElse(null))
                .put("ageSec", state.age().toMillis() / 1_000.0);
    }
}
