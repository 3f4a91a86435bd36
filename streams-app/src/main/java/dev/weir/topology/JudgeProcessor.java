package dev.weir.topology;

import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.ModelSnapshot;
import dev.weir.judge.Output;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import dev.weir.wire.ModelPieces;
import dev.weir.wire.PieceCodec;
import dev.weir.wire.StateCodec;
import dev.weir.wire.StateCodec.Message;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the models of one partition. Their judges live on the heap; what changed is stored, in the same transaction as
 * all they said, whenever the task commits.
 */
final class JudgeProcessor implements Processor<byte[], byte[], byte[], Object> {
    private static final Logger LOG = LoggerFactory.getLogger(JudgeProcessor.class);
    private static final Duration TICK = Duration.ofMillis(100);

    /** Time between two judgements of a model for each model of the task: so many share a processor with what is counted. */
    private static final Duration REST_OF_ONE = Duration.ofMillis(5);

    /** Longest time between two judgements of a model that nothing is wrong with. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    /**
     * Counts of open seconds beyond which no partition is waited for that is behind. Each takes 0.2 to 1.5 kB, by how many requests
     * it is of.
     */
    static final int MOST_OPEN = 100_000;

    private final String deltaTopic;
    private final JudgeSignals signals;
    private final JudgeSettings settings;
    private final WeirTopology.Partitions partitions;
    private final Gates gates;
    private final EventCounters counters;
    private final StateCodec codec = new StateCodec();
    private final PieceCodec pieceCodec = new PieceCodec();
    private Map<String, JudgedModel> judged;
    private Map<String, JudgedModel> awake;
    private List<JudgedModel> changed;
    private Alarms alarms;
    private ProcessorContext<byte[], Object> context;
    private Publisher publisher;
    private PromptCommits commits;
    private Watermarks watermarks;
    private ModelStore models;
    private KeyValueStore<Integer, Long> readUntil;

    JudgeProcessor(
            String deltaTopic,
            JudgeSignals signals,
            JudgeSettings settings,
            WeirTopology.Partitions partitions,
            Gates gates,
            EventCounters counters) {
        this.deltaTopic = deltaTopic;
        this.signals = signals;
        this.settings = settings;
        this.partitions = partitions;
        this.gates = gates;
        this.counters = counters;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> newContext) {
        context = newContext;
        // A task that was closed dirty is initialised again: what its lost transaction did must be gone from here too.
        judged = new HashMap<>();
        awake = new TreeMap<>();
        changed = new ArrayList<>();
        alarms = new Alarms();
        publisher = new Publisher(context);
        commits = PromptCommits.ofDecisions(context);
        models = new ModelStore(context.getStateStore(WeirTopology.MODELS));
        readUntil = context.getStateStore(WeirTopology.READ_UNTIL);
        watermarks = new Watermarks(partitions.events(), settings.silence());
        try (KeyValueIterator<Integer, Long> stored = readUntil.all()) {
            stored.forEachRemaining(entry -> watermarks.restore(new Watermark(entry.key, entry.value)));
        }
        models.forEach(this::restore);
        context.<CommitHook>getStateStore(WeirTopology.JUDGE_HOOK).beforeCommit(context, this::store);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    private void restore(String model, SortedMap<String, byte[]> stored) {
        ModelSnapshot snapshot = pieceCodec.read(model, stored);
        JudgedModel restored =
                new JudgedModel(ModelJudge.restore(snapshot, settings), new ModelPieces(pieceCodec, snapshot, stored));
        judged.put(model, restored);
        wake(restored);
    }

    private void wake(JudgedModel model) {
        if (model.wake()) {
            awake.put(model.name(), model);
        }
    }

    private void change(JudgedModel model) {
        if (model.change()) {
            changed.add(model);
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        commits.working(context.currentSystemTimeMs());
        RecordMetadata source = context.recordMetadata().orElseThrow();
        try {
            if (source.topic().equals(deltaTopic)) {
                told(codec.readMessage(record.value()));
            } else {
                signal(source.topic(), record);
            }
        } catch (SerializationException | UncheckedIOException e) {
            bury(record, "UNREADABLE", String.valueOf(e.getMessage()));
        }
    }

    private void bury(Record<byte[], byte[]> record, String reason, String detail) {
        RecordMetadata source = context.recordMetadata().orElseThrow();
        DeadLetter letter = new DeadLetter(reason, detail, source.topic(), source.partition(), source.offset());
        context.forward(
                new Record<byte[], Object>(record.key(), record.value(), record.timestamp(), letter.headers()),
                WeirTopology.JUDGE_DEAD_LETTERS);
        counters.deadSignal(source.topic());
    }

    private void told(Message message) {
        if (message instanceof Message.Read read) {
            watermarks.advance(read.watermark(), context.currentSystemTimeMs());
        } else {
            ((Message.Counted) message).deltas().forEach(this::delta);
        }
    }

    private void delta(String name, Delta delta) {
        JudgedModel model = judged.get(name);
        if (model == null || !model.judge().isKnown()) {
            counters.unknownModel(delta.counts().stream()
                    .mapToLong(count -> count.tally().requests())
                    .sum());
            return;
        }
        counters.remaining(model.judge().delta(delta));
        counters.pairs(delta.pairs());
        change(model);
        wake(model);
        alarms.take(name, delta, context.currentSystemTimeMs());
        lookAtOnce(model);
    }

    private void lookAtOnce(JudgedModel model) {
        long now = context.currentSystemTimeMs();
        if (alarms.isOn(model.name(), now)) {
            look(model, Instant.ofEpochMilli(now), Duration.ZERO);
        }
    }

    private void look(JudgedModel model, Instant now, Duration rest) {
        publish(model, outputs(model, now, rest), now);
    }

    private void signal(String topic, Record<byte[], byte[]> record) {
        if (record.key() == null || record.key().length == 0) {
            throw new SerializationException("the key is empty; send the model's name");
        }
        int right = DeltaPartitioner.partition(record.key(), partitions.models());
        if (right != context.taskId().partition()) {
            // Judged here as well, a model would have two judges that know nothing of each other.
            bury(
                    record,
                    "MISROUTED",
                    "the key belongs in partition " + right
                            + "; partition by murmur2 of the key, as Kafka's own producer does (librdkafka: partitioner=murmur2_random)");
            return;
        }
        String name = new String(record.key(), StandardCharsets.UTF_8);
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        JudgedModel known = judged.get(name);
        JudgedModel model = known == null
                ? new JudgedModel(new ModelJudge(name, settings), new ModelPieces(pieceCodec, name))
                : known;
        ModelJudge judge = model.judge();
        boolean wasWatching = judge.isWatching();
        List<Output> outputs = signals.tell(judge, topic, record.value(), record.headers(), now);
        if (known == null && outputs.isEmpty() && !judge.isWatching()) {
            return;
        }
        judged.put(name, model);
        wake(model);
        if (judge.isDrilling() || judge.isWatching() || wasWatching) {
            // What a signal changes without a word must survive as well.
            change(model);
        }
        publish(model, outputs, now);
        lookAtOnce(model);
    }

    private void tick(long nowMillis) {
        commits.working(nowMillis);
        Instant now = Instant.ofEpochMilli(nowMillis);
        Duration rest = rest();
        long open = 0;
        for (JudgedModel model : awake.values()) {
            look(model, now, alarms.isOn(model.name(), nowMillis) ? Duration.ZERO : rest);
            model.judge().question().ifPresent(gates::ask);
            open += model.judge().openCounts();
        }
        watermarks.hurry(open > MOST_OPEN);
        awake.values().removeIf(JudgedModel::sleep);
    }

    /** Hundreds of models are each judged as soon as a second closes; of thousands, those at rest less often. */
    private Duration rest() {
        Duration rest = REST_OF_ONE.multipliedBy(awake.size());
        return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    /** A model that cannot be judged must not keep the others from being judged. */
    private List<Output> outputs(JudgedModel model, Instant now, Duration rest) {
        try {
            List<Output> outputs = model.judge().tick(watermarks, now, rest);
            counters.leftOut(model.judge().takeLeftOut());
            model.fail(false);
            return outputs;
        } catch (RuntimeException e) {
            counters.failedTick(model.name());
            if (model.fail(true)) {
                LOG.error("event=model-not-judged model={}", model.name(), e);
            }
            return List.of();
        }
    }

    private void publish(JudgedModel model, List<Output> outputs, Instant now) {
        boolean decided = false;
        for (Output output : outputs) {
            decided |= publisher.publish(model.name(), output, now);
        }
        if (!outputs.isEmpty()) {
            change(model);
        }
        if (decided) {
            commits.want();
        }
    }

    /** In the transaction of all that these changes followed from. */
    private void store() {
        commits.committing();
        for (JudgedModel model : changed) {
            model.store(models.of(model.name()));
        }
        changed.clear();
        watermarks.snapshot().forEach((partition, until) -> {
            if (!until.equals(readUntil.get(partition))) {
                readUntil.put(partition, until);
            }
        });
    }
}
