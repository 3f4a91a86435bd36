package dev.weir.router.admin;

import dev.weir.router.http.Problem;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** Decisions, the tables applied, metrics and health, read only. */
public final class AdminServer {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final RouterState state;
    private final PrometheusMeterRegistry meters;

    /**
     * Makes a server that does not listen yet.
     *
     * @param vertx         event loops to run on
     * @param host          address to bind to
     * @param port          port, 0 for any that is free
     * @param sidecar       id of the router
     * @param state         what the router knows
     * @param firstVariants model to the variant that serves while the model has no table
     * @param meters        what {@code /metrics} shows
     */
    public AdminServer(
            Vertx vertx,
            String host,
            int port,
            String sidecar,
            RouterState state,
            Map<String, String> firstVariants,
            PrometheusMeterRegistry meters) {
        this.state = state;
        this.meters = meters;
        Router router = Router.router(vertx);
        router.get("/v1/decide").handler(new DecideHandler(state, firstVariants));
        router.get("/routes").handler(new RoutesHandler(sidecar, state));
        router.get("/metrics").handler(this::metrics);
        router.get("/health/live").handler(context -> context.json(new JsonObject().put("status", "UP")));
        router.get("/health/ready").handler(this::ready);
        router.errorHandler(
                404,
                context -> problem(
                        context, 404, "no such path: " + context.request().path()));
        router.getRoutes().forEach(route -> route.method(HttpMethod.HEAD));
        router.errorHandler(405, context -> {
            context.response().putHeader("Allow", "GET, HEAD");
            problem(context, 405, context.request().method() + " is not for this path; use GET");
        });
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(host).setPort(port))
                .requestHandler(router);
    }

    /** Listens; the future fails with a BindException where the port is taken, and holds the port otherwise. */
    public Future<Integer> listen() {
        return server.listen().map(HttpServer::actualPort);
    }

    /** Closes the server and its connections. */
    public Future<Void> close() {
        return server.close();
    }

    private void metrics(RoutingContext context) {
        context.response().putHeader("Content-Type", PROMETHEUS_TEXT).end(meters.scrape());
    }

    private void ready(RoutingContext context) {
        JsonArray missing = new JsonArray();
        if (!state.isReady()) {
            missing.add("the routing tables have not been read to their end yet");
        }
        context.response().setStatusCode(missing.isEmpty() ? 200 : 503);
        context.json(new JsonObject()
                .put("status", missing.isEmpty() ? "UP" : "DOWN")
                .put("missing", missing)
                .put("stale", state.isStale()));
    }

    private static void problem(RoutingContext context, int status, String detail) {
        new Problem(status, detail).send(context.response());
    }
}
