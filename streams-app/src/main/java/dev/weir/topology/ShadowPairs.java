package dev.weir.topology;

import dev.weir.event.Observation;
import dev.weir.schema.ShadowSample;
import dev.weir.serde.AvroSerdes;
import dev.weir.window.Delta;
import dev.weir.window.PairJoin;
import dev.weir.window.PairRules;
import dev.weir.wire.EventDecoder;
import dev.weir.wire.SampleCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The open shadow pairs of one partition. They live on the heap and are not stored: a task that begins is told once more of
 * the events that those before it were told of last.
 */
final class ShadowPairs {
    private static final String UNITS = "pair-units/";
    private static final String SETTLED_UNTIL = "pairs-settled-until";

    private final Function<String, Optional<PairRules>> rules;
    private final Duration slack;
    private final String topic;
    private final Serializer<ShadowSample> samples;
    private final Map<String, Optional<PairRules>> known = new HashMap<>();
    private KeyValueStore<String, byte[]> memory;
    private ChosenUnits units;
    private PairJoin join;
    private long storedUntil;
    private boolean inUse;

    /**
     * @param rules which requests are copied and how their answers are compared, by model
     * @param slack time an event may take from its end to the log
     * @param topic topic of samples
     */
    ShadowPairs(Function<String, Optional<PairRules>> rules, Duration slack, String topic, AvroSerdes serdes) {
        this.rules = rules;
        this.slack = slack;
        this.topic = topic;
        this.samples = serdes.serializer();
    }

    /**
     * Begins without a pair, where the task before settled them; one that was closed dirty begins anew.
     *
     * @param kept what has to be remembered
     */
    void init(KeyValueStore<String, byte[]> kept) {
        memory = kept;
        known.clear();
        begin();
    }

    /** Forgets the open pairs, to be told of all of them once more. */
    void begin() {
        join = new PairJoin(slack);
        units = new ChosenUnits(UNITS, memory, join::restore);
        byte[] settled = memory.get(SETTLED_UNTIL);
        if (settled != null) {
            join.resumeAt(ByteBuffer.wrap(settled).getLong());
        }
        storedUntil = join.settledUntil();
        inUse = settled != null;
    }

    /** What a task before was told of has been told: what that counted is not counted again. */
    void remembered() {
        join.drain();
    }

    /** Whether requests of a model are copied; of most they are not. */
    boolean isAsked(String model) {
        return rules(model).isPresent();
    }

    /** Takes in the event that was read last. */
    void add(Observation observation, EventDecoder events) {
        rules(observation.model()).ifPresent(known -> {
            inUse = true;
            join.add(observation, () -> events.pairSide(observation), known);
        });
    }

    /** Asked for once a model and commit. */
    private Optional<PairRules> rules(String model) {
        return known.computeIfAbsent(model, rules);
    }

    /** Revision since which requests of a model are copied; empty while none is. Asked for once a model and commit. */
    OptionalLong copiedSince(String model) {
        return rules(model).map(known -> OptionalLong.of(known.sinceRevision())).orElse(OptionalLong.empty());
    }

    /** Assignment time up to which pairs have been settled, epoch milliseconds; the smallest long while none was. */
    long settledUntil() {
        return join.settledUntil();
    }

    /**
     * The pairs whose second is over, by model, once the partition has been read up to an instant: by the rules that events were
     * taken in by since the last commit.
     */
    Map<String, List<Delta.Pairs>> settle(long untilMillis) {
        join.settle(untilMillis, this::rules);
        return join.drain();
    }

    /** Stores what is remembered, and forwards what people may want to look into. */
    void store(ProcessorContext<byte[], byte[]> context, long now) {
        units.store(join.drainUnits(), join.unitsUntil());
        // Where nothing is copied, nothing is late.
        if (inUse && join.settledUntil() > storedUntil) {
            storedUntil = join.settledUntil();
            memory.put(
                    SETTLED_UNTIL,
                    ByteBuffer.allocate(Long.BYTES).putLong(storedUntil).array());
        }
        join.drainSamples().forEach(sample -> {
            String model = sample.pair().model();
            ShadowSample record = SampleCodec.sample(
                    sample, rules(model).map(PairRules::rollout).orElse(null));
            context.forward(
                    new Record<>(model.getBytes(StandardCharsets.UTF_8), samples.serialize(topic, record), now),
                    WeirTopology.SHADOW_SAMPLES_OUT);
        });
        known.clear();
    }
}
