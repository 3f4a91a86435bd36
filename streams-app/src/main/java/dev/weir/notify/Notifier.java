package dev.weir.notify;

import dev.weir.config.AppConfig;
import dev.weir.config.NotifyChannel;
import dev.weir.schema.Alert;
import dev.weir.serde.AvroSerdes;
import dev.weir.serde.SchemaRegistryException;
import dev.weir.topic.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts to the channels of the configuration, at least once: an offset is committed when every channel has delivered
 * the alerts before it or given them up. Instances share the work by partition; a group that is new begins an hour back.
 */
public final class Notifier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final String GROUP_SUFFIX = "-notify";
    private static final Duration BEGINNING = Duration.ofHours(1);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final long RETRY_MS = 1_000;
    private static final long CLOSE_MS = 5_000;

    /** Alerts that wait for a channel at most; then no more are read for a while. */
    private static final int MOST_WAITING = 1_000;

    private final String topic;
    private final Deserializer<Alert> deserializer;
    private final Consumer<String, byte[]> consumer;
    private final List<Courier> couriers;
    private final Counter unreadable;
    private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final Thread thread = new Thread(this::run, "weir-notify");
    private final CountDownLatch closing = new CountDownLatch(1);

    private Notifier(AppConfig config, List<Courier> couriers, MeterRegistry registry) {
        Map<String, Object> client = config.kafkaClient();
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.streams().applicationId() + GROUP_SUFFIX);
        settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, "weir-notify");
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.topic = config.topics().of(Topics.ALERTS);
        this.deserializer = AvroSerdes.from(client).deserializer(Alert.class);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.couriers = List.copyOf(couriers);
        this.unreadable = Counter.builder("weir.notify.unreadable")
                .description("Alerts that could not be read")
                .register(registry);
        thread.setDaemon(true);
    }

    /** Starts to send the alerts to the channels of the configuration; Kafka need not be there yet. */
    public static Notifier start(AppConfig config, MeterRegistry registry) {
        return start(config, registry, new BackOff(FIRST_WAIT, LONGEST_WAIT, RandomGenerator.getDefault()));
    }

    static Notifier start(AppConfig config, MeterRegistry registry, BackOff backOff) {
        List<Courier> couriers = config.channels().stream()
                .map((NotifyChannel channel) -> new Courier(channel, backOff, registry))
                .toList();
        Notifier notifier = new Notifier(config, couriers, registry);
        couriers.forEach(Courier::start);
        notifier.thread.start();
        LOG.info("event=notifier-started channels={}", config.channels());
        return notifier;
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic), new Assignment());
            while (closing.getCount() > 0) {
                try {
                    poll();
                } catch (WakeupException closed) {
                    LOG.debug("event=notifier-woken");
                } catch (KafkaException away) {
                    LOG.warn("event=notifier-waits reason=\"{}\"", away.getMessage());
                    closing.await(RETRY_MS, TimeUnit.MILLISECONDS);
                }
            }
            commit();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.error("event=notifier-failed", failure);
        }
    }

    private void poll() throws InterruptedException {
        int waiting =
                progress.values().stream().mapToInt(PartitionProgress::size).sum();
        if (waiting < MOST_WAITING) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        try {
            for (ConsumerRecord<String, byte[]> rec : consumer.poll(POLL)) {
                hand(rec);
            }
        } catch (InvalidOffsetException unknown) {
            begin(unknown.partitions());
        }
        commit();
    }

    /**
     * Begins an hour back where nothing is known of a partition. The client's own reset by duration waits for half a minute
     * where a partition has no record so young, as most partitions of alerts have not. The place is committed at once, to be
     * found again.
     */
    private void begin(Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> since = new HashMap<>();
        long from = Instant.now().minus(BEGINNING).toEpochMilli();
        partitions.forEach(partition -> since.put(partition, from));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.offsetsForTimes(since).forEach((partition, found) -> {
            long beginning = found == null ? ends.get(partition) : found.offset();
            consumer.seek(partition, beginning);
            progress.put(partition, new PartitionProgress(beginning));
        });
    }

    private void hand(ConsumerRecord<String, byte[]> rec) throws InterruptedException {
        PartitionProgress partition = progress.computeIfAbsent(
                new TopicPartition(rec.topic(), rec.partition()), key -> new PartitionProgress());
        Alert alert = read(rec);
        List<Courier> wanting = alert == null
                ? List.of()
                : couriers.stream().filter(courier -> courier.wants(alert)).toList();
        partition.begin(rec.offset(), wanting.size());
        wanting.forEach(courier -> courier.take(alert, partition, rec.offset()));
    }

    /** The alert of a record; null if it cannot be read. Waits for a registry that is away. */
    private Alert read(ConsumerRecord<String, byte[]> rec) throws InterruptedException {
        while (true) {
            try {
                return rec.value() == null ? null : deserializer.deserialize(rec.topic(), rec.value());
            } catch (SchemaRegistryException registry) {
                if (!registry.isRetriable()) {
                    return unreadable(rec, registry);
                }
                if (closing.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
                    throw new WakeupException();
                }
            } catch (RuntimeException unreadable) {
                return unreadable(rec, unreadable);
            }
        }
    }

    private Alert unreadable(ConsumerRecord<String, byte[]> rec, RuntimeException reason) {
        unreadable.increment();
        LOG.error(
                "event=alert-unreadable topic={} partition={} offset={} reason=\"{}\"",
                rec.topic(),
                rec.partition(),
                rec.offset(),
                reason.getMessage());
        return null;
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        progress.forEach((partition, done) -> {
            OptionalLong offset = done.committable();
            if (offset.isPresent() && offset.getAsLong() > committed.getOrDefault(partition, -1L)) {
                offsets.put(partition, new OffsetAndMetadata(offset.getAsLong()));
            }
        });
        if (!offsets.isEmpty()) {
            consumer.commitSync(offsets);
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        }
    }

    /** What was read of a partition that goes is given to its next reader, where it has not been delivered. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            try {
                commit();
            } finally {
                forget(partitions);
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            LOG.info("event=notifier-assigned partitions={}", partitions.size());
        }

        private void forget(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                committed.remove(partition);
                PartitionProgress gone = progress.remove(partition);
                if (gone != null) {
                    gone.revoke();
                }
            }
        }
    }

    /** Ends within some seconds; what is not delivered by then is read again. */
    @Override
    public void close() {
        couriers.forEach(Courier::interrupt);
        couriers.forEach(Courier::close);
        closing.countDown();
        consumer.wakeup();
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
