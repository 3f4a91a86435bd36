package dev.weir.router.ofrep;

import dev.weir.router.admin.RouterState;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths of the protocol; add them to a router by {@link #accept}. */
public final class OfrepRoutes implements Consumer<Router> {

    private static final Logger LOG = LoggerFactory.getLogger(OfrepRoutes.class);
    private static final String EVALUATE = "/ofrep/v1/evaluate/flags";
    private static final long LARGEST_BODY_BYTES = 1L << 20;

    private final Flags flags;
    private final BulkHandler bulk;
    private final RefetchStreams streams;

    /**
     * Makes the paths.
     *
     * @param vertx         event loops to run on
     * @param state         what the router knows
     * @param firstVariants model to the variant that serves while it has no table
     */
    public OfrepRoutes(Vertx vertx, RouterState state, Supplier<Map<String, String>> firstVariants) {
        ConfigTags tags = new ConfigTags(state::image, firstVariants);
        this.flags = new Flags(state, firstVariants);
        this.bulk = new BulkHandler(vertx, flags, tags);
        this.streams = new RefetchStreams(vertx, tags);
    }

    @Override
    public void accept(Router router) {
        evaluation(router, EVALUATE + "/:" + SingleHandler.KEY).handler(new SingleHandler(flags));
        evaluation(router, EVALUATE).handler(bulk);
        router.get(BulkHandler.EVENTS_PATH).handler(streams).failureHandler(OfrepRoutes::failed);
        router.route(BulkHandler.EVENTS_PATH).handler(context -> notAllowed(context, HttpMethod.GET));
    }

    /** A table changed, or the models of the file: clients that listen are told; never blocks. */
    public void tablesChanged() {
        streams.changed();
    }

    private static Route evaluation(Router router, String path) {
        Route post = router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY_BYTES))
                .handler(OfrepRoutes::requireJson)
                .failureHandler(OfrepRoutes::failed);
        router.route(path).handler(context -> {
            if (context.request().method().equals(HttpMethod.POST)) {
                context.next();
            } else {
                notAllowed(context, HttpMethod.POST);
            }
        });
        return post;
    }

    private static void requireJson(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        String media = type == null ? "" : type.split(";")[0].strip().toLowerCase(Locale.ROOT);
        if (media.isEmpty() || media.equals("application/json") || media.endsWith("+json")) {
            context.next();
        } else {
            context.response().putHeader("Accept-Post", "application/json");
            context.fail(new RefusedException(
                    415, ErrorCode.GENERAL, "the body is " + media + "; send it with Content-Type: application/json"));
        }
    }

    private static void notAllowed(RoutingContext context, HttpMethod allowed) {
        context.response().putHeader("Allow", allowed.name());
        answer(
                context,
                new RefusedException(
                        405,
                        ErrorCode.GENERAL,
                        context.request().method() + " is not for this path; use " + allowed.name()));
    }

    private static void failed(RoutingContext context) {
        boolean gone = context.response().closed() || context.failure() instanceof HttpClosedException;
        if (gone || context.response().ended() || context.response().headWritten()) {
            return;
        }
        if (context.failure() instanceof RefusedException refused) {
            answer(context, refused);
        } else if (context.statusCode() == 413) {
            answer(
                    context,
                    new RefusedException(
                            413, ErrorCode.GENERAL, "the body has more than " + LARGEST_BODY_BYTES + " bytes"));
        } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
            answer(context, new RefusedException(context.statusCode(), ErrorCode.GENERAL, "the request is malformed"));
        } else {
            LOG.error("evaluation failed path={}", context.request().path(), context.failure());
            context.response()
                    .setStatusCode(500)
                    .putHeader("Content-Type", "application/json")
                    .end(new JsonObject()
                            .put("errorDetails", "the router failed; its log says why")
                            .toBuffer());
        }
    }

    private static void answer(RoutingContext context, RefusedException refused) {
        JsonObject document = refused.document();
        String key = context.pathParam(SingleHandler.KEY);
        context.response()
                .setStatusCode(refused.status())
                .putHeader("Content-Type", "application/json")
                .end((key == null ? document : document.put("key", key)).toBuffer());
    }
}
