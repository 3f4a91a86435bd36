package dev.weir.router.app;

import dev.weir.publish.PublisherStats;
import dev.weir.router.admin.Access;
import dev.weir.router.admin.AdminServer;
import dev.weir.router.admin.EventCounts;
import dev.weir.router.admin.RouterState;
import dev.weir.router.cloudevents.CloudEventRoutes;
import dev.weir.router.embedded.KafkaSide;
import dev.weir.router.embedded.RouterSettings;
import dev.weir.router.http.StrictHttp;
import dev.weir.router.ofrep.OfrepRoutes;
import dev.weir.router.proxy.ProxiedModel;
import dev.weir.router.proxy.ProxyServer;
import dev.weir.router.report.Reachability;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final Duration START_WITHIN = Duration.ofSeconds(10);

    private final SidecarConfig started;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Vertx vertx;
    private final KafkaSide kafka;
    private final ProxyServer proxy;
    private final OfrepRoutes flags;
    private final AdminServer admin;
    private final ConfigReads configReads = new ConfigReads(meters);
    private volatile SidecarConfig config;
    private volatile Map<String, String> firstVariants;
    private volatile CapturePolicies policies;
    private int proxyPort;
    private int adminPort;
    private volatile boolean draining;
    private boolean closed;

    private Sidecar(SidecarConfig config) {
        this.started = config;
        this.config = config;
        String id = config.sidecar().id();
        List<ProxiedModel> models = config.proxiedModels();
        this.firstVariants = firstVariants(models);
        this.policies = CapturePolicies.of(config);
        this.kafka = new KafkaSide(
                new RouterSettings(
                        id,
                        config.clientSettings(),
                        config.topicPrefix(),
                        config.sidecar().stateDir(),
                        firstVariants),
                model -> policies.of(model),
                this::tablesChanged,
                this::reachability,
                meters);
        // Kafka takes about as long to answer as the servers to be made, so that both happen at once.
        kafka.start();
        this.vertx = StrictHttp.vertx(
                new VertxOptions()
                        .setEventLoopPoolSize(Math.max(2, proxyOptions(config).loops())),
                config.sidecar().idleTimeout());
        SidecarConfig.Router router = config.sidecar();
        this.proxy = new ProxyServer(
                vertx,
                proxyOptions(config),
                models,
                kafka.routes(),
                kafka.assigner(),
                kafka.recorder()::record,
                meters);
        RouterState state = new FollowerState(kafka.routes(), this::eventCounts, () -> draining);
        this.flags = new OfrepRoutes(vertx, state, () -> firstVariants);
        this.admin = new AdminServer(
                vertx,
                new AdminServer.Options(
                        router.host(),
                        router.adminPort(),
                        id,
                        config.admin().tls(),
                        config.admin().access()),
                state,
                () -> firstVariants,
                meters,
                flags.andThen(new CloudEventRoutes(kafka.recorder()::record, System::currentTimeMillis, meters)));
        SidecarMeters.register(meters, kafka.routes(), kafka.events(), () -> firstVariants.keySet());
    }

    /** What the admin port answers to, each as method and path. */
    List<String> adminPaths() {
        return admin.paths();
    }

    /**
     * Starts a router; Kafka and the schema registry need not be there yet.
     *
     * @throws SidecarConfigException if the configuration cannot be used, or a port is taken
     */
    public static Sidecar start(SidecarConfig config) {
        // First, since what has begun to speak to Kafka takes seconds to close.
        ConfigCheck.check(config);
        Sidecar sidecar;
        try {
            sidecar = new Sidecar(config);
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

    /**
     * Goes by another configuration from the next request on, without a break: models, variants, limits, what events tell,
     * tokens, the files of TLS, which are read again, and the log. All of it is checked before any of it is used.
     *
     * @return the keys that differ from those it was started with and need a restart; they stay as they are
     * @throws SidecarConfigException if it cannot be used; nothing has changed then
     */
    public synchronized List<String> reload(SidecarConfig next) {
        if (closed) {
            return List.of();
        }
        ConfigCheck.check(next);
        List<ProxiedModel> models = next.proxiedModels();
        CapturePolicies nextPolicies = CapturePolicies.of(next);
        Access access = next.admin().access();
        Map<String, String> served = firstVariants(models);
        Map<String, String> whileChanging = new LinkedHashMap<>(firstVariants);
        whileChanging.putAll(served);
        // A request on its way may be of a model that goes: its count must have a place until it has been assigned.
        kafka.assigner().serve(whileChanging);
        policies = nextPolicies;
        firstVariants = served;
        config = next;
        applied("proxy", proxy.serve(proxyOptions(next), models));
        vertx.setTimer(next.sidecar().bodyTimeout().toMillis(), over -> kafka.assigner()
                .serve(firstVariants));
        admin.access(access);
        if (started.admin().tls() != null && next.admin().tls() != null) {
            applied("admin", admin.tls(next.admin().tls()));
        }
        flags.tablesChanged();
        return RestartOnly.changes(started, next);
    }

    /** Returns where it is noted how the configuration was read again. */
    ConfigReads configReads() {
        return configReads;
    }

    private static void applied(String part, Future<?> change) {
        try {
            await(change, START_WITHIN);
        } catch (ExecutionException | TimeoutException e) {
            throw new SidecarConfigException("the " + part + " could not take all of it over: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> firstVariants(List<ProxiedModel> models) {
        Map<String, String> first = new LinkedHashMap<>();
        models.forEach(model -> first.put(model.name(), model.firstVariant()));
        return Collections.unmodifiableMap(first);
    }

    private static ProxyServer.Options proxyOptions(SidecarConfig config) {
        SidecarConfig.Router router = config.sidecar();
        return new ProxyServer.Options(
                router.host(),
                router.proxyPort(),
                router.maxBodyBytes(),
                router.bodyTimeout(),
                router.idleTimeout(),
                router.tls(),
                router.threads());
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
        return kafka.routes().isReady();
    }

    /**
     * Says that it is not ready, for as long as the drain notice; then stops accepting, lets requests on their way finish for
     * up to the drain timeout, and sends what is still to be told. Closing again does nothing.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        draining = true;
        LOG.info("sidecar closing id={}", config.sidecar().id());
        quietly("notice", waited(config.sidecar().drainNotice()));
        quietly("proxy", proxy.close(config.sidecar().drainTimeout()));
        kafka.close();
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

    private EventCounts eventCounts() {
        PublisherStats stats = kafka.events().stats();
        return new EventCounts(stats.queued(), stats.published(), stats.dropped(), stats.failed());
    }

    /** Asked for with each report; null while the servers are being made. */
    private Map<String, Reachability> reachability(String model) {
        ProxyServer calling = proxy;
        return calling == null ? Map.of() : calling.reachability(model);
    }

    private void tablesChanged() {
        OfrepRoutes listening = flags;
        // Null while the servers are being made; nobody listens yet.
        if (listening != null) {
            listening.tablesChanged();
        }
    }

    private void listen() {
        proxyPort = listening(proxy.listen(), config.sidecar().proxyPort(), "sidecar.proxyPort", "--proxy-port");
        adminPort = listening(admin.listen(), config.sidecar().adminPort(), "sidecar.adminPort", "--admin-port");
        LOG.info(
                "sidecar listening id={} proxyPort={} adminPort={} models={}",
                config.sidecar().id(),
                proxyPort,
                adminPort,
                config.models().size());
    }

    private Future<Void> waited(Duration time) {
        return time.isZero()
                ? Future.succeededFuture()
                : Future.future(over -> vertx.setTimer(time.toMillis(), fired -> over.complete()));
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
            await(
                    closing,
                    config.sidecar()
                            .drainNotice()
                            .plus(config.sidecar().drainTimeout())
                            .plus(START_WITHIN));
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
}
