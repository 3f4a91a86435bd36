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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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
 * <p>Plans are read to their end before anything else, then decisions and routes from the beginning, then the rest from
 * an hour back. read = applied + skipped + deletions.
 *
 * <p>Whoever asks for it to be up to date waits until it has read to where the topics ended after the question: Kafka is
 * asked on the follower's own thread between two polls, which are therefore short.
 */
public final class ViewFollower implements CatchUp, MeterBinder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ViewFollower.class);
    private static final Duration HISTORY = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofMillis(50);
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

    /** What an answer to a question of the control plane may rest on. */
    private static final List<Topic<? extends SpecificRecord>> CONTROLLED =
            Stream.concat(PLANS.stream(), WHOLE.stream()).toList();

    private static final int FETCH_WAIT_MS = 50;

    private final ControlView view;
    private final TopicNames names;
    private final Clock clock;
    private final Map<String, Deserializer<? extends SpecificRecord>> deserializers = new HashMap<>();
    private final Consumer<String, byte[]> consumer;
    private final Thread thread = new Thread(this::run, "weir-view");
    private final Patience patience;
    private final ReadTopics topics;
    private final Goals goals;
    private final CountDownLatch rolloutsRead = new CountDownLatch(1);
    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();

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
        // Where the topics end is asked for on the connection on which a fetch waits for records, and so waits with it:
        // as
        // nothing happens, a command would take twice the default of half a second.
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        this.view = view;
        this.names = names;
        this.clock = clock;
        AvroSerdes serdes = AvroSerdes.from(client);
        Stream.of(PLANS, WHOLE, RECENT)
                .flatMap(List::stream)
                .forEach(topic -> deserializers.put(topic.name(names), serdes.deserializer(topic.valueType())));
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.patience = new Patience(String.valueOf(client.get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)));
        this.topics = new ReadTopics(consumer, patience);
        this.goals = new Goals(consumer);
        thread.setDaemon(true);
    }

    /** Starts following; Kafka need not be there yet. */
    public void start() {
        thread.start();
    }

    /**
     * Waits until the plans and what was decided of them have been read to where they ended at the start. What was published of
     * them since, of which there is far more, is read after that.
     */
    public void awaitRollouts() throws InterruptedException {
        rolloutsRead.await();
    }

    /** What Kafka or the registry said last, while it waits for either; empty while it reads. */
    public Optional<String> waitsFor() {
        return patience.waitsFor();
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
            topics.addFromBeginning(named(PLANS));
            readToEnd();
            topics.addFromBeginning(named(WHOLE));
            readToEnd();
            rolloutsRead.countDown();
            topics.addSince(named(RECENT), clock.instant().minus(HISTORY));
            readToEnd();
            view.caughtUp();
            LOG.info(
                    "event=view-caught-up models={} applied={} skipped={}",
                    view.models().size(),
                    applied,
                    skipped);
            Set<TopicPartition> controlled = topics.partitions(named(CONTROLLED));
            while (!patience.hasEnded()) {
                goals.set(controlled);
                poll();
                goals.settle();
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
        return view.isCaughtUp()
                ? goals.ask()
                : CompletableFuture.failedFuture(new IllegalStateException("the control topics are still being read"));
    }

    private Set<String> named(List<Topic<? extends SpecificRecord>> some) {
        return some.stream().map(topic -> topic.name(names)).collect(Collectors.toUnmodifiableSet());
    }

    private void readToEnd() throws InterruptedException {
        Map<TopicPartition, Long> behind = new HashMap<>();
        patience.with(() -> behind.putAll(consumer.endOffsets(consumer.assignment())));
        while (!patience.hasEnded()) {
            patience.with(() -> behind.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue()));
            if (behind.isEmpty()) {
                return;
            }
            poll();
        }
    }

    private void poll() throws InterruptedException {
        List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
        patience.with(() -> consumer.poll(POLL).forEach(batch::add));
        for (ConsumerRecord<String, byte[]> rec : batch) {
            if (rec.value() == null) {
                view.withdrawn(rec.key());
            } else {
                patience.with(() -> take(rec));
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

    @Override
    public void close() {
        patience.end();
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
