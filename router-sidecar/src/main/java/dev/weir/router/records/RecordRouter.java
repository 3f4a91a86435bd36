package dev.weir.router.records;

import dev.weir.router.control.RouteAcks;
import dev.weir.router.control.RouteFollower;
import dev.weir.router.control.RouteListener;
import dev.weir.router.control.RouteSource;
import dev.weir.router.kafka.ClientSettings;
import dev.weir.router.kafka.Outbox;
import dev.weir.router.report.BatchAssigner;
import dev.weir.router.selection.CompiledTable;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes the records of topics to a topic for each variant, exactly once, by the routing tables of their models.
 *
 * <p>Records wait until the tables have been read. From then on the tables last held decide: without Kafka nothing comes in,
 * and nothing is lost. Any number of instances with one group share the partitions; each needs an id of its own.
 */
public final class RecordRouter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordRouter.class);
    private static final String SNAPSHOT = "routes.json";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    private final RecordRouterSettings settings;
    private final ClientSettings clients;
    private final AvroSerdes serdes;
    private final TopicNames names;
    private final RecordMeters meters;
    private final Outbox outbox;
    private final RouteFollower routes;
    private final Map<String, RoutedRecords> byInput = new LinkedHashMap<>();
    private final TransactionLoop.Attempts attempts = new TransactionLoop.Attempts();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "weir-records");
    private boolean failing;

    private RecordRouter(RecordRouterSettings settings, RouteListener listener, MeterRegistry registry) {
        this.settings = settings;
        this.clients = new ClientSettings(settings.clients());
        clients.check();
        new ConsumerConfig(clients.member("check", settings.group()));
        new ProducerConfig(clients.transactional("check", "check"));
        this.serdes = AvroSerdes.from(settings.clients());
        this.names = new TopicNames(settings.topicPrefix());
        this.meters = new RecordMeters(registry);
        String clientId = "weir-records-" + settings.id();
        this.outbox = new Outbox(() -> new KafkaProducer<>(clients.producer(clientId)), serdes.serializer(), registry);
        this.routes = new RouteFollower(
                RouteSource.of(names.of(Topics.ROUTES), clients, clientId, serdes.deserializer(RoutingTable.class)),
                settings.stateDir().resolve(SNAPSHOT),
                new RouteAcks(settings.id(), names.of(Topics.ROUTE_ACKS), outbox, listener),
                Clock.systemUTC(),
                registry);
        settings.streams().forEach((model, stream) -> byInput.put(stream.input(), routed(model, stream)));
    }

    private RoutedRecords routed(String model, RecordStream stream) {
        return new RoutedRecords(
                settings.id(),
                model,
                stream,
                new BatchAssigner(settings.id(), model, stream.firstVariant(), routes, System::currentTimeMillis),
                routes);
    }

    /**
     * Starts a router; Kafka and the schema registry need not be there yet.
     *
     * @param settings who it is, and what it routes
     * @param meters   where its figures go
     * @throws IllegalArgumentException or {@link KafkaException} if a setting is wrong
     */
    public static RecordRouter start(RecordRouterSettings settings, MeterRegistry meters) {
        return start(settings, () -> {}, meters);
    }

    /**
     * Starts a router that says when its tables change.
     *
     * @param settings      who it is, and what it routes
     * @param tablesChanged runs after each change, and must not block
     * @param meters        where its figures go
     * @throws IllegalArgumentException or {@link KafkaException} if a setting is wrong
     */
    public static RecordRouter start(RecordRouterSettings settings, Runnable tablesChanged, MeterRegistry meters) {
        RecordRouter router = new RecordRouter(settings, new Changed(tablesChanged), meters);
        router.outbox.start();
        router.routes.start();
        router.thread.start();
        return router;
    }

    /** Returns the tables in force, and how fresh they are. */
    public RouteFollower routes() {
        return routes;
    }

    /** Waits until the router has been closed by another thread. */
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    /** Commits what is under way, says what is still to be told, and leaves the group. Closing again does nothing. */
    @Override
    public void close() {
        synchronized (closing) {
            if (closing.getCount() == 0) {
                return;
            }
            closing.countDown();
        }
        try {
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        routes.close();
        outbox.close();
        closed.countDown();
    }

    private void run() {
        try {
            while (isWanted() && !routes.isReady()) {
                closing.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
            LOG.info("records are routed id={} group={} inputs={}", settings.id(), settings.group(), byInput.keySet());
            while (isWanted()) {
                routeUntilFailure();
            }
            byInput.values()
                    .forEach(routed ->
                            routed.assigner().lastReports(routes.isStale()).forEach(this::report));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void routeUntilFailure() throws InterruptedException {
        try (TransactionLoop loop = loop()) {
            loop.run(this::isWanted, routes::isStale, this::report, this::healthy);
        } catch (RuntimeException e) {
            meters.failed();
            if (!failing) {
                failing = true;
                LOG.warn(
                        "records not routed, trying again from the last commit id={} reason=\"{}\"",
                        settings.id(),
                        e.toString());
            }
            closing.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void healthy() {
        if (failing) {
            failing = false;
            LOG.info("records are routed again id={}", settings.id());
        }
    }

    private TransactionLoop loop() {
        String clientId = "weir-records-" + settings.id();
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(clients.transactional(clientId, settings.group() + "-" + settings.id()));
        try {
            return new TransactionLoop(
                    new KafkaConsumer<>(clients.member(clientId, settings.group())),
                    producer,
                    byInput,
                    names.of(Topics.INFERENCE_EVENTS),
                    serdes.serializer(),
                    attempts,
                    meters);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private void report(RouterReport report) {
        outbox.offer(names.of(Topics.ROUTER_REPORTS), report.getModel(), report);
    }

    private boolean isWanted() {
        return closing.getCount() > 0;
    }

    private record Changed(Runnable tablesChanged) implements RouteListener {
        @Override
        public void applied(CompiledTable table, Instant appliedAt) {
            tablesChanged.run();
        }

        @Override
        public void removed(String model) {
            tablesChanged.run();
        }
    }
}
