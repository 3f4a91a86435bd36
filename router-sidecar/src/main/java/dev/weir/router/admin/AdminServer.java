package dev.weir.router.admin;

import dev.weir.router.http.MalformedRequests;
import dev.weir.router.http.Problem;
import dev.weir.router.http.ServerTls;
import dev.weir.router.http.StrictHttp;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Decisions, the tables applied, metrics and health. */
public final class AdminServer {

    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** Above the beats of an event stream, which come every 15 s. */
    private static final int IDLE_SECONDS = 75;

    private final HttpServer server;
    private final Router router;
    private final PrometheusMeterRegistry meters;
    private final JvmMeters jvm;
    private volatile Access access;

    /**
     * Where the server listens, and to whom.
     *
     * @param host    address to bind to
     * @param port    port, 0 for any that is free
     * @param sidecar id of the router
     * @param tls     how it speaks TLS; null for plain HTTP
     * @param access  who may ask
     */
    public record Options(String host, int port, String sidecar, ServerTls tls, Access access) {}

    /**
     * Makes a server that does not listen yet.
     *
     * @param vertx         event loops to run on
     * @param options       where it listens, and to whom
     * @param state         what the router knows
     * @param firstVariants model to the variant that serves while the model has no table
     * @param meters        what {@code /metrics} shows
     * @param further       adds paths of its own
     */
    public AdminServer(
            Vertx vertx,
            Options options,
            RouterState state,
            Supplier<Map<String, String>> firstVariants,
            PrometheusMeterRegistry meters,
            Consumer<Router> further) {
        this.meters = meters;
        this.jvm = new JvmMeters(meters);
        this.access = options.access();
        HealthHandler health = new HealthHandler(options.sidecar(), state);
        router = Router.router(vertx);
        router.route().handler(new AccessGate(() -> access));
        KnownModels models = new KnownModels(state, firstVariants);
        router.get("/v1/decide").handler(new DecideHandler(state, models));
        router.get("/v1/explain").handler(new ExplainHandler(state, models));
        router.get("/routes").handler(new RoutesHandler(options.sidecar(), state));
        ApiDocument.addTo(router);
        router.get("/metrics").handler(this::metrics);
        router.get("/health/live").handler(context -> context.json(new JsonObject().put("status", "UP")));
        router.get("/health/ready").handler(health);
        router.get("/health").handler(health);
        router.errorHandler(
                400,
                context -> problem(
                        context,
                        400,
                        "the path or the query is malformed; what is no letter or digit is written as % and two"
                                + " hexadecimal digits (RFC 3986, 2.1)"));
        router.errorHandler(
                404,
                context -> problem(
                        context, 404, "no such path: " + context.request().path()));
        router.getRoutes().stream()
                .filter(route -> route.getPath() != null)
                .forEach(route -> route.method(HttpMethod.HEAD));
        further.accept(router);
        router.errorHandler(405, context -> {
            context.response().putHeader("Allow", "GET, HEAD");
            problem(context, 405, context.request().method() + " is not for this path; use GET");
        });
        HttpServerOptions plain = new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port())
                .setIdleTimeout(IDLE_SECONDS);
        HttpServerOptions http = options.tls() == null ? plain : options.tls().applyTo(plain);
        this.server = vertx.createHttpServer(http)
                .connectionHandler(connection -> StrictHttp.onConnection(connection, http))
                .invalidRequestHandler(MalformedRequests::answer)
                .requestHandler(router);
    }

    /** What it answers to but HEAD, each as method and path, e.g. {@code GET /v1/decide}. */
    public List<String> paths() {
        return router.getRoutes().stream()
                .filter(route -> route.getPath() != null && route.methods() != null)
                .flatMap(route -> route.methods().stream()
                        .filter(method -> !method.equals(HttpMethod.HEAD))
                        .map(method -> method + " " + route.getPath()))
                .toList();
    }

    /** Changes who may ask, for requests that come from now on. */
    public void access(Access next) {
        access = next;
    }

    /**
     * Reads the files of TLS again, for connections that come from now on; only for a server that speaks TLS.
     *
     * @param tls where they are
     * @return fails where they cannot be used; the ones before stay in use then
     */
    public Future<Boolean> tls(ServerTls tls) {
        return server.updateSSLOptions(tls.options(), true);
    }

    /** Listens; the future fails with a BindException where the port is taken, and holds the port otherwise. */
    public Future<Integer> listen() {
        return server.listen().map(HttpServer::actualPort);
    }

    /** Closes the server and its connections. */
    public Future<Void> close() {
        jvm.close();
        return server.close();
    }

    private void metrics(RoutingContext context) {
        jvm.ensureRegistered();
        context.response().putHeader("Content-Type", PROMETHEUS_TEXT).end(meters.scrape());
    }

    private static void problem(RoutingContext context, int status, String detail) {
        new Problem(status, detail).send(context.response());
    }
}
