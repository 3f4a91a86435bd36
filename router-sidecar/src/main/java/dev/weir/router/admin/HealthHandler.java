package dev.weir.router.admin;

import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/**
 * {@code GET /health/ready}: whether to send requests here, 200 or 503, and what an operator asks next. A router without
 * Kafka is ready, by the tables it has; {@code stale} says so.
 */
final class HealthHandler implements Handler<RoutingContext> {

    private final String sidecar;
    private final RouterState state;

    HealthHandler(String sidecar, RouterState state) {
        this.sidecar = sidecar;
        this.state = state;
    }

    @Override
    public void handle(RoutingContext context) {
        JsonArray missing = new JsonArray();
        if (!state.isReady()) {
            missing.add("the routing tables have not been read to their end yet");
        }
        if (state.isDraining()) {
            missing.add("the router is ending: it finishes the requests on their way and takes no more");
        }
        context.response().setStatusCode(missing.isEmpty() ? 200 : 503);
        context.json(new JsonObject()
                .put("status", missing.isEmpty() ? "UP" : "DOWN")
                .put("sidecar", sidecar)
                .put("missing", missing)
                .put("stale", state.isStale())
                .put("routes", routes())
                .put("events", events(state.events())));
    }

    private JsonObject routes() {
        return new JsonObject()
                .put("models", state.image().tables().size())
                .put("caughtUp", state.isCaughtUp())
                .put("ageSeconds", state.age().toMillis() / 1_000.0)
                .put("staleSince", state.staleSince().map(Instant::toString).orElse(null));
    }

    private static JsonObject events(EventCounts counts) {
        return new JsonObject()
                .put("queued", counts.queued())
                .put("published", counts.published())
                .put("dropped", counts.dropped())
                .put("failed", counts.failed());
    }
}
