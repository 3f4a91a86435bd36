package dev.weir.topology;

import dev.weir.event.Rejection;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import dev.weir.wire.StateCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
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

    /**
     * How far has been read is told to every task of the judge, and kept by each. What closes by it waits for seconds, so that
     * commits which follow each other closely need not all tell it.
     */
    private static final long ANNOUNCED_EVERY_MILLIS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(ObserveProcessor.class);

    private final EventCounting counting;
    private final int modelPartitions;
    private final PartitionLag lag;
    private final EventCounters counters;
    private final LogTime logTime = new LogTime();
    private final StateCodec codec = new StateCodec();
    private ProcessorContext<byte[], byte[]> context;
    private TopicPartition partition;
    private long announcedUntil;
    private long announcedAt;
    private long alarmedUntil;
    private PromptCommits commits;

    /**
     * @param topic           topic the events are read from
     * @param counting        what is made of them, by this task alone
     * @param modelPartitions partitions of the topic that the counts go to
     */
    ObserveProcessor(
            String topic, EventCounting counting, int modelPartitions, PartitionLag lag, EventCounters counters) {
        this.partition = new TopicPartition(topic, 0);
        this.counting = counting;
        this.modelPartitions = modelPartitions;
        this.lag = lag;
        this.counters = counters;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> newContext) {
        context = newContext;
        partition = new TopicPartition(partition.topic(), context.taskId().partition());
        counting.begin(partition, context);
        announcedUntil = Long.MIN_VALUE;
        announcedAt = Long.MIN_VALUE / 2;
        alarmedUntil = Long.MIN_VALUE;
        commits = PromptCommits.ofCounts(context);
        context.<CommitHook>getStateStore(WeirTopology.OBSERVE_HOOK).beforeCommit(context, this::forwardCounts);
        context.schedule(IDLE_CHECK, PunctuationType.WALL_CLOCK_TIME, this::followClock);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long now = context.currentSystemTimeMs();
        commits.working(now);
        RecordMetadata source = context.recordMetadata().orElseThrow();
        if (!source.topic().equals(partition.topic())) {
            counting.outcome(record.value(), source.offset(), now).ifPresent(rejection -> {
                forward(record, rejection, source.topic(), source.offset());
                counters.deadOutcome(rejection.reason().name());
            });
            return;
        }
        RecordBatch batch = RecordBatch.of(record.headers());
        if (batch == null) {
            counting.event(record.value(), source.offset(), record.timestamp(), now)
                    .ifPresent(rejection -> bury(record, rejection, source.offset()));
        } else {
            batch.records().forEach(each -> observe(each, now));
        }
        if (counting.isAlarming(now)) {
            alarmedUntil = now + ALARM_LASTS_MILLIS;
        }
        if (now < alarmedUntil) {
            commits.want();
        }
    }

    /** One of many must not take the others with it. */
    private void observe(ConsumerRecord<byte[], byte[]> record, long now) {
        long logged = logTime.extract(record);
        Optional<Rejection> rejection;
        try {
            rejection = counting.event(record.value(), record.offset(), logged, now);
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

    private void followClock(long now) {
        commits.working(now);
        counting.followClock(now, lag);
    }

    private void forwardCounts() {
        long now = context.currentSystemTimeMs();
        commits.committing();
        for (Map<String, Delta> deltas : byPartition(counting.drain())) {
            // Any of the models: all of them belong into its partition.
            byte[] key = DeltaPartitioner.key(deltas.keySet().iterator().next());
            codec.write(deltas)
                    .forEach(message -> context.forward(new Record<>(key, message, now), WeirTopology.DELTAS_OUT));
        }
        long until = counting.until();
        if (until > announcedUntil && now - announcedAt >= ANNOUNCED_EVERY_MILLIS) {
            announcedAt = now;
            announcedUntil = until;
            byte[] watermark = codec.write(new Watermark(partition.partition(), until));
            context.forward(new Record<>(DeltaPartitioner.EVERY_MODEL, watermark, now), WeirTopology.DELTAS_OUT);
        }
        counting.store(context, now);
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
}
