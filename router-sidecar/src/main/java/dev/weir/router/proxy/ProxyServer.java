package dev.weir.router.proxy;

import dev.weir.router.http.ServerTls;
import dev.weir.router.http.StrictHttp;
import dev.weir.router.proxy.upstream.Deadlines;
import dev.weir.router.proxy.upstream.HealthProbe;
import dev.weir.router.proxy.upstream.HealthRules;
import dev.weir.router.report.Assigner;
import dev.weir.router.report.Call;
import dev.weir.router.selection.RouteImage;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The proxy's HTTP server. Each of its event loops has connections of its own to every variant, so that a request stays on
 * one thread from its first byte to the last of its answer.
 */
public final class ProxyServer {

    private static final int MAX_LOOPS = 4;

    // Vert.x lets the servers of one deployment share a free port when its number is negative; 0 gives each its own.
    private static final int ANY_SHARED_PORT = -1;

    private static final int MAX_HEAD_BYTES = 32 * 1024;
    private static final int MAX_LINE_BYTES = 16 * 1024;

    private final Vertx vertx;
    private final List<SharedModel> models;
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Options options;
    private final Supplier<RouteImage> images;
    private final Assigner assigner;
    private final Consumer<Call> calls;
    private final ProxyMeters meters;
    private final AtomicBoolean probed = new AtomicBoolean();
    private volatile String deployment;

    /**
     * Where the server listens, and what it takes.
     *
     * @param host         address to bind to
     * @param port         port, 0 for any that is free
     * @param maxBodyBytes size of the largest request body, in bytes
     * @param bodyTimeout  time in which more of a request body must come
     * @param tls          the files by which it speaks TLS; null for not at all
     * @param loops        event loops; 0 for as many as there are processors, up to four
     */
    public record Options(String host, int port, long maxBodyBytes, Duration bodyTimeout, ServerTls tls, int loops) {

        public Options {
            if (loops < 0) {
                throw new IllegalArgumentException("loops is " + loops + ", must be 0 or more");
            }
            loops = loops == 0 ? Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()) : loops;
        }
    }

    /**
     * Makes a server that does not listen yet.
     *
     * @param vertx    event loops to run on, of {@link StrictHttp#vertx}
     * @param options  where to listen
     * @param served   models to serve
     * @param images   image in force, for what is passed to the variant in charge
     * @param assigner chooses and counts
     * @param calls    takes each finished call without blocking
     * @param meters   where calls are timed
     */
    public ProxyServer(
            Vertx vertx,
            Options options,
            List<ProxiedModel> served,
            Supplier<RouteImage> images,
            Assigner assigner,
            Consumer<Call> calls,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.options = options;
        this.images = images;
        this.assigner = assigner;
        this.calls = calls;
        this.meters = new ProxyMeters(meters);
        this.models = served.stream()
                .map(model -> SharedModel.of(model, System::nanoTime))
                .toList();
        models.forEach(this.meters::watch);
    }

    /** Listens; the future fails with a BindException where the port is taken, and holds the port otherwise. */
    public Future<Integer> listen() {
        return vertx.deployVerticle(Lane::new, new DeploymentOptions().setInstances(options.loops()))
                .map(deployed -> {
                    deployment = deployed;
                    return lanes.get(0).server.actualPort();
                });
    }

    /**
     * Stops accepting, lets requests on their way finish, and closes the connections to the variants.
     *
     * @param grace longest time to wait for requests on their way
     */
    public Future<Void> close(Duration grace) {
        return Future.join(lanes.stream()
                        .map(lane -> lane.server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS))
                        .toList())
                .transform(stopped -> {
                    String running = deployment;
                    deployment = null;
                    return running == null ? Future.succeededFuture() : vertx.undeploy(running);
                });
    }

    /** One event loop with its server, and its own connections to every variant. */
    private final class Lane extends VerticleBase {

        private HttpServer server;

        @Override
        public Future<?> start() {
            ModelFinder finder = new ModelFinder(ProxyServer.this.models.stream()
                    .map(shared -> new ServedModel(vertx, shared, images, options.loops(), meters.callsInFlight()))
                    .toList());
            InferenceProxy proxy = new InferenceProxy(
                    vertx,
                    finder,
                    assigner,
                    new Recorder(vertx, calls, meters),
                    options.maxBodyBytes(),
                    new Deadlines(vertx, options.bodyTimeout().toMillis()),
                    meters);
            HttpServerOptions http = serverOptions();
            server = vertx.createHttpServer(http)
                    .connectionHandler(connection -> {
                        StrictHttp.onConnection(connection, http);
                        // Without a handler Vert.x logs a line for each user who leaves or sends what is no HTTP.
                        connection.exceptionHandler(failure -> {});
                    })
                    .invalidRequestHandler(proxy::refuseMalformed)
                    .requestHandler(proxy::handle);
            if (probed.compareAndSet(false, true)) {
                probe();
            }
            lanes.add(this);
            return server.listen();
        }

        private void probe() {
            for (SharedModel shared : ProxyServer.this.models) {
                HealthRules rules = shared.model().calls().health();
                if (rules.path() != null) {
                    shared.health()
                            .forEach((variant, health) -> HealthProbe.start(
                                    vertx, shared.model().variants().get(variant), health, rules));
                }
            }
        }

        private HttpServerOptions serverOptions() {
            HttpServerOptions server = new HttpServerOptions()
                    .setHost(options.host())
                    .setPort(options.port() == 0 ? ANY_SHARED_PORT : options.port())
                    .setMaxHeaderSize(MAX_HEAD_BYTES)
                    .setMaxInitialLineLength(MAX_LINE_BYTES)
                    // Each would be one more handler that every request passes.
                    .setPerFrameWebSocketCompressionSupported(false)
                    .setPerMessageWebSocketCompressionSupported(false);
            if (options.tls() == null) {
                return server;
            }
            ServerSSLOptions tls = options.tls().options();
            return server.setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(tls.getKeyCertOptions())
                    .setClientAuth(tls.getClientAuth())
                    .setTrustOptions(tls.getTrustOptions());
        }
    }
}
