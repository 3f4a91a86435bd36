package dev.weir.topology;

import dev.weir.judge.JudgeSettings;
import dev.weir.schema.InferenceEvent;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.window.ContentScope;
import dev.weir.window.OutcomeScope;
import dev.weir.window.PairRules;
import dev.weir.window.TimeLimits;
import dev.weir.wire.EventDecoder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream topology, observe and then judge, with a topic of packed counts between them:
 *
 * <pre>
 * inference-events, outcomes (by requestId) → observe → shadow-samples, deltas (by model) ┐
 * rollouts, commands, route-acks, router-reports (by model) ──────────────────────────────┴→ judge
 * judge → verdicts, decisions, routes, metrics, alerts (by model)
 * </pre>
 *
 * A plan that was refused is also written over, on the topic of rollouts, with the one that runs.
 *
 * <p>Every node and store is named, so that an upgrade never orphans state; {@code WeirTopologyTest} freezes the names.
 */
public final class WeirTopology {
    static final String OBSERVE_HOOK = "observe-commit";
    static final String OBSERVE_MEMORY = "observe-memory";
    static final String AWAITED_OUTCOMES = "awaited-outcomes";
    static final String JUDGE_HOOK = "judge-commit";
    static final String MODELS = "models";
    static final String READ_UNTIL = "read-until";
    static final String DELTAS_OUT = "deltas-out";
    static final String SHADOW_SAMPLES_OUT = "shadow-samples-out";
    static final String OBSERVE_DEAD_LETTERS = "observe-dead-letters";
    static final String JUDGE_DEAD_LETTERS = "judge-dead-letters";
    static final String VERDICTS_OUT = "verdicts-out";
    static final String DECISIONS_OUT = "decisions-out";
    static final String ROUTES_OUT = "routes-out";
    static final String METRICS_OUT = "metrics-out";
    static final String ALERTS_OUT = "alerts-out";
    static final String ROLLOUTS_OUT = "rollouts-out";

    private static final String OBSERVE = "observe";
    private static final String JUDGE = "judge";

    private WeirTopology() {}

    /**
     * Numbers of partitions, which an operator may choose.
     *
     * @param events of {@code weir.inference-events}
     * @param models of each topic keyed by model
     */
    public record Partitions(int events, int models) {}

    /**
     * What the topology needs from outside.
     *
     * @param names         names of the topics
     * @param serdes        serialisers and deserialisers of values
     * @param settings      what holds for every model
     * @param partitions    numbers of partitions
     * @param limits        how long requests may take, by model
     * @param pairs         which requests are copied and how their answers are compared, by model; empty where none are
     * @param outcomes      which requests outcomes are joined to
     * @param contents      of which requests it is counted what was asked and answered, by model; empty for one of which
     *                      nobody asks
     * @param lag           how much of a partition has not been fetched yet
     * @param log           the records of a partition that have been processed
     * @param gates         what asks other systems whether a stage may end
     * @param meters        where records are counted
     */
    public record Surroundings(
            TopicNames names,
            AvroSerdes serdes,
            JudgeSettings settings,
            Partitions partitions,
            Function<String, TimeLimits> limits,
            Function<String, Optional<PairRules>> pairs,
            OutcomeInterest outcomes,
            Function<String, Optional<ContentScope>> contents,
            PartitionLag lag,
            EventLog log,
            Gates gates,
            MeterRegistry meters) {}

    /**
     * Which requests wait for their outcome, and how long.
     *
     * @param horizon time after a request for which its outcome is waited for; what is known of it is kept as long, so
     *     that a change of it begins anew
     * @param scopes  by model; empty for one of which nobody asks
     */
    public record OutcomeInterest(Duration horizon, Function<String, Optional<OutcomeScope>> scopes) {}

    /** Builds the topology. */
    public static Topology build(Surroundings with) {
        Topology topology = new Topology();
        EventCounters counters = new EventCounters(with.meters());
        observe(topology, with, counters);
        judge(topology, with, counters);
        return topology;
    }

    private static void observe(Topology topology, Surroundings with, EventCounters counters) {
        TopicNames names = with.names();
        String events = names.of(Topics.INFERENCE_EVENTS);
        String outcomes = names.of(Topics.OUTCOMES);
        String samples = names.of(Topics.SHADOW_SAMPLES);
        Deserializer<InferenceEvent> decoder = with.serdes().deserializer(InferenceEvent.class);
        Predicate<byte[]> isCurrent = with.serdes().current(InferenceEvent.class);
        ByteArraySerializer bytes = new ByteArraySerializer();
        Duration closing = with.settings().closing();
        AutoOffsetReset asConfigured = null;
        topology.addSource(
                asConfigured,
                "events-in",
                new LogTime(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                events);
        topology.addSource(
                asConfigured,
                "outcomes-in",
                new LogTime(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                outcomes);
        topology.addProcessor(
                OBSERVE,
                () -> new ObserveProcessor(
                        events,
                        new EventCounting(
                                with.log(),
                                new EventDecoder(isCurrent, decoder),
                                with.limits(),
                                closing,
                                new ShadowPairs(with.pairs(), with.settings().slack(), samples, with.serdes()),
                                new Outcomes(
                                        outcomes,
                                        with.serdes(),
                                        with.outcomes(),
                                        with.settings().slack(),
                                        counters),
                                with.contents(),
                                counters),
                        with.partitions().models(),
                        with.lag(),
                        counters),
                "events-in",
                "outcomes-in");
        topology.addStateStore(CommitHook.builder(OBSERVE_HOOK), OBSERVE);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(OBSERVE_MEMORY), Serdes.String(), Serdes.ByteArray()),
                OBSERVE);
        topology.addStateStore(Outcomes.store(AWAITED_OUTCOMES, with.outcomes().horizon()), OBSERVE);
        topology.addSink(DELTAS_OUT, names.of(Topics.DELTAS), bytes, bytes, new DeltaPartitioner(), OBSERVE);
        topology.addSink(SHADOW_SAMPLES_OUT, samples, bytes, bytes, OBSERVE);
        topology.addSink(OBSERVE_DEAD_LETTERS, names.of(Topics.DEAD_LETTERS), bytes, bytes, OBSERVE);
    }

    private static void judge(Topology topology, Surroundings with, EventCounters counters) {
        TopicNames names = with.names();
        List<Topic<?>> sources =
                List.of(Topics.DELTAS, Topics.ROLLOUTS, Topics.COMMANDS, Topics.ROUTE_ACKS, Topics.ROUTER_REPORTS);
        topology.addSource(
                "signals-in",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                sources.stream().map(names::of).toArray(String[]::new));
        topology.addProcessor(
                JUDGE,
                () -> new JudgeProcessor(
                        names.of(Topics.DELTAS),
                        new JudgeSignals(with.serdes(), names),
                        with.settings(),
                        with.partitions(),
                        with.gates(),
                        counters),
                "signals-in");
        topology.addStateStore(CommitHook.builder(JUDGE_HOOK), JUDGE);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(MODELS), Serdes.String(), Serdes.ByteArray()),
                JUDGE);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(READ_UNTIL), Serdes.Integer(), Serdes.Long()),
                JUDGE);
        sink(topology, VERDICTS_OUT, Topics.VERDICTS, with);
        sink(topology, DECISIONS_OUT, Topics.DECISIONS, with);
        sink(topology, ROUTES_OUT, Topics.ROUTES, with);
        sink(topology, METRICS_OUT, Topics.METRICS, with);
        sink(topology, ALERTS_OUT, Topics.ALERTS, with);
        sink(topology, ROLLOUTS_OUT, Topics.ROLLOUTS, with);
        ByteArraySerializer bytes = new ByteArraySerializer();
        topology.addSink(JUDGE_DEAD_LETTERS, names.of(Topics.DEAD_LETTERS), bytes, bytes, JUDGE);
    }

    private static <T extends SpecificRecord> void sink(
            Topology topology, String name, Topic<T> topic, Surroundings with) {
        Serializer<T> values = with.serdes().serializer();
        topology.addSink(name, with.names().of(topic), new ByteArraySerializer(), values, JUDGE);
    }
}
