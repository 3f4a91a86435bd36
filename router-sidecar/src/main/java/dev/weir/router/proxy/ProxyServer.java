package dev.weir.router.proxy;

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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The proxy's HTTP server, on as many event loops as there are processors, up to four. */
public final class ProxyServer {

    private static final int MAX_LOOPS = 4;

    // Vert.x lets the servers of one deployment share a free port when its number is negative; 0 gives each its own.
    private static final int ANY_SHARED_PORT = -1;

    /**
     * Where the server listens, and what it takes.
     *
     * @param host         address to bind to
     * @param port         port, 0 for any that is free
     * @param maxBodyBytes size of the largest request body, in bytes
     */
    public record Options(String host, int port, long maxBodyBytes) {}

    private final Vertx vertx;
    private final Map<String, Variants> models = new LinkedHashMap<>();
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final Options options;
    private final InferenceProxy proxy;

    /**
     * Makes a server that does not listen yet.
     *
     * @param vertx    event loops to run on
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
        served.forEach(model -> models.put(model.name(), new Variants(vertx, model, images)));
        this.proxy =
                new InferenceProxy(vertx, models, assigner, calls, options.maxBodyBytes(), new ProxyMeters(meters));
    }

    /** Listens; the future fails with a BindException where the port is taken, and holds the port otherwise. */
    public Future<Integer> listen() {
        int loops = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
        return vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(loops))
                .map(deployed -> servers.get(0).actualPort());
    }

    /**
     * Stops accepting, lets requests on their way finish, and closes the connections to the variants.
     *
     * @param grace longest time to wait for requests on their way
     */
    public Future<Void> close(Duration grace) {
        return Future.join(servers.stream()
                        .map(server -> server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS))
                        .toList())
                .transform(stopped -> Future.join(
                        models.values().stream().map(Variants::close).toList()))
                .mapEmpty();
    }

    private final class Listener extends VerticleBase {
        @Override
        public Future<?> start() {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions()
                    .setHost(options.host())
                    .setPort(options.port() == 0 ? ANY_SHARED_PORT : options.port())
                    .setHttp2ClearTextEnabled(false)
                    .setHandle100ContinueAutomatically(true));
            servers.add(server);
            return server.requestHandler(proxy::handle).listen();
        }
    }
}
