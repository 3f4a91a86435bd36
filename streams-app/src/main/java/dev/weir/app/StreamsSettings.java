package dev.weir.app;

import dev.weir.config.AppConfig;
import dev.weir.topic.Topics;
import dev.weir.topology.BatchingInterceptor;
import dev.weir.topology.CommitPace;
import dev.weir.topology.RocksDbSettings;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of Kafka Streams: what Weir's exactness rests on is set here, the rest is the operator's. */
final class StreamsSettings {
    private static final int SESSION_TIMEOUT_MS = 15_000;
    private static final int HEARTBEAT_INTERVAL_MS = 3_000;
    private static final int SHORTEST_TRANSACTION_TIMEOUT_MS = 30_000;
    /** What a broker allows by default ({@code transaction.max.timeout.ms}). */
    private static final int LONGEST_TRANSACTION_TIMEOUT_MS = 900_000;

    private static final int TIMES_THE_LONGEST = 2;
    private static final int RETRY_BACKOFF_MS = 10;

    private static final String TRANSACTION_TIMEOUT =
            StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    /** Until Kafka 5, which always does so; there are no such stores, and without it each start has a warning of them. */
    private static final String HANDLER_OF_GLOBAL_STORES = "processing.exception.handler.global.enabled";

    private static final String INSTANCE = StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    private static final String INTERCEPTORS =
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    private static final String CONSUMER_INTERCEPTORS =
            StreamsConfig.consumerPrefix(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);

    private StreamsSettings() {}

    /**
     * Returns the settings.
     *
     * @param config   what the operator wants
     * @param instance name in the group where the operator gives none
     * @throws IllegalStateException if Kafka Streams does not take what the operator wants
     */
    static Properties of(AppConfig config, String instance) {
        try {
            Properties settings = unchecked(config, instance);
            new StreamsConfig(settings);
            return settings;
        } catch (KafkaException | IllegalArgumentException refused) {
            throw new IllegalStateException(
                    "Kafka Streams does not take these settings, see streams and kafka in the configuration: "
                            + refused.getMessage(),
                    refused);
        }
    }

    private static Properties unchecked(AppConfig config, String instance) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Half a minute less than by default until the partitions of an instance that is gone are given to another.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_INTERVAL_MS);
        // A transaction that begins while the one before is still being closed is turned away for some milliseconds. By
        // default the producer then waits for 100, which is what a decision waited for; it still doubles up to a
        // second.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), RETRY_BACKOFF_MS);
        // By default a task waits for each of its topics to have something, or to be known to have nothing, to take
        // them in the order of their timestamps. Nothing here depends on that order, and a report would hold up the
        // counts. Kafka Streams 4.3 would besides ask for each record whether to wait, and format a line of its log of
        // it, shown or not, which costs as much as counting.
        settings.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        settings.putAll(config.kafkaClient());
        AppConfig.Streams streams = config.streams();
        if (streams.instance() != null) {
            settings.put(INSTANCE, streams.instance());
        } else if (config.kafkaClient().keySet().stream()
                .noneMatch(key -> key.endsWith(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))) {
            settings.put(INSTANCE, instance);
        }
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, streams.applicationId());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, streams.threads());
        settings.put(CommitPace.INTERVAL_CONFIG, streams.commitInterval().toMillis());
        boundTransactions(settings, streams.commitInterval().toMillis());
        // A stream thread that sleeps in a poll sleeps past a commit that is due.
        settings.put(StreamsConfig.POLL_MS_CONFIG, streams.pollInterval().toMillis());
        settings.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, RecordTime.class);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, streams.stateDir().toString());
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbSettings.class);
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, streams.standbyReplicas());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, streams.replicationFactor());
        settings.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, UnusableRecords.class);
        settings.put(HANDLER_OF_GLOBAL_STORES, true);
        batch(settings, config.topics().of(Topics.INFERENCE_EVENTS));
        settings.put(UnusableRecords.TOPIC_SETTING, config.topics().of(Topics.DEAD_LETTERS));
        return settings;
    }

    /**
     * By default a transaction may take 10 s, which a thread on a machine with too much to do may take for a commit: it
     * would lose all it has and begin anew, again and again. Transactions of an instance that is gone do not wait for
     * it, see {@link AbandonedTransactions}. Who wants them shorter has commits more often. Kafka Streams compares the
     * time between two commits with the setting that has the producer's prefix, and with that alone.
     */
    private static void boundTransactions(Properties settings, long intervalMillis) {
        long longestMillis = intervalMillis * CommitPace.LONGEST;
        Object wanted =
                settings.getOrDefault(TRANSACTION_TIMEOUT, settings.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
        long timeoutMillis = wanted == null
                ? Math.min(
                        LONGEST_TRANSACTION_TIMEOUT_MS,
                        Math.max(SHORTEST_TRANSACTION_TIMEOUT_MS, TIMES_THE_LONGEST * longestMillis))
                : (int) ConfigDef.parseType(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, wanted, ConfigDef.Type.INT);
        settings.put(TRANSACTION_TIMEOUT, (int) timeoutMillis);
        settings.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                Math.max(intervalMillis, Math.min(longestMillis, timeoutMillis / TIMES_THE_LONGEST)));
    }

    /** Lets records of a topic go together, after whatever else looks at what a consumer reads. */
    private static void batch(Properties settings, String topic) {
        String others = settings.getProperty(INTERCEPTORS, settings.getProperty(CONSUMER_INTERCEPTORS));
        String own = BatchingInterceptor.class.getName();
        settings.put(INTERCEPTORS, others == null || others.isBlank() ? own : others + "," + own);
        settings.put(StreamsConfig.mainConsumerPrefix(BatchingInterceptor.TOPIC_SETTING), topic);
    }
}
