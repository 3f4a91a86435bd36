package dev.weir.view;

import dev.weir.serde.AvroSerdes;
import dev.weir.serde.SchemaRegistryException;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a {@link ControlView} from Kafka on one thread of its own, without a consumer group: every instance reads every
 * partition, committed records only.
 *
 * <p>Plans are read to their end before anything else, then decisions and routes from the beginning and the rest from
 * an hour back. read = applied + skipped + deletions.
 *
 * <p>Whoever asks for it to be up to date waits until it has read to where the topics ended after the question: Kafka is
 * asked on the follower's own thread between two polls, which are therefore short.
 */
public final class ViewFollower implements CatchUp, MeterBinder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewFollower.class);
    private static final Duration HISTORY = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CATCH_UP = Duration.ofSeconds(3);
    private static final long RETRY_MS = 1_000;
    private static final long CLOSE_MS = 10_000;

    private static final List<Topic<? extends SpecificRecord>> PLANS = List.of(Topics.ROLLOUTS);
    private static final List<Topic<? extends SpecificRecord>> WHOLE = List.of(Topics.DECISIONS, Topics.ROUTES);
    private static final List<Topic<? extends SpecificRecord>> RECENT = List.of(
            Topics.VERDICTS,
            Topics.METRICS,
            Topics.ROUTE_ACKS,
            Topics.ROUTER_REPORTS,
            Topics.ALERTS,
            Topics.SHADOW_SAMPLES);

    private final ControlView view;
    private final TopicNames names;
    private final Clock clock;
    private final String bootstrapServers;
    private final Map<String, Deserializer<? extends SpecificRecord>> deserializers = new HashMap<>();
    private final Consumer<String, byte[]> consumer;
    private final Thread thread = new Thread(this::run, "weir-view");
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Queue<CompletableFuture<Void>> askers = new ConcurrentLinkedQueue<>();
    private final List<Goal> goals = new ArrayList<>();
    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private boolean waiting;

    /**
     * Makes a follower; {@link #start} starts it.
     *
     * @param view   what it feeds
     * @param client Kafka client and registry settings
     * @param names  names of the topics
     * @param clock  tells where an hour back is
     */
    public ViewFollower(ControlView view, Map<String, ?> client, TopicNames names, Clock clock) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "weir-view");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.view = view;
        this.names = names;
        this.clock = clock;
        this.bootstrapServers = String.valueOf(client.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG));
        AvroSerdes serdes = AvroSerdes.from(client);
        for (List<Topic<? extends SpecificRecord>> topics : List.of(PLANS, WHOLE, RECENT)) {
            topics.forEach(topic -> deserializers.put(topic.name(names), serdes.deserializer(topic.valueType())));
        }
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        thread.setDaemon(true);
    }

    /** Who waits until the follower has read to these offsets. */
    private record Goal(Map<TopicPartition, Long> ends, List<CompletableFuture<Void>> askers) {}

    /** Starts following; Kafka need not be there yet. */
    public void start() {
        thread.start();
    }

    /** Registers the counters of this follower. */
    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("weir.view.records.applied", applied, AtomicLong::get)
                .description("Records of the control topics taken into the view")
                .register(registry);
        FunctionCounter.builder("weir.view.records.skipped", skipped, AtomicLong::get)
                .description("Records of the control topics that could not be understood")
                .register(registry);
        Gauge.builder("weir.view.caught.up", view, each -> each.isCaughtUp() ? 1 : 0)
                .description("1 once everything that was on the control topics at the start has been read")
                .register(registry);
    }

    private void run() {
        try (consumer) {
            read(PLANS, false);
            readToEnd();
            read(WHOLE, false);
            read(RECENT, true);
            readToEnd();
            view.caughtUp();
            LOG.info(
                    "event=view-caught-up models={} applied={} skipped={}",
                    view.models().size(),
                    applied,
                    skipped);
            while (closing.getCount() > 0) {
                setGoals();
                poll();
                goals.removeIf(this::isReached);
            }
        } catch (WakeupException closed) {
            LOG.debug("event=view-closed");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.error("event=view-failed", failure);
        }
    }

    @Override
    public CompletableFuture<Void> toNow() {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        if (view.isCaughtUp()) {
            askers.add(asked);
            asked.orTimeout(CATCH_UP.toMillis(), TimeUnit.MILLISECONDS);
        } else {
            asked.completeExceptionally(new IllegalStateException("the control topics are still being read"));
        }
        return asked;
    }

    /** Asks once for all who have come since the last poll, where the topics end by now. */
    private void setGoals() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (CompletableFuture<Void> next = askers.poll(); next != null; next = askers.poll()) {
            waiting.add(next);
        }
        if (waiting.isEmpty()) {
            return;
        }
        try {
            goals.add(new Goal(consumer.endOffsets(controlled(), CATCH_UP), waiting));
        } catch (WakeupException closed) {
            throw closed;
        } catch (KafkaException away) {
            waiting.forEach(each -> each.completeExceptionally(away));
        }
    }

    private Set<TopicPartition> controlled() {
        Set<TopicPartition> partitions = new HashSet<>(consumer.assignment());
        Set<String> topics = new HashSet<>();
        PLANS.forEach(topic -> topics.add(topic.name(names)));
        WHOLE.forEach(topic -> topics.add(topic.name(names)));
        partitions.removeIf(partition -> !topics.contains(partition.topic()));
        return partitions;
    }

    /** Whether nobody waits for a goal any more, because it is reached or because they have lost patience. */
    private boolean isReached(Goal goal) {
        if (goal.askers().stream().allMatch(CompletableFuture::isDone)) {
            return true;
        }
        try {
            if (goal.ends().entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey(), POLL) >= end.getValue())) {
                goal.askers().forEach(each -> each.complete(null));
                return true;
            }
        } catch (WakeupException closed) {
            throw closed;
        } catch (KafkaException away) {
            LOG.debug("event=view-position-unknown reason=\"{}\"", away.getMessage());
        }
        return false;
    }

    /** Adds topics to those read, from their beginning or from an hour back; the others go on where they are. */
    private void read(List<Topic<? extends SpecificRecord>> topics, boolean recentOnly) throws InterruptedException {
        List<TopicPartition> added = new ArrayList<>();
        retrying(() -> {
            added.clear();
            topics.forEach(topic -> added.addAll(partitions(names.of(topic))));
        });
        // Assigned first: a read_committed consumer complains of offsets of partitions that are not.
        Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
        assigned.addAll(added);
        consumer.assign(assigned);
        retrying(() -> {
            if (recentOnly) {
                seekBack(added);
            } else {
                consumer.seekToBeginning(added);
            }
        });
    }

    private void seekBack(List<TopicPartition> partitions) {
        long since = clock.instant().minus(HISTORY).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
    }

    private List<TopicPartition> partitions(String name) {
        var found = consumer.partitionsFor(name);
        if (found == null || found.isEmpty()) {
            throw new KafkaException("topic " + name + " does not exist; create it with weir topics create");
        }
        return found.stream()
                .map(info -> new TopicPartition(name, info.partition()))
                .toList();
    }

    private void readToEnd() throws InterruptedException {
        Map<TopicPartition, Long> behind = new HashMap<>();
        retrying(() -> behind.putAll(consumer.endOffsets(consumer.assignment())));
        while (closing.getCount() > 0) {
            retrying(() -> behind.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue()));
            if (behind.isEmpty()) {
                return;
            }
            poll();
        }
    }

    private void poll() throws InterruptedException {
        List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
        retrying(() -> consumer.poll(POLL).forEach(batch::add));
        for (ConsumerRecord<String, byte[]> rec : batch) {
            if (rec.value() == null) {
                view.withdrawn(rec.key());
            } else {
                retrying(() -> take(rec));
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> rec) {
        try {
            view.apply(rec.key(), deserializers.get(rec.topic()).deserialize(rec.topic(), rec.value()));
            applied.incrementAndGet();
        } catch (SchemaRegistryException registry) {
            if (registry.isRetriable()) {
                throw registry;
            }
            skip(rec, registry);
        } catch (RuntimeException unreadable) {
            skip(rec, unreadable);
        }
    }

    /** The first one is logged with its place; the counter tells the rest, so that a bad producer fills no disk. */
    private void skip(ConsumerRecord<String, byte[]> rec, RuntimeException reason) {
        if (skipped.getAndIncrement() == 0) {
            LOG.warn(
                    "event=view-record-skipped topic={} partition={} offset={} reason=\"{}\"",
                    rec.topic(),
                    rec.partition(),
                    rec.offset(),
                    reason.getMessage());
        }
    }

    /** Repeats a step until Kafka or the registry is there, saying once that it waits and once that it goes on. */
    private void retrying(Runnable step) throws InterruptedException {
        while (true) {
            try {
                step.run();
                if (waiting) {
                    LOG.info("event=view-goes-on bootstrap.servers={}", bootstrapServers);
                    waiting = false;
                }
                return;
            } catch (WakeupException closed) {
                throw closed;
            } catch (KafkaException away) {
                if (!waiting) {
                    LOG.warn(
                            "event=view-waiting bootstrap.servers={} reason=\"{}\"",
                            bootstrapServers,
                            away.getMessage());
                    waiting = true;
                }
                if (closing.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
                    throw new WakeupException();
                }
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
