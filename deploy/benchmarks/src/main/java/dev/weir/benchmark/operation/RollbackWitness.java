package dev.weir.benchmark.operation;

import dev.weir.schema.Decision;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.Verdict;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads along: when the records of each second were appended, what was judged and decided, and what routers acked. */
final class RollbackWitness implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final long CLOSE_MILLIS = 5_000;
    private static final long MICROS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Older ones are forgotten: no verdict that has just been decided by ends that long ago. */
    private static final int SECONDS_KEPT = 120;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<InferenceEvent> events;
    private final Deserializer<RouterReport> reports;
    private final Deserializer<Verdict> verdicts;
    private final Deserializer<Decision> decisions;
    private final Deserializer<RouteAck> acks;
    private final Map<String, ConcurrentSkipListMap<Long, NavigableSet<Long>>> appended = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Verdict>> judged = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<Decision>> decided = new ConcurrentHashMap<>();
    private final Map<Ack, Long> applied = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<Void>> askers = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "witness");
    private volatile boolean open = true;

    private record Ack(String sidecar, String model, long revision) {}

    private record Wait(Map<TopicPartition, Long> ends, CompletableFuture<Void> over) {}

    /** Starts to read what comes from now on. */
    RollbackWitness(Cluster cluster) {
        AvroSerdes serdes = AvroSerdes.from(cluster.clients());
        events = serdes.deserializer(InferenceEvent.class);
        reports = serdes.deserializer(RouterReport.class);
        verdicts = serdes.deserializer(Verdict.class);
        decisions = serdes.deserializer(Decision.class);
        acks = serdes.deserializer(RouteAck.class);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.kafka().bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(
                        Topics.INFERENCE_EVENTS,
                        Topics.ROUTER_REPORTS,
                        Topics.VERDICTS,
                        Topics.DECISIONS,
                        Topics.ROUTE_ACKS)
                .flatMap(topic -> consumer.partitionsFor(topic.name(TopicNames.DEFAULT)).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.start();
    }

    private void run() {
        List<Wait> waits = new ArrayList<>();
        try (consumer) {
            while (open) {
                consumer.poll(POLL).forEach(this::read);
                for (CompletableFuture<Void> asker = askers.poll(); asker != null; asker = askers.poll()) {
                    waits.add(new Wait(consumer.endOffsets(consumer.assignment()), asker));
                }
                waits.removeIf(wait -> isRead(wait.ends()) && wait.over().complete(null));
            }
        } catch (WakeupException e) {
            // Woken up to close.
        }
    }

    private boolean isRead(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        if (is(record, Topics.INFERENCE_EVENTS.name(TopicNames.DEFAULT))) {
            InferenceEvent event = events.deserialize(record.topic(), record.value());
            appended(event.getModel(), event.getTimestamp().getEpochSecond(), record.timestamp());
        } else if (is(record, Topics.ROUTER_REPORTS.name(TopicNames.DEFAULT))) {
            RouterReport report = reports.deserialize(record.topic(), record.value());
            appended(report.getModel(), report.getUntil().minusMillis(1).getEpochSecond(), record.timestamp());
        } else if (is(record, Topics.VERDICTS.name(TopicNames.DEFAULT))) {
            Verdict verdict = verdicts.deserialize(record.topic(), record.value());
            judged(verdict.getVerdictId()).complete(verdict);
        } else if (is(record, Topics.DECISIONS.name(TopicNames.DEFAULT))) {
            Decision decision = decisions.deserialize(record.topic(), record.value());
            decided(decision.getModel()).add(decision);
        } else {
            RouteAck ack = acks.deserialize(record.topic(), record.value());
            applied.put(
                    new Ack(ack.getSidecar(), ack.getModel(), ack.getRevision()),
                    ChronoUnit.MICROS.between(Instant.EPOCH, ack.getAppliedAt()));
        }
    }

    private static boolean is(ConsumerRecord<String, byte[]> record, String topic) {
        return record.topic().equals(topic);
    }

    private void appended(String model, long second, long millis) {
        ConcurrentSkipListMap<Long, NavigableSet<Long>> seconds =
                appended.computeIfAbsent(model, key -> new ConcurrentSkipListMap<>());
        seconds.computeIfAbsent(second, key -> new ConcurrentSkipListSet<>()).add(millis);
        if (seconds.size() > SECONDS_KEPT) {
            seconds.pollFirstEntry();
        }
    }

    private CompletableFuture<Verdict> judged(String verdictId) {
        return judged.computeIfAbsent(verdictId, key -> new CompletableFuture<>());
    }

    private BlockingQueue<Decision> decided(String model) {
        return decided.computeIfAbsent(model, key -> new LinkedBlockingQueue<>());
    }

    /** Returns the next decision of a model that is wanted; those before it are forgotten. */
    Decision await(String model, Predicate<Decision> wanted, Duration atMost)
            throws InterruptedException, TimeoutException {
        long giveUp = System.nanoTime() + atMost.toNanos();
        while (true) {
            Decision next = decided(model).poll(giveUp - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new TimeoutException("what was waited for of " + model + " was not decided within " + atMost);
            }
            if (wanted.test(next)) {
                return next;
            }
        }
    }

    /** Returns when a sidecar says that a table came into force, epoch microseconds; 0 if it has not said so. */
    long ackedMicros(String sidecar, String model, long revision) {
        return applied.getOrDefault(new Ack(sidecar, model, revision), 0L);
    }

    /**
     * Returns when the second was complete that tipped the balance, epoch microseconds: when the last record was appended of
     * the last second that is evidence in the verdict by which was decided. A second's records are its events and the reports
     * that count them; one that was appended after the decision was late, and not waited for.
     */
    long completed(Decision decision) throws InterruptedException, TimeoutException {
        Verdict verdict = await(judged(decision.getVerdictId()));
        CompletableFuture<Void> read = new CompletableFuture<>();
        askers.add(read);
        await(read);
        long last = verdict.getClosedUntil().getEpochSecond() - 1;
        NavigableSet<Long> records = appended.get(decision.getModel()).get(last);
        Long completed =
                records == null ? null : records.floor(decision.getTimestamp().toEpochMilli());
        if (completed == null) {
            throw new IllegalStateException(decision.getDecisionId() + " of " + decision.getModel() + " rests on "
                    + verdict.getVerdictId() + ", but no record of its last second, " + last + ", has been seen");
        }
        return completed * MICROS;
    }

    private static <T> T await(CompletableFuture<T> awaited) throws InterruptedException, TimeoutException {
        try {
            return awaited.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        open = false;
        consumer.wakeup();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
