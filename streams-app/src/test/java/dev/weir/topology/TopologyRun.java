package dev.weir.topology;

import dev.weir.judge.GateQuestion;
import dev.weir.judge.JudgeSettings;
import dev.weir.rollout.Plan;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.CommandType;
import dev.weir.schema.Decision;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.OperatorCommand;
import dev.weir.schema.OutcomeEvent;
import dev.weir.schema.Role;
import dev.weir.schema.RolloutSpec;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.Verdict;
import dev.weir.serde.AvroSerdes;
import dev.weir.serde.RegistryPeer;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import dev.weir.window.ContentScope;
import dev.weir.window.OutcomeScope;
import dev.weir.window.PairRules;
import dev.weir.window.TimeLimits;
import dev.weir.wire.PlanCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.internals.StreamTask;
import org.apache.kafka.streams.test.TestRecord;

/** The product's topology under the test driver, with its real serdes and a registry over a real socket. */
final class TopologyRun implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
    static final String MODEL = "sentiment";
    static final Duration OUTCOME_HORIZON = Duration.ofHours(1);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Path stateDir = temporary();
    final RegistryPeer registry = new RegistryPeer();
    final TopologyTestDriver driver;
    final TestInputTopic<String, byte[]> rawEvents;
    private final AvroSerdes serdes;
    private final List<ConsumerRecord<byte[], byte[]>> processed = new ArrayList<>();
    private Instant now = START;
    private Function<String, Optional<PairRules>> pairs = model -> Optional.empty();
    private Function<String, Optional<OutcomeScope>> outcomes = model -> Optional.empty();
    private Function<String, Optional<ContentScope>> contents = model -> Optional.empty();
    private long requests;

    TopologyRun() {
        this(1);
    }

    /** What other systems were asked, as often as they were. */
    final List<GateQuestion> questions = new ArrayList<>();

    /** The driver's only task is that of partition 0, of so many by model. */
    TopologyRun(int modelPartitions) {
        this(1, modelPartitions);
    }

    /** Of the events the driver's only task is that of partition 0, too, of so many. */
    TopologyRun(int eventPartitions, int modelPartitions) {
        serdes = AvroSerdes.from(registry.config());
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "topology-test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbSettings.class);
        driver = new TopologyTestDriver(
                WeirTopology.build(new WeirTopology.Surroundings(
                        TopicNames.DEFAULT,
                        serdes,
                        JudgeSettings.STANDARD,
                        new WeirTopology.Partitions(eventPartitions, modelPartitions),
                        model -> TimeLimits.of(Duration.ofSeconds(5)),
                        model -> pairs.apply(model),
                        new WeirTopology.OutcomeInterest(OUTCOME_HORIZON, model -> outcomes.apply(model)),
                        model -> contents.apply(model),
                        partition -> OptionalLong.of(0),
                        (partition, span, reader) -> processed.forEach(reader),
                        questions::add,
                        meters)),
                config,
                START);
        rawEvents = driver.createInputTopic(
                TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS), new StringSerializer(), new ByteArraySerializer());
    }

    /** From now on requests are copied by these rules. */
    void copy(PairRules rules) {
        pairs = model -> Optional.of(rules);
    }

    /** From now on requests are copied by the rules of each model. */
    void copy(Function<String, Optional<PairRules>> rules) {
        pairs = rules;
    }

    /** From now on it is counted of each model what was asked and answered, as it asks. */
    void count(Function<String, Optional<ContentScope>> scopes) {
        contents = scopes;
    }

    /** From now on outcomes are joined as each model asks. */
    void join(Function<String, Optional<OutcomeScope>> scopes) {
        outcomes = scopes;
    }

    /** From now on outcomes are joined to the requests of both variants. */
    void joinOutcomes() {
        outcomes = model -> Optional.of(new OutcomeScope(Set.of("v1.0", "v2.0"), TimeLimits.of(Duration.ofSeconds(5))));
    }

    void send(OutcomeEvent outcome) {
        input(Topics.OUTCOMES).pipeInput(outcome.getRequestId(), outcome, now);
    }

    Instant now() {
        return now;
    }

    void advance(Duration time) {
        for (long millis = 0; millis < time.toMillis(); millis += 100) {
            now = now.plusMillis(100);
            driver.advanceWallClockTime(Duration.ofMillis(100));
        }
    }

    /** As much later at once. */
    void tick(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    void submit(Plan plan) {
        input(Topics.ROLLOUTS).pipeInput(plan.model(), PlanCodec.toWire(plan), now);
    }

    void command(CommandType command) {
        input(Topics.COMMANDS)
                .pipeInput(
                        MODEL,
                        OperatorCommand.newBuilder()
                                .setCommandId("c-" + now)
                                .setModel(MODEL)
                                .setTimestamp(now)
                                .setCommand(command)
                                .setIssuedBy("alice")
                                .setReason("because")
                                .build(),
                        now);
    }

    /** What a webhook answers. */
    void answer(CommandType answer, String question) {
        input(Topics.COMMANDS)
                .pipeInput(
                        MODEL,
                        OperatorCommand.newBuilder()
                                .setCommandId("answer")
                                .setModel(MODEL)
                                .setTimestamp(now)
                                .setCommand(answer)
                                .setIssuedBy("webhook")
                                .setReason("HTTP 204")
                                .setGate(question)
                                .build(),
                        now);
    }

    /** One request of a variant now; null for a revision that the event does not name. */
    InferenceEvent event(String variant, Long revision, LatencyStatus status, long durationMicros) {
        return InferenceEvent.newBuilder()
                .setRequestId("r-" + requests++)
                .setModel(MODEL)
                .setVariant(variant)
                .setRole(Role.SERVED)
                .setTimestamp(now)
                .setUnit("u-" + requests)
                .setRevision(revision)
                .setReason(AssignmentReason.WEIGHT)
                .setFirstOfUnit(true)
                .setLatency(LatencyPart.newBuilder()
                        .setDurationMicros(durationMicros)
                        .setStatus(status)
                        .build())
                .build();
    }

    void send(InferenceEvent event) {
        input(Topics.INFERENCE_EVENTS).pipeInput(event.getRequestId(), event, now);
        processed.add(new ConsumerRecord<>(
                TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS), 0, processed.size(), null, bytes(event)));
    }

    /** Records as a poll of the stream's consumer returns them, of the values from an offset on. */
    void poll(long offset, byte[]... values) {
        TopicPartition partition = new TopicPartition(TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS), 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] value : values) {
            records.add(new ConsumerRecord<>(
                    partition.topic(), partition.partition(), offset + records.size(), new byte[] {1}, value));
        }
        BatchingInterceptor interceptor = new BatchingInterceptor();
        interceptor.configure(Map.of(BatchingInterceptor.TOPIC_SETTING, partition.topic()));
        interceptor
                .onConsume(new ConsumerRecords<>(Map.of(partition, records), Map.of()))
                .forEach(record -> rawEvents.pipeInput(new TestRecord<>(null, record.value(), record.headers(), now)));
    }

    byte[] bytes(InferenceEvent event) {
        return serdes.<InferenceEvent>serializer().serialize(TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS), event);
    }

    /** What an observe task tells the judge. */
    void tell(byte[] message) {
        driver.createInputTopic(
                        TopicNames.DEFAULT.of(Topics.DELTAS), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(DeltaPartitioner.key(MODEL), message, now);
    }

    List<Decision> decisions() {
        return output(Topics.DECISIONS);
    }

    List<RoutingTable> tables() {
        return output(Topics.ROUTES);
    }

    /** Plans that the topology wrote. */
    List<RolloutSpec> plans() {
        return output(Topics.ROLLOUTS);
    }

    List<Verdict> verdicts() {
        return output(Topics.VERDICTS);
    }

    List<ShadowSample> samples() {
        return output(Topics.SHADOW_SAMPLES);
    }

    List<MetricsWindow> metrics() {
        return output(Topics.METRICS);
    }

    TestOutputTopic<byte[], byte[]> deadLetters() {
        return driver.createOutputTopic(
                TopicNames.DEFAULT.of(Topics.DEAD_LETTERS), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    <T extends SpecificRecord> TestInputTopic<String, T> input(Topic<T> topic) {
        return driver.createInputTopic(TopicNames.DEFAULT.of(topic), new StringSerializer(), serdes.<T>serializer());
    }

    <T extends SpecificRecord> List<T> output(Topic<T> topic) {
        return driver.createOutputTopic(
                        TopicNames.DEFAULT.of(topic), new StringDeserializer(), serdes.deserializer(topic.valueType()))
                .readValuesToList();
    }

    /**
     * Loses the open transaction and starts the task anew, as Kafka Streams does after a commit that failed. The test
     * driver has no changelog, so the stores are empty afterwards.
     */
    void reviveTask() {
        StreamTask task = driverTask();
        task.suspend();
        task.closeDirty();
        task.revive();
        task.initializeIfNeeded();
        task.completeRestoration(partitions -> {});
    }

    private StreamTask driverTask() {
        try {
            Field field = TopologyTestDriver.class.getDeclaredField("task");
            field.setAccessible(true);
            return (StreamTask) field.get(driver);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the test driver keeps its task elsewhere now", e);
        }
    }

    double counter(String name, Map<String, String> tags) {
        var search = meters.find(name);
        tags.forEach(search::tag);
        return search.counter() == null ? 0 : search.counter().count();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("weir-topology");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.close();
        registry.close();
        try (Stream<Path> left = Files.walk(stateDir)) {
            left.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
