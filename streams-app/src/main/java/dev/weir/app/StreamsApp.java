package dev.weir.app;

import dev.weir.config.AppConfig;
import dev.weir.gate.WebhookGates;
import dev.weir.http.ControlPlane;
import dev.weir.judge.JudgeSettings;
import dev.weir.notify.Notifier;
import dev.weir.serde.AvroSerdes;
import dev.weir.telemetry.Telemetry;
import dev.weir.topic.Topics;
import dev.weir.topology.WeirTopology;
import dev.weir.view.ControlCounters;
import dev.weir.view.ControlTopics;
import dev.weir.view.ControlView;
import dev.weir.view.ModelMeters;
import dev.weir.view.ViewFollower;
import io.micrometer.core.instrument.Gauge;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams application with its control plane. The control plane listens at once; the topology starts when Kafka and
 * its topics are there, however long that takes.
 */
public final class StreamsApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsApp.class);
    private static final Duration VERDICT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

    private final AppConfig config;
    private final Properties settings;
    private final Telemetry telemetry = new Telemetry();
    private final ControlView view = new ControlView();
    private final ViewFollower follower;
    private final ControlTopics sink;
    private final WebhookGates gates;
    private final TopicsGate gate;
    private final ControlPlane controlPlane;
    private final CommittedLog log;
    private final MissingMarkers markers;
    private final AbandonedTransactions abandoned;
    private final Thread starter = new Thread(this::startTopology, "weir-start");
    private volatile KafkaStreams streams;
    private Notifier notifier;

    private StreamsApp(AppConfig config, Properties settings) {
        this.config = config;
        this.settings = settings;
        this.follower = new ViewFollower(view, config.kafkaClient(), config.topics(), Clock.systemUTC());
        this.sink = new ControlTopics(config.kafkaClient(), config.topics());
        this.gates = new WebhookGates(sink, Clock.systemUTC());
        this.gate = new TopicsGate(config.kafkaClient(), config.topics());
        this.log = new CommittedLog(config.kafkaClient(), config.streams().applicationId());
        this.markers = new MissingMarkers(
                config.kafkaClient(),
                config.streams().applicationId(),
                new TopicPartition(config.topics().of(Topics.ALERTS), 0));
        this.abandoned =
                new AbandonedTransactions(config.kafkaClient(), config.streams().applicationId(), markers);
        telemetry.bind(follower);
        Gauge.builder("weir.topology.running", () -> isRunning() ? 1 : 0)
                .description("1 while this instance counts and judges; 0 while it starts, rebalances or has failed")
                .register(telemetry.registry());
        ModelMeters.register(view, Clock.systemUTC(), telemetry.registry());
        ControlCounters.register(view, telemetry.registry());
        this.controlPlane = ControlPlane.start(
                config.http(),
                new ControlPlane.Parts(view, sink, follower, this::missing, telemetry.registry(), Clock.systemUTC()));
    }

    /**
     * Starts the application; it may still be waiting for Kafka when this returns.
     *
     * @throws IllegalStateException if the control plane's port is taken, the state directory cannot be used, or Kafka
     *                               Streams does not take its settings
     */
    public static StreamsApp start(AppConfig config) {
        StateDirectory.prepare(config.streams().stateDir());
        StateDirectory.loadRocksDb(config.streams().stateDir());
        StreamsApp app = new StreamsApp(
                config,
                StreamsSettings.of(
                        config, StateDirectory.instance(config.streams().stateDir())));
        app.follower.start();
        app.starter.start();
        if (!config.channels().isEmpty()) {
            app.notifier = Notifier.start(config, app.telemetry.registry());
        }
        return app;
    }

    /** Port of the control plane. */
    public int httpPort() {
        return controlPlane.port();
    }

    /** Whether it judges. */
    public boolean ready() {
        return view.isCaughtUp() && missing().isEmpty();
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        String topics = gate.missing();
        if (topics != null) {
            missing.add(topics);
        }
        if (!view.isCaughtUp()) {
            // That the topics are still being read the control plane says itself.
            follower.waitsFor().ifPresent(missing::add);
        }
        if (!isRunning()) {
            KafkaStreams built = streams;
            missing.add("the topology is " + (built == null ? "not started" : built.state()));
        }
        return missing;
    }

    private boolean isRunning() {
        KafkaStreams built = streams;
        return built != null && built.state() == KafkaStreams.State.RUNNING;
    }

    private void startTopology() {
        try {
            WeirTopology.Partitions partitions = gate.await();
            // Without the plans the timeouts of running rollouts would not be known yet.
            follower.awaitRollouts();
            KafkaStreams built = topology(partitions);
            streams = built;
            built.start();
        } catch (InterruptedException | InterruptException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("event=topology-not-started", e);
        }
    }

    private KafkaStreams topology(WeirTopology.Partitions partitions) {
        StreamClients clients = new StreamClients(markers);
        JudgeSettings judge = new JudgeSettings(
                config.evidence().slack(),
                config.evidence().partitionSilence(),
                config.evidence().metricsWindow(),
                VERDICT_INTERVAL);
        KafkaStreams built = new KafkaStreams(
                WeirTopology.build(new WeirTopology.Surroundings(
                        config.topics(),
                        AvroSerdes.from(config.kafkaClient()),
                        judge,
                        partitions,
                        new Timeouts(view),
                        new Pairings(view),
                        new WeirTopology.OutcomeInterest(config.evidence().outcomeHorizon(), new OutcomeScopes(view)),
                        new ContentScopes(view),
                        clients,
                        log,
                        gates,
                        telemetry.registry())),
                settings,
                clients);
        built.setUncaughtExceptionHandler(StreamsApp::onFailure);
        built.setStateListener((now, before) -> {
            LOG.info("event=topology state={} before={}", now, before);
            if (now == KafkaStreams.State.REBALANCING) {
                abandoned.look();
            }
        });
        telemetry.bind(built);
        return built;
    }

    /** A thread starts again from its last commit; only a broken JVM is given up. */
    private static StreamThreadExceptionResponse onFailure(Throwable failure) {
        LOG.error("event=stream-thread-failed", failure);
        return failure instanceof Error
                ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                : StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** One that was given a name is expected back, as in a rolling restart; of any other nobody knows. */
    private CloseOptions.GroupMembershipOperation onLeaving() {
        return config.streams().instance() == null
                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP;
    }

    @Override
    public void close() {
        controlPlane.close();
        if (notifier != null) {
            notifier.close();
        }
        starter.interrupt();
        try {
            starter.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (streams != null) {
            streams.close(CloseOptions.timeout(CLOSE_WITHIN).withGroupMembershipOperation(onLeaving()));
        }
        log.close();
        abandoned.close();
        follower.close();
        gates.close();
        sink.close();
        telemetry.close();
        LOG.info("event=streams-app-closed");
    }
}
