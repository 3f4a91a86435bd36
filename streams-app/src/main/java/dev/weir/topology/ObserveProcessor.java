package dev.weir.topology;

import dev.weir.event.EventRules;
import dev.weir.event.Observation;
import dev.weir.event.Rejection;
import dev.weir.event.UnitChoice;
import dev.weir.window.Combiner;
import dev.weir.window.ContentScope;
import dev.weir.window.Delta;
import dev.weir.window.ObservedTime;
import dev.weir.window.TimeLimits;
import dev.weir.window.Watermark;
import dev.weir.wire.EventDecoder;
import dev.weir.wire.StateCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the events of one partition and forwards the counts, one record a commit for each task of the judge, in the
 * transaction of the events themselves. Between two commits they are on the heap only; after a commit nothing is left there.
 */
final class ObserveProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Duration IDLE_CHECK = Duration.ofMillis(250);

    /** Time for which counts leave promptly once much has failed, milliseconds. */
    private static final long ALARM_LASTS_MILLIS = 10_000;

    /** Where events wait in the log for longer, milliseconds, the next ones are read sooner without prompt commits. */
    private static final long OLD_NEWS_MILLIS = 5_000;

    /**
     * How far has been read is told to every task of the judge, and kept by each. What closes by it waits for seconds, so that
     * commits which follow each other closely need not all tell it.
     */
    private static final long ANNOUNCED_EVERY_MILLIS = 200;

    private static final String UNITS = "units/";
    private static final Logger LOG = LoggerFactory.getLogger(ObserveProcessor.class);

    private final EventLog log;
    private final EventDecoder events;
    private final Function<String, TimeLimits> limits;
    private final Duration closing;
    private final ShadowPairs pairs;
    private final Outcomes outcomes;
    private final Function<String, Optional<ContentScope>> contents;
    private final int modelPartitions;
    private final PartitionLag lag;
    private final EventCounters counters;
    private final LogTime logTime = new LogTime();
    private final StateCodec codec = new StateCodec();
    private final Map<String, Interest> known = new HashMap<>();
    private final Function<String, Interest> interests = this::interest;
    private ProcessorContext<byte[], byte[]> context;
    private TopicPartition partition;
    private Combiner combiner;
    private ChosenUnits units;
    private ObservedTime time;
    private long announcedUntil;
    private long announcedAt;
    private long loggedMillis;
    private long alarmedUntil;
    private ReadExtent read;
    private PromptCommits commits;

    /**
     * What becomes of a model's events; asked for once a model and commit, since a plan changes seldom and an event comes often.
     *
     * @param limits   how long its requests may take
     * @param pairs    whether they are copied
     * @param outcomes whether their outcomes are waited for
     * @param content  what of the questions and answers is counted; null for nothing
     */
    private record Interest(TimeLimits limits, boolean pairs, boolean outcomes, ContentScope content) {}

    /**
     * @param topic   topic the events are read from
     * @param log     what earlier tasks of the partition have read
     * @param limits  how long requests may take, by model
     * @param closing time after a request's deadline after which its second has closed in any case
     * @param pairs   requests and their copies, of this task alone
     * @param outcomes requests and what became known of their answers, of this task alone
     * @param contents of which requests it is counted what was asked and answered, by model
     * @param modelPartitions partitions of the topic that the counts go to
     */
    ObserveProcessor(
            String topic,
            EventLog log,
            EventDecoder events,
            Function<String, TimeLimits> limits,
            Duration closing,
            ShadowPairs pairs,
            Outcomes outcomes,
            Function<String, Optional<ContentScope>> contents,
            int modelPartitions,
            PartitionLag lag,
            EventCounters counters) {
        this.modelPartitions = modelPartitions;
        this.partition = new TopicPartition(topic, 0);
        this.log = log;
        this.events = events;
        this.limits = limits;
        this.closing = closing;
        this.pairs = pairs;
        this.outcomes = outcomes;
        this.contents = contents;
        this.lag = lag;
        this.counters = counters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        partition = new TopicPartition(partition.topic(), context.taskId().partition());
        long now = context.currentSystemTimeMs();
        time = new ObservedTime(now);
        KeyValueStore<String, byte[]> memory = context.getStateStore(WeirTopology.OBSERVE_MEMORY);
        pairs.init(memory);
        outcomes.init(context.getStateStore(WeirTopology.AWAITED_OUTCOMES), memory);
        List<UnitChoice> chosen = new ArrayList<>();
        units = new ChosenUnits(UNITS, memory, chosen::add);
        known.clear();
        combiner = new Recollection(log, events, model -> known.computeIfAbsent(model, interests).limits, remembered())
                .combiner(() -> empty(chosen), partition, time, now);
        pairs.remembered();
        read = new ReadExtent(Math.max(time.until(), pairs.settledUntil()));
        combiner.readUntil(read.since());
        announcedUntil = Long.MIN_VALUE;
        announcedAt = Long.MIN_VALUE / 2;
        alarmedUntil = Long.MIN_VALUE;
        commits = PromptCommits.ofCounts(context);
        context.<CommitHook>getStateStore(WeirTopology.OBSERVE_HOOK).beforeCommit(context, this::forwardCounts);
        context.schedule(IDLE_CHECK, PunctuationType.WALL_CLOCK_TIME, this::followClock);
    }

    private Recollection.Listener remembered() {
        return new Recollection.Listener() {
            @Override
            public void begin() {
                pairs.begin();
            }

            @Override
            public void told(Observation observation) {
                pairs.add(observation, events::event);
                outcomes.remember(observation);
            }
        };
    }

    private Combiner empty(List<UnitChoice> chosen) {
        Combiner empty = new Combiner(partition.partition(), closing);
        chosen.forEach(empty::restore);
        return empty;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long now = context.currentSystemTimeMs();
        commits.working(now);
        RecordMetadata source = context.recordMetadata().orElseThrow();
        if (!source.topic().equals(partition.topic())) {
            read.outcome(source.offset());
            outcomes.take(record.value(), now).ifPresent(rejection -> {
                forward(record, rejection, source.topic(), source.offset());
                counters.deadOutcome(rejection.reason().name());
            });
            return;
        }
        RecordBatch batch = RecordBatch.of(record.headers());
        if (batch == null) {
            read.event(source.offset());
            observe(record.value(), record.timestamp(), now)
                    .ifPresent(rejection -> bury(record, rejection, source.offset()));
        } else {
            batch.records().forEach(each -> observe(each, now));
        }
        if (combiner.isAlarming() && now - loggedMillis < OLD_NEWS_MILLIS) {
            alarmedUntil = now + ALARM_LASTS_MILLIS;
        }
        if (now < alarmedUntil) {
            commits.want();
        }
    }

    /** One of many must not take the others with it. */
    private void observe(ConsumerRecord<byte[], byte[]> record, long now) {
        read.event(record.offset());
        long logged = logTime.extract(record);
        Optional<Rejection> rejection;
        try {
            rejection = observe(record.value(), logged, now);
        } catch (RuntimeException e) {
            if (!DeadLetter.isToBlame(e)) {
                throw e;
            }
            LOG.error("event=record-unusable partition={} offset={}", partition, record.offset(), e);
            rejection = Optional.of(new Rejection(Rejection.Reason.UNUSABLE, e.toString()));
        }
        rejection.ifPresent(
                reason -> bury(new Record<>(record.key(), record.value(), logged), reason, record.offset()));
    }

    /** Counts an event; why it cannot be, if so. */
    private Optional<Rejection> observe(byte[] value, long logged, long now) {
        Observation observation;
        try {
            observation = events.read(partition.topic(), value);
        } catch (SerializationException e) {
            return Optional.of(new Rejection(Rejection.Reason.UNREADABLE, message(e)));
        }
        if (observation == null) {
            return Optional.of(new Rejection(Rejection.Reason.UNREADABLE, "the record has no value"));
        }
        Optional<Rejection> rejection = EventRules.check(observation, now);
        if (rejection.isPresent()) {
            return rejection;
        }
        Interest interest = known.computeIfAbsent(observation.model(), interests);
        if (combiner.add(observation, interest.limits)) {
            counters.counted();
        } else {
            counters.duplicate();
        }
        if (interest.pairs) {
            pairs.add(observation, events::event);
        }
        if (interest.outcomes) {
            outcomes.add(observation, events.label());
        }
        if (interest.content != null) {
            combiner.addContent(observation, interest.content, events::asked, events::answer);
        }
        time.read(observation.assignedMillis(), logged, now);
        loggedMillis = logged;
        return rejection;
    }

    private Interest interest(String model) {
        return new Interest(
                limits.apply(model),
                pairs.isAsked(model),
                outcomes.isAsked(model),
                contents.apply(model).orElse(null));
    }

    private void followClock(long now) {
        commits.working(now);
        if (time.isQuiet(now)) {
            OptionalLong left = lag.of(partition);
            if (left.isPresent() && left.getAsLong() == 0) {
                time.idle(now);
            }
        }
    }

    private void forwardCounts() {
        long now = context.currentSystemTimeMs();
        commits.committing();
        known.clear();
        for (Map<String, Delta> deltas : byPartition(deltas())) {
            // Any of the models: all of them belong into its partition.
            byte[] key = DeltaPartitioner.key(deltas.keySet().iterator().next());
            codec.write(deltas)
                    .forEach(message -> context.forward(new Record<>(key, message, now), WeirTopology.DELTAS_OUT));
        }
        pairs.store(context, now);
        outcomes.store();
        if (time.until() > announcedUntil && now - announcedAt >= ANNOUNCED_EVERY_MILLIS) {
            announcedAt = now;
            announcedUntil = time.until();
            byte[] watermark = codec.write(new Watermark(partition.partition(), announcedUntil));
            context.forward(new Record<>(DeltaPartitioner.EVERY_MODEL, watermark, now), WeirTopology.DELTAS_OUT);
        }
        combiner.readUntil(time.until());
        units.store(combiner.drainUnits(), combiner.unitsUntil());
    }

    /** What was counted since the last commit, with the pairs whose second is over by what is announced after it. */
    private Map<String, Delta> deltas() {
        Map<String, Delta> deltas = combiner.drain();
        pairs.settle(time.until()).forEach((model, settled) -> {
            Delta counted = deltas.getOrDefault(model, new Delta(partition.partition(), List.of()));
            deltas.put(model, counted.withPairs(settled));
        });
        outcomes.settle(time.until()).forEach((model, joined) -> {
            Delta counted = deltas.getOrDefault(model, new Delta(partition.partition(), List.of()));
            deltas.put(model, counted.withOutcomes(joined));
        });
        deltas.replaceAll((model, delta) ->
                delta.of(read.extent(time.until(), pairs.copiedSince(model), outcomes.isAsked(model))));
        read.commit(time.until());
        return deltas;
    }

    /** What goes to the same task of the judge goes in one message: of thousands of models each tells little at a time. */
    private Collection<Map<String, Delta>> byPartition(Map<String, Delta> deltas) {
        Map<Integer, Map<String, Delta>> byPartition = new TreeMap<>();
        deltas.forEach((model, delta) -> byPartition
                .computeIfAbsent(
                        DeltaPartitioner.partition(DeltaPartitioner.key(model), modelPartitions),
                        partition -> new LinkedHashMap<>())
                .put(model, delta));
        return byPartition.values();
    }

    private void bury(Record<byte[], byte[]> record, Rejection rejection, long offset) {
        forward(record, rejection, partition.topic(), offset);
        counters.dead(rejection.reason().name());
    }

    private void forward(Record<byte[], byte[]> record, Rejection rejection, String topic, long offset) {
        DeadLetter letter =
                new DeadLetter(rejection.reason().name(), rejection.detail(), topic, partition.partition(), offset);
        context.forward(record.withHeaders(letter.headers()), WeirTopology.OBSERVE_DEAD_LETTERS);
    }

    static String message(SerializationException e) {
        return e.getCause() == null || e.getCause().getMessage() == null
                ? e.getMessage()
                : e.getMessage() + ": " + e.getCause().getMessage();
    }
}
