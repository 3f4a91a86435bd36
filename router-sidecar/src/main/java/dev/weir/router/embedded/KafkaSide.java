package dev.weir.router.embedded;

import dev.weir.publish.EventPublisher;
import dev.weir.router.control.RouteAcks;
import dev.weir.router.control.RouteFollower;
import dev.weir.router.control.RouteListener;
import dev.weir.router.control.RouteSource;
import dev.weir.router.kafka.ClientSettings;
import dev.weir.router.kafka.Outbox;
import dev.weir.router.report.Assigner;
import dev.weir.router.report.CapturePolicy;
import dev.weir.router.report.EventRecorder;
import dev.weir.router.report.Reachability;
import dev.weir.router.report.RouterReporter;
import dev.weir.router.selection.CompiledTable;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RoutingTable;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;

/**
 * The side of a router that faces Kafka: follows the tables and acks them, counts and reports what was assigned, publishes
 * events. Kafka and the schema registry need not be there.
 */
public final class KafkaSide implements AutoCloseable {

    private static final String SNAPSHOT = "routes.json";

    private final Outbox outbox;
    private final RouteFollower routes;
    private final Assigner assigner;
    private final EventPublisher events;
    private final EventRecorder recorder;
    private final RouterReporter reporter;

    /**
     * Makes it; nothing is followed, acked or reported until {@link #start()}.
     *
     * @param settings      who the router is, and where Kafka
     * @param policies      model to what may be told of its inputs and answers
     * @param tablesChanged runs after each change of the tables, and must not block
     * @param meters        where its figures go
     * @throws IllegalArgumentException or {@link KafkaException} if a setting is wrong
     */
    public KafkaSide(
            RouterSettings settings,
            Function<String, CapturePolicy> policies,
            Runnable tablesChanged,
            MeterRegistry meters) {
        this(settings, policies, tablesChanged, model -> Map.of(), meters);
    }

    /**
     * Makes it for a router that calls variants.
     *
     * @param settings      who the router is, and where Kafka
     * @param policies      model to what may be told of its inputs and answers
     * @param tablesChanged runs after each change of the tables, and must not block
     * @param variants      model to what is known of each of its variants; must not block
     * @param meters        where its figures go
     * @throws IllegalArgumentException or {@link KafkaException} if a setting is wrong
     */
    public KafkaSide(
            RouterSettings settings,
            Function<String, CapturePolicy> policies,
            Runnable tablesChanged,
            Function<String, Map<String, Reachability>> variants,
            MeterRegistry meters) {
        ClientSettings clients = new ClientSettings(settings.clients());
        clients.check();
        AvroSerdes serdes = AvroSerdes.from(settings.clients());
        TopicNames names = new TopicNames(settings.topicPrefix());
        LongSupplier clockMillis = System::currentTimeMillis;
        String clientId = "weir-router-" + settings.id();
        this.outbox = new Outbox(() -> new KafkaProducer<>(clients.producer(clientId)), serdes.serializer(), meters);
        this.routes = new RouteFollower(
                RouteSource.of(names.of(Topics.ROUTES), clients, clientId, serdes.deserializer(RoutingTable.class)),
                settings.stateDir().resolve(SNAPSHOT),
                new RouteAcks(settings.id(), names.of(Topics.ROUTE_ACKS), outbox, new Applied(tablesChanged)),
                Clock.systemUTC(),
                meters);
        this.assigner = new Assigner(routes, settings.firstVariants(), clockMillis, meters);
        this.events = EventPublisher.start(clients.events(clientId + "-events"), names, this::lost);
        this.recorder = new EventRecorder(settings.id(), events::publish, policies);
        this.reporter = new RouterReporter(
                settings.id(),
                assigner,
                recorder,
                routes::isStale,
                clockMillis,
                (report, lost) -> outbox.offer(names.of(Topics.ROUTER_REPORTS), report.getModel(), report, lost),
                variants);
    }

    /** Starts to follow and to report; returns at once. */
    public void start() {
        outbox.start();
        routes.start();
        reporter.start();
    }

    /** Returns the tables in force, and how fresh they are. */
    public RouteFollower routes() {
        return routes;
    }

    /** Returns what chooses and counts. */
    public Assigner assigner() {
        return assigner;
    }

    /** Returns what publishes how calls went. */
    public EventRecorder recorder() {
        return recorder;
    }

    /** Returns what publishes events. */
    public EventPublisher events() {
        return events;
    }

    /** Sends what is still to be told, for some seconds; nothing must be assigned any more. */
    @Override
    public void close() {
        routes.close();
        // The reports come after the events, so that the last of them say which events could not be published.
        events.close();
        reporter.close();
        outbox.close();
    }

    private void lost(SpecificRecord event) {
        if (event instanceof InferenceEvent inference) {
            recorder.lost(inference);
        }
    }

    /** The ledger turns a page before anybody else hears of a table. */
    private final class Applied implements RouteListener {
        private final Runnable tablesChanged;

        Applied(Runnable tablesChanged) {
            this.tablesChanged = tablesChanged;
        }

        @Override
        public void applied(CompiledTable table, Instant appliedAt) {
            assigner.revisionInForce(table.model(), table.revision());
            tablesChanged.run();
        }

        @Override
        public void removed(String model) {
            assigner.revisionInForce(model, 0);
            tablesChanged.run();
        }
    }
}
