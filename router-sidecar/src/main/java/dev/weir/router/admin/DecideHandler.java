package dev.weir.router.admin;

import dev.weir.router.http.Problem;
import dev.weir.router.selection.Selection;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code GET /v1/decide?model=M&unit=U&segment.K=V&requestId=R}: the variant for a request that the asker sends by itself,
 * chosen as the proxy would. It is not counted as assigned: the report speaks of the requests this router sent.
 */
final class DecideHandler implements Handler<RoutingContext> {

    private final RouterState state;
    private final KnownModels models;

    DecideHandler(RouterState state, KnownModels models) {
        this.state = state;
        this.models = models;
    }

    @Override
    public void handle(RoutingContext context) {
        try {
            DecisionQuery query = DecisionQuery.of(context.request().path(), context.queryParams());
            select(query)
                    .ifPresentOrElse(
                            selection -> context.json(json(query.model(), selection)),
                            () -> models.unknown(query.model()).send(context.response()));
        } catch (DecisionQuery.RefusedException e) {
            new Problem(400, e.getMessage()).send(context.response());
        }
    }

    private Optional<Selection> select(DecisionQuery query) {
        return Optional.ofNullable(
                        state.image().select(query.model(), query.unit(), query.requestId(), query.segments()))
                .or(() -> models.firstVariant(query.model()).map(Selection::withoutTable));
    }

    private static JsonObject json(String model, Selection selection) {
        return new JsonObject()
                .put("model", model)
                .put("variant", selection.variant())
                .put("shadow", selection.shadow())
                .put("revision", selection.revision())
                .put("reason", selection.reason().name());
    }
}
