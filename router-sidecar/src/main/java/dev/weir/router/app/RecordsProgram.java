package dev.weir.router.app;

import dev.weir.router.admin.AdminServer;
import dev.weir.router.admin.EventCounts;
import dev.weir.router.http.StrictHttp;
import dev.weir.router.records.RecordRouter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running router of records with its admin port: decisions, tables, metrics and health, as a sidecar has them. */
public final class RecordsProgram implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordsProgram.class);

    private final RecordsConfig config;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RecordRouter router;
    private final Vertx vertx;
    private int adminPort;

    private RecordsProgram(RecordsConfig config) {
        this.config = config;
        this.router = RecordRouter.start(config.settings(), meters);
        this.vertx = StrictHttp.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Gauge.builder("weir.router.stale", router, running -> running.routes().isStale() ? 1 : 0)
                .description("1 while the router has been without contact to the routing tables for ten seconds")
                .register(meters);
    }

    /**
     * Starts a router; Kafka and the schema registry need not be there yet.
     *
     * @throws SidecarConfigException if the configuration cannot be used, or the port is taken
     */
    public static RecordsProgram start(RecordsConfig config) {
        ConfigCheck.check(config);
        RecordsProgram program;
        try {
            program = new RecordsProgram(config);
        } catch (KafkaException | IllegalArgumentException e) {
            throw new SidecarConfigException(e.getMessage(), e);
        }
        try {
            program.listen();
            return program;
        } catch (RuntimeException e) {
            program.close();
            throw e;
        }
    }

    /** Returns the port of decisions, metrics and health. */
    public int adminPort() {
        return adminPort;
    }

    /** Commits what is under way and says what is still to be told. Closing again does nothing. */
    @Override
    public void close() {
        router.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Waits until the router has been closed by another thread. */
    void awaitClosed() throws InterruptedException {
        router.awaitClosed();
    }

    private void listen() {
        Map<String, String> firstVariants = new LinkedHashMap<>();
        config.streams().forEach((model, stream) -> firstVariants.put(model, stream.firstVariant()));
        AdminServer admin = new AdminServer(
                vertx,
                new AdminServer.Options(
                        config.router().host(),
                        config.router().adminPort(),
                        config.router().id(),
                        config.admin().tls(),
                        config.admin().access()),
                // Events go out with their records, in one transaction: none is ever queued here, or dropped.
                new FollowerState(router.routes(), () -> new EventCounts(0, 0, 0, 0), () -> false),
                () -> firstVariants,
                meters,
                paths -> {});
        try {
            adminPort = admin.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new SidecarConfigException(
                    "cannot listen on port " + config.router().adminPort() + " of "
                            + config.router().host() + " (" + e.getCause().getMessage()
                            + "); choose another by router.adminPort, 0 for any that is free",
                    e.getCause());
        }
        LOG.info("records router listening id={} adminPort={}", config.router().id(), adminPort);
    }
}
