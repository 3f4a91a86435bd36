package dev.weir.benchmark.operation;

import dev.weir.schema.Decision;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
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

/** Reads along: when the last record of each second was appended, what was decided, and what routers acked. */
final class RollbackWitness implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final long CLOSE_MILLIS = 5_000;
    private static final long MICROS = 1_000;

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<InferenceEvent> events;
    private final Deserializer<RouterReport> reports;
    private final Deserializer<Decision> decisions;
    private final Deserializer<RouteAck> acks;
    private final Map<String, ConcurrentSkipListMap<Long, Long>> complete = new ConcurrentHashMap<>();
    private final Map<String, BlockingQueue<Decision>> decided = new ConcurrentHashMap<>();
    private final Map<Ack, Long> applied = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "witness");
    private volatile boolean open = true;

    private record Ack(String sidecar, String model, long revision) {}

    /** Starts to read what comes from now on. */
    RollbackWitness(Cluster cluster) {
        AvroSerdes serdes = AvroSerdes.from(cluster.clients());
        events = serdes.deserializer(InferenceEvent.class);
        reports = serdes.deserializer(RouterReport.class);
        decisions = serdes.deserializer(Decision.class);
        acks = serdes.deserializer(RouteAck.class);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.kafka().bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(
                        Topics.INFERENCE_EVENTS, Topics.ROUTER_REPORTS, Topics.DECISIONS, Topics.ROUTE_ACKS)
                .flatMap(topic -> consumer.partitionsFor(topic.name(TopicNames.DEFAULT)).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (open) {
                consumer.poll(POLL).forEach(this::read);
            }
        } catch (WakeupException e) {
            // Woken up to close.
        }
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        if (is(record, Topics.INFERENCE_EVENTS.name(TopicNames.DEFAULT))) {
            InferenceEvent event = events.deserialize(record.topic(), record.value());
            appended(event.getModel(), event.getTimestamp().getEpochSecond(), record.timestamp());
        } else if (is(record, Topics.ROUTER_REPORTS.name(TopicNames.DEFAULT))) {
            RouterReport report = reports.deserialize(record.topic(), record.value());
            appended(report.getModel(), report.getUntil().minusMillis(1).getEpochSecond(), record.timestamp());
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
        complete.computeIfAbsent(model, key -> new ConcurrentSkipListMap<>()).merge(second, millis, Math::max);
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
     * Returns when the last record of a second was appended, epoch microseconds: of the latest second of which that was
     * before an instant. A second's records are its events and the reports that count them.
     */
    long completedBefore(String model, Instant instant) {
        return complete.get(model).descendingMap().values().stream()
                        .filter(millis -> millis <= instant.toEpochMilli())
                        .findFirst()
                        .orElseThrow()
                * MICROS;
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
