package dev.weir.router.ofrep;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/**
 * {@code POST /ofrep/v1/evaluate/flags}: all flags for one context, with an ETag; 304 without a body where the client has
 * them. A client that was told of a change this router has not heard of waits for it, a second at most.
 */
final class BulkHandler implements Handler<RoutingContext> {

    static final String EVENTS_PATH = "/ofrep/v1/events";

    private static final long WAIT_MILLIS = 1_000;
    private static final long LOOK_AGAIN_MILLIS = 10;
    private static final int INACTIVITY_SECONDS = 120;

    private final Vertx vertx;
    private final Flags flags;
    private final Supplier<ConfigTag> tags;

    BulkHandler(Vertx vertx, Flags flags, Supplier<ConfigTag> tags) {
        this.vertx = vertx;
        this.flags = flags;
        this.tags = tags;
    }

    @Override
    public void handle(RoutingContext context) {
        try {
            EvaluationContext asking = EvaluationContext.read(context.body().buffer());
            whenFresh(FreshnessHint.of(context.queryParams()), WAIT_MILLIS, () -> answer(context, asking));
        } catch (RefusedException e) {
            context.fail(e);
        }
    }

    private void whenFresh(FreshnessHint hint, long waitMillis, Runnable answer) {
        if (waitMillis <= 0 || !hint.isAheadOf(tags.get())) {
            answer.run();
        } else {
            vertx.setTimer(LOOK_AGAIN_MILLIS, later -> whenFresh(hint, waitMillis - LOOK_AGAIN_MILLIS, answer));
        }
    }

    private void answer(RoutingContext context, EvaluationContext asking) {
        if (context.response().closed()) {
            return;
        }
        ConfigTag config = tags.get();
        String tag = config.answerTag(asking, flags.state().isStale());
        context.response().putHeader("ETag", tag);
        if (EntityTags.names(context.request().getHeader("If-None-Match"), tag)) {
            context.response().setStatusCode(304).end();
            return;
        }
        context.json(new JsonObject()
                .put("flags", flags.evaluateAll(config.image(), asking))
                .put("metadata", new JsonObject().put("version", EntityTags.bare(config.etag())))
                .put("eventStreams", new JsonArray().add(eventStream())));
    }

    private static JsonObject eventStream() {
        return new JsonObject()
                .put("type", "sse")
                .put("endpoint", new JsonObject().put("requestUri", EVENTS_PATH))
                .put("inactivityDelaySec", INACTIVITY_SECONDS);
    }
}
