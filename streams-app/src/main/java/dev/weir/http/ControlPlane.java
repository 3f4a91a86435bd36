package dev.weir.http;

import dev.weir.config.AppConfig;
import dev.weir.view.CatchUp;
import dev.weir.view.ControlSink;
import dev.weir.view.ControlView;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The control plane's HTTP server; all errors are RFC 9457 problem documents. */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

    /** Largest body taken; a rollout file has a few kilobytes. */
    private static final long BODY_BYTES = 1 << 20;

    /** Longest wait for the decision that answers a command. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int EVENT_LOOPS = 2;

    /**
     * Without TLS HTTP/1.1 only: whoever offers to change to HTTP/2, as Java's own client always does, would get the answer
     * before that change is over, and from some 16 kB on now and then read its text as frames, or wait for good.
     */
    private static final HttpServerOptions OPTIONS =
            new HttpServerOptions().setCompressionSupported(true).setHttp2ClearTextEnabled(false);

    private final Vertx vertx;
    private final HttpServer server;
    private final DecisionWatch watch;
    private final RecentEvents events;
    private final Entries entries;

    private ControlPlane(Vertx vertx, HttpServer server, DecisionWatch watch, RecentEvents events, Entries entries) {
        this.vertx = vertx;
        this.server = server;
        this.watch = watch;
        this.events = events;
        this.entries = entries;
    }

    /**
     * What the server shows and passes on.
     *
     * @param view      what the topics say
     * @param sink      where plans and commands go
     * @param catchUp   brings the view up to now
     * @param readiness what else has to be there before the program is ready
     * @param metrics   the meters at {@code /metrics}
     * @param clock     tells when a plan or command came
     */
    public record Parts(
            ControlView view,
            ControlSink sink,
            CatchUp catchUp,
            Readiness readiness,
            PrometheusMeterRegistry metrics,
            Clock clock) {}

    /**
     * Starts the server and returns once it listens.
     *
     * @throws IllegalStateException if it cannot listen there; the message names address and setting
     */
    public static ControlPlane start(AppConfig.Http http, Parts parts) {
        return start(http, parts, PATIENCE);
    }

    static ControlPlane start(AppConfig.Http http, Parts parts, Duration patience) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS));
        DecisionWatch watch = new DecisionWatch(parts.view());
        RecentEvents events = new RecentEvents(parts.view());
        Dialogue dialogue = new Dialogue(patience);
        Router router = Router.router(vertx);
        new DashboardRoutes().addTo(router);
        new ApiDocumentRoutes().addTo(router);
        Access access = new Access(http.tokens());
        Media media = new Media();
        media.unsaid(router);
        router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES));
        access.guard(router);
        media.guard(router);
        new Freshness(parts.catchUp()).guard(router);
        StatusRoutes status = new StatusRoutes(parts.view(), parts.clock());
        status.addTo(router);
        new RolloutRoutes(parts.view(), parts.sink(), watch, parts.clock(), dialogue).addTo(router);
        CommandSender sender = new CommandSender(parts.view(), parts.sink(), watch, parts.clock(), dialogue);
        new CommandRoutes(parts.view(), sender).addTo(router);
        new ModelRoutes(parts.view(), sender).addTo(router);
        new RuleRoutes(parts.view(), sender).addTo(router);
        new HistoryRoutes(parts.view()).addTo(router);
        new SampleRoutes(parts.view()).addTo(router);
        new ChartRoutes(parts.view()).addTo(router);
        new StreamRoute(events, status::snapshot, parts.metrics()).addTo(router);
        access.addTo(router);
        new OperationsRoutes(parts.view(), parts.readiness(), parts.metrics()).addTo(router);
        Entries entries = Entries.complete(router);
        media.of(entries);
        failures(router, entries);
        try {
            HttpServer server = vertx.createHttpServer(OPTIONS)
                    .requestHandler(router)
                    .invalidRequestHandler(Answers::unreadable)
                    .listen(http.port(), http.host())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            warnOfOpenDoors(http);
            LOG.info("event=control-plane-listens host={} port={}", http.host(), server.actualPort());
            return new ControlPlane(vertx, server, watch, events, entries);
        } catch (CompletionException failure) {
            watch.close();
            events.close();
            vertx.close().toCompletionStage().toCompletableFuture().join();
            throw new IllegalStateException(notListening(http, failure.getCause()), failure.getCause());
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** What it answers to, each as method and path. */
    List<String> routes() {
        return entries.all();
    }

    @Override
    public void close() {
        watch.close();
        events.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Said once: whoever reaches the port of such a control plane can roll back. */
    private static void warnOfOpenDoors(AppConfig.Http http) {
        if (http.tokens().isEmpty() && !http.host().matches("127\\..*|localhost|::1|\\[::1\\]")) {
            LOG.warn("event=control-plane-without-tokens host={} remedy=\"list some under http.tokens\"", http.host());
        }
    }

    private static String notListening(AppConfig.Http http, Throwable cause) {
        String remedy = cause instanceof BindException
                ? "another program listens there, or the address is not of this machine; choose another with http.port or"
                        + " http.host in the configuration, WEIR_HTTP_PORT or WEIR_HTTP_HOST"
                : "see http.host and http.port in the configuration";
        return "the control plane cannot listen on " + http.host() + ":" + http.port() + " (" + cause.getMessage()
                + "): " + remedy;
    }

    private static void failures(Router router, Entries entries) {
        router.route()
                .failureHandler(context ->
                        Answers.failure(context, context.failure() == null ? ofStatus(context) : context.failure()));
        for (int status : new int[] {400, 413}) {
            router.errorHandler(status, context -> Answers.failure(context, ofStatus(context)));
        }
        // The router forgets that a path takes another method where a handler of all paths comes after it.
        for (int status : new int[] {404, 405}) {
            router.errorHandler(status, context -> notTaken(context, entries));
        }
    }

    private static void notTaken(RoutingContext context, Entries entries) {
        String allowed = entries.allowed(context.normalizedPath());
        if (allowed.isEmpty()) {
            Answers.failure(
                    context,
                    ProblemException.notFound("there is no " + asked(context) + "; " + ApiDocumentRoutes.JSON_PATH
                            + " says what there is"));
            return;
        }
        context.response().putHeader("Allow", allowed);
        if (context.request().method().equals(HttpMethod.OPTIONS)) {
            context.response().setStatusCode(204).end();
        } else {
            Answers.failure(context, ProblemException.notTaken(asked(context), allowed));
        }
    }

    private static String asked(RoutingContext context) {
        return context.request().method() + " " + context.request().path();
    }

    private static ProblemException ofStatus(RoutingContext context) {
        return switch (context.statusCode()) {
            case 413 -> ProblemException.of(ProblemType.TOO_LARGE, "the body is larger than " + BODY_BYTES + " bytes");
            default -> ProblemException.of(ProblemType.BAD_REQUEST, "the request cannot be read");
        };
    }
}
