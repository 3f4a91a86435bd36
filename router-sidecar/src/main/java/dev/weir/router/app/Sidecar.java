package dev.weir.router.app;

import dev.weir.publish.EventPublisher;
import dev.weir.publish.PublisherStats;
import dev.weir.router.admin.AdminServer;
import dev.weir.router.admin.EventCounts;
import dev.weir.router.admin.RouterState;
import dev.weir.router.control.RouteFollower;
import dev.weir.router.control.RouteListener;
import dev.weir.router.control.RouteSource;
import dev.weir.router.http.StrictHttp;
import dev.weir.router.kafka.ClientSettings;
import dev.weir.router.kafka.Outbox;
import dev.weir.router.ofrep.OfrepRoutes;
import dev.weir.router.proxy.ProxiedModel;
import dev.weir.router.proxy.ProxyServer;
import dev.weir.router.report.Assigner;
import dev.weir.router.report.CapturePolicy;
import dev.weir.router.report.EventRecorder;
import dev.weir.router.report.RouterReporter;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.RouteImage;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RoutingTable;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running router: follows the routing tables, proxies requests, and tells what it did.
 *
 * <p>It serves from the first moment, by the first variant of each model while Kafka has not been reached, and is
 * {@link #ready()} once the tables have been read.
 */
public final class Sidecar implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);
    private static final String SNAPSHOT = "routes.json";
    private static final Duration START_WITHIN = Duration.ofSeconds(10);

    private final SidecarConfig config;
    private final TopicNames names;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Vertx vertx;
    private final Outbox outbox;
    private final EventPublisher events;
    private final EventRecorder recorder;
    private final RouteFollower routes;
    private final Assigner assigner;
    private final RouterReporter reporter;
    private final ProxyServer proxy;
    private final OfrepRoutes flags;
    private final AdminServer admin;
    private int proxyPort;
    private int adminPort;
    private boolean closed;

    private Sidecar(SidecarConfig config, ClientSettings settings, AvroSerdes serdes) {
        this.config = config;
        this.names = new TopicNames(config.topicPrefix());
        String id = config.sidecar().id();
        LongSupplier clockMillis = System::currentTimeMillis;
        List<ProxiedModel> models = config.proxiedModels();
        Map<String, String> firstVariants = new LinkedHashMap<>();
        models.forEach(model -> firstVariants.put(model.name(), model.firstVariant()));

        this.outbox = new Outbox(
                () -> new KafkaProducer<>(settings.producer("weir-sidecar-" + id)), serdes.serializer(), meters);
        this.routes = new RouteFollower(
                RouteSource.of(
                        names.of(Topics.ROUTES),
                        settings,
                        "weir-sidecar-" + id,
                        serdes.deserializer(RoutingTable.class)),
                config.sidecar().stateDir().resolve(SNAPSHOT),
                new Applied(),
                Clock.systemUTC(),
                meters);
        this.assigner = new Assigner(routes, firstVariants, clockMillis, meters);
        this.events = EventPublisher.start(config.clientSettings(), names, this::lost);
        Map<String, CapturePolicy> policies = config.capturePolicies();
        this.recorder = new EventRecorder(id, events::publish, policies::get);
        this.reporter = new RouterReporter(
                id,
                assigner,
                recorder,
                routes::isStale,
                clockMillis,
                report -> outbox.offer(names.of(Topics.ROUTER_REPORTS), report.getModel(), report));
        // Last of all that may refuse its settings, since its threads outlive a constructor that throws.
        this.vertx = StrictHttp.vertx(new VertxOptions());
        SidecarConfig.Router router = config.sidecar();
        this.proxy = new ProxyServer(
                vertx,
                new ProxyServer.Options(
                        router.host(),
                        router.proxyPort(),
                        router.maxBodyBytes(),
                        router.bodyTimeout(),
                        router.tls(),
                        router.threads()),
                models,
                routes,
                assigner,
                recorder::record,
                meters);
        State state = new State();
        this.flags = new OfrepRoutes(vertx, state, firstVariants);
        this.admin = new AdminServer(
                vertx,
                new AdminServer.Options(
                        router.host(),
                        router.adminPort(),
                        id,
                        config.admin().tls(),
                        config.admin().access()),
                state,
                firstVariants,
                meters,
                flags);
        SidecarMeters.register(meters, routes, events, firstVariants.keySet());
    }

    /**
     * Starts a router; Kafka and the schema registry need not be there yet.
     *
     * @throws SidecarConfigException if the configuration cannot be used, or a port is taken
     */
    public static Sidecar start(SidecarConfig config) {
        ClientSettings settings = new ClientSettings(config.clientSettings());
        Sidecar sidecar;
        try {
            settings.check();
            sidecar = new Sidecar(config, settings, AvroSerdes.from(settings.given()));
        } catch (KafkaException | IllegalArgumentException e) {
            throw new SidecarConfigException(e.getMessage(), e);
        }
        try {
            sidecar.listen();
            return sidecar;
        } catch (RuntimeException e) {
            sidecar.close();
            throw e;
        }
    }

    /** Returns the port of the proxy. */
    public int proxyPort() {
        return proxyPort;
    }

    /** Returns the port of decisions, metrics and health. */
    public int adminPort() {
        return adminPort;
    }

    /** Returns whether there are routing tables to go by: read to their end, or without Kafka from the snapshot. */
    public boolean ready() {
        return routes.isReady();
    }

    /**
     * Stops accepting, lets requests on their way finish for up to the drain timeout, then sends what is still to be told. Closing
     * again does nothing.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        LOG.info("sidecar closing id={}", config.sidecar().id());
        quietly("proxy", proxy.close(config.sidecar().drainTimeout()));
        routes.close();
        // The reports come after the events, so that the last of them say which events could not be published.
        events.close();
        reporter.close();
        outbox.close();
        quietly("admin", admin.close());
        quietly("event loops", vertx.close());
        meters.close();
        LOG.info("sidecar closed id={}", config.sidecar().id());
        ended.countDown();
    }

    /** Waits until the router has been closed by another thread. */
    void awaitClosed() throws InterruptedException {
        ended.await();
    }

    private void lost(SpecificRecord event) {
        if (event instanceof InferenceEvent inference) {
            recorder.lost(inference);
        }
    }

    private void listen() {
        checkTls();
        outbox.start();
        routes.start();
        reporter.start();
        proxyPort = listening(proxy.listen(), config.sidecar().proxyPort(), "sidecar.proxyPort", "--proxy-port");
        adminPort = listening(admin.listen(), config.sidecar().adminPort(), "sidecar.adminPort", "--admin-port");
        LOG.info(
                "sidecar listening id={} proxyPort={} adminPort={} models={}",
                config.sidecar().id(),
                proxyPort,
                adminPort,
                config.models().keySet());
    }

    private void checkTls() {
        try {
            if (config.admin().tls() != null) {
                config.admin().tls().check(vertx);
            }
        } catch (IllegalArgumentException e) {
            throw new SidecarConfigException("admin.tls: " + e.getMessage(), e);
        }
    }

    private int listening(Future<Integer> server, int port, String setting, String flag) {
        try {
            return await(server, START_WITHIN);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new SidecarConfigException(
                    "cannot listen on port " + port + " of " + config.sidecar().host() + " (" + cause.getMessage()
                            + "); choose another by " + setting + " or " + flag + ", 0 for any that is free",
                    cause);
        }
    }

    private void quietly(String part, Future<?> closing) {
        try {
            await(closing, config.sidecar().drainTimeout().plus(START_WITHIN));
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("sidecar part not closed cleanly part=\"{}\" reason=\"{}\"", part, e.toString());
        }
    }

    private static <T> T await(Future<T> future, Duration within) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }

    /** What follows from a new table: the ledger turns a page, and the judge hears that it is applied. */
    private final class Applied implements RouteListener {
        @Override
        public void applied(CompiledTable table, Instant appliedAt) {
            assigner.revisionInForce(table.model(), table.revision());
            flags.tablesChanged();
            outbox.offer(
                    names.of(Topics.ROUTE_ACKS),
                    table.model(),
                    RouteAck.newBuilder()
                            .setSidecar(config.sidecar().id())
                            .setModel(table.model())
                            .setRevision(table.revision())
                            .setAppliedAt(appliedAt)
                            .build());
        }

        @Override
        public void removed(String model) {
            assigner.revisionInForce(model, 0);
            flags.tablesChanged();
        }
    }

    private final class State implements RouterState {
        @Override
        public RouteImage image() {
            return routes.get();
        }

        @Override
        public boolean isReady() {
            return routes.isReady();
        }

        @Override
        public boolean isCaughtUp() {
            return routes.isCaughtUp();
        }

        @Override
        public Optional<Instant> staleSince() {
            return routes.isStale() ? Optional.of(Instant.now().minus(routes.age())) : Optional.empty();
        }

        @Override
        public Duration age() {
            return routes.age();
        }

        @Override
        public EventCounts events() {
            PublisherStats stats = events.stats();
            return new EventCounts(stats.queued(), stats.published(), stats.dropped(), stats.failed());
        }
    }
}
