package dev.weir.router.proxy;

import dev.weir.router.http.StrictHttp;
import dev.weir.router.proxy.upstream.Deadlines;
import dev.weir.router.proxy.upstream.HealthProbe;
import dev.weir.router.proxy.upstream.HealthRules;
import dev.weir.router.report.Assigner;
import dev.weir.router.report.Call;
import dev.weir.router.selection.RouteImage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One event loop with its server, and its own connections to every variant; all of it runs on that loop. */
final class Lane extends VerticleBase {

    private final Parts parts;
    private final HttpServerOptions http;
    private final boolean probes;
    // Made with the first request of each, since of a thousand models most have none on most loops.
    private final Map<SharedModel, ServedModel> models = new IdentityHashMap<>();
    private final Map<SharedModel, List<HealthProbe>> probing = new IdentityHashMap<>();
    private Service service;
    private InferenceProxy proxy;
    private OpenConnections connections;
    private HttpServer server;

    /**
     * What all lanes have in common.
     *
     * @param images   image in force
     * @param assigner chooses and counts
     * @param calls    takes each finished call without blocking
     * @param meters   where calls are timed
     * @param loops    how many lanes there are
     */
    record Parts(Supplier<RouteImage> images, Assigner assigner, Consumer<Call> calls, ProxyMeters meters, int loops) {}

    /**
     * What can be changed while requests are served.
     *
     * @param models       models to serve
     * @param finder       finds which of them a request asks
     * @param maxBodyBytes size of the largest request body, in bytes
     * @param bodyTimeout  time in which more of a request body must come
     * @param idleTimeout  time after which a connection without a request is closed
     */
    record Service(
            List<SharedModel> models,
            ModelFinder finder,
            long maxBodyBytes,
            Duration bodyTimeout,
            Duration idleTimeout) {

        Service(List<SharedModel> models, long maxBodyBytes, Duration bodyTimeout, Duration idleTimeout) {
            this(models, new ModelFinder(models), maxBodyBytes, bodyTimeout, idleTimeout);
        }
    }

    /**
     * Makes a lane that does nothing until it is deployed.
     *
     * @param parts   what all lanes have in common
     * @param service what to serve at first
     * @param http    where to listen
     * @param probes  whether it is this lane that asks variants how they are
     */
    Lane(Parts parts, Service service, HttpServerOptions http, boolean probes) {
        this.parts = parts;
        this.service = service;
        this.http = http;
        this.probes = probes;
    }

    @Override
    public Future<?> start() {
        connections = new OpenConnections(vertx, service.idleTimeout());
        apply(service);
        server = vertx.createHttpServer(http)
                .connectionHandler(connection -> {
                    StrictHttp.onConnection(connection, http);
                    // Without a handler Vert.x logs a line for each user who leaves or sends what is no HTTP.
                    connection.exceptionHandler(failure -> {});
                    connections.opened(connection);
                })
                .invalidRequestHandler(request -> proxy.refuseMalformed(request))
                .requestHandler(request -> proxy.handle(request));
        return server.listen();
    }

    HttpServer server() {
        return server;
    }

    /** Serves something else from the next request on; what was changed of the models decides which connections stay. */
    Future<Void> serve(Service next) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now -> {
            apply(next);
            done.complete();
        });
        return done.future();
    }

    private void apply(Service next) {
        service = next;
        connections.timeout(next.idleTimeout());
        Set<SharedModel> stays = Collections.newSetFromMap(new IdentityHashMap<>());
        stays.addAll(next.models());
        List<ServedModel> gone = new ArrayList<>();
        models.entrySet().removeIf(model -> !stays.contains(model.getKey()) && gone.add(model.getValue()));
        proxy = new InferenceProxy(
                vertx,
                next.finder(),
                this::served,
                parts.assigner(),
                new Recorder(vertx, parts.calls(), parts.meters()),
                next.maxBodyBytes(),
                new Deadlines(vertx, next.bodyTimeout().toMillis()),
                connections,
                parts.meters());
        if (probes) {
            probe(next.models(), stays);
        }
        gone.forEach(ServedModel::retire);
    }

    private ServedModel served(SharedModel shared) {
        ServedModel served = models.get(shared);
        if (served == null) {
            served = new ServedModel(
                    vertx, shared, parts.images(), parts.loops(), parts.meters().callsInFlight());
            models.put(shared, served);
        }
        return served;
    }

    private void probe(List<SharedModel> wanted, Set<SharedModel> stays) {
        probing.entrySet().removeIf(model -> {
            boolean goes = !stays.contains(model.getKey());
            if (goes) {
                model.getValue().forEach(HealthProbe::stop);
            }
            return goes;
        });
        for (SharedModel shared : wanted) {
            HealthRules rules = shared.model().calls().health();
            if (rules.path() != null) {
                probing.computeIfAbsent(shared, model -> model.health().entrySet().stream()
                        .map(health -> HealthProbe.start(
                                vertx, model.model().variants().get(health.getKey()), health.getValue(), rules))
                        .toList());
            }
        }
    }
}
