package dev.weir.router.proxy;

import dev.weir.router.http.ServerTls;
import dev.weir.router.http.StrictHttp;
import dev.weir.router.report.Assigner;
import dev.weir.router.report.Call;
import dev.weir.router.report.Reachability;
import dev.weir.router.selection.RouteImage;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Options options;
    private final Lane.Parts parts;
    private final HttpServerOptions http;
    private volatile Lane.Service service;
    private volatile String deployment;

    /**
     * Where the server listens, and what it takes.
     *
     * @param host         address to bind to
     * @param port         port, 0 for any that is free
     * @param maxBodyBytes size of the largest request body, in bytes
     * @param bodyTimeout  time in which more of a request body must come
     * @param idleTimeout  time after which a connection without a request is closed, at least 1 ms
     * @param tls          the files by which it speaks TLS; null for not at all
     * @param loops        event loops; 0 for as many as there are processors, up to four
     */
    public record Options(
            String host,
            int port,
            long maxBodyBytes,
            Duration bodyTimeout,
            Duration idleTimeout,
            ServerTls tls,
            int loops) {

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
        this.http = serverOptions(options);
        ProxyMeters shown = new ProxyMeters(meters);
        this.parts = new Lane.Parts(images, assigner, calls, shown, options.loops());
        this.service = service(options, served, List.of());
        shown.watch(() -> service.models());
    }

    /** Listens; the future fails with a BindException where the port is taken, and holds the port otherwise. */
    public Future<Integer> listen() {
        return vertx.deployVerticle(this::lane, new DeploymentOptions().setInstances(options.loops()))
                .map(deployed -> {
                    deployment = deployed;
                    return lanes.get(0).server().actualPort();
                });
    }

    /** Returns what is known of each variant of a model; empty for a model that is not served. */
    public Map<String, Reachability> reachability(String model) {
        Map<String, Reachability> known = new HashMap<>();
        service.models().stream()
                .filter(shared -> shared.model().name().equals(model))
                .forEach(shared -> shared.health()
                        .forEach((variant, health) ->
                                known.put(variant, new Reachability(health.isDown(), health.answeredAgoMillis()))));
        return known;
    }

    private synchronized Lane lane() {
        Lane lane = new Lane(parts, service, http, lanes.isEmpty());
        lanes.add(lane);
        return lane;
    }

    /**
     * Serves something else from the next request on, without a break: models, the largest body and how long it may take,
     * how long connections may idle, and the files of TLS, which are read again. Where it listens, and whether by TLS, stays
     * as it is.
     *
     * @param next   what of it can be changed is taken from here
     * @param served models to serve; one that has not changed keeps its connections, a variant that has not
     *     what is known of its health
     * @return fails where the files of TLS cannot be used; the ones before stay in use then
     */
    public synchronized Future<Void> serve(Options next, List<ProxiedModel> served) {
        Lane.Service changed = service(next, served, service.models());
        service = changed;
        List<Future<?>> changes = new ArrayList<>();
        lanes.forEach(lane -> changes.add(lane.serve(changed)));
        if (options.tls() != null && next.tls() != null) {
            lanes.forEach(lane ->
                    changes.add(lane.server().updateSSLOptions(next.tls().options(), true)));
        }
        return Future.join(changes).mapEmpty();
    }

    private static Lane.Service service(Options options, List<ProxiedModel> served, List<SharedModel> before) {
        Map<String, SharedModel> held = new HashMap<>();
        before.forEach(shared -> held.put(shared.model().name(), shared));
        List<SharedModel> models = served.stream()
                .map(model -> {
                    SharedModel same = held.get(model.name());
                    return same != null && same.model().equals(model) && !model.readsFiles()
                            ? same
                            : SharedModel.of(model, same, System::nanoTime);
                })
                .toList();
        return new Lane.Service(models, options.maxBodyBytes(), options.bodyTimeout(), options.idleTimeout());
    }

    /**
     * Stops accepting, lets requests on their way finish, and closes the connections to the variants.
     *
     * @param grace longest time to wait for requests on their way
     */
    public Future<Void> close(Duration grace) {
        return Future.join(lanes.stream()
                        .map(lane -> lane.server().shutdown(grace.toMillis(), TimeUnit.MILLISECONDS))
                        .toList())
                .transform(stopped -> {
                    String running = deployment;
                    deployment = null;
                    return running == null ? Future.succeededFuture() : vertx.undeploy(running);
                });
    }

    private static HttpServerOptions serverOptions(Options options) {
        HttpServerOptions server = new HttpServerOptions()
                .setHost(options.host())
                .setPort(options.port() == 0 ? ANY_SHARED_PORT : options.port())
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                // Each would be one more handler that every request passes.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        return options.tls() == null ? server : options.tls().applyTo(server).setUseAlpn(true);
    }
}
