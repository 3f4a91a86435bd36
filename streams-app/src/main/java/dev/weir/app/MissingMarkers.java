package dev.weir.app;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a broker has left open of transactions that it calls complete.
 *
 * <p>A transaction is complete once each of its partitions has a marker with its outcome. But a coordinator leaves out
 * partitions that have no leader at that moment (Kafka 4.3, {@code TransactionMarkerChannelManager}: "these partitions are
 * likely deleted already"), as all have none when the only broker of a cluster is killed and starts again. The offsets
 * that the transaction committed then stay undecided for ever, and no task of their partitions begins. What the same
 * producer commits next decides them, so a transaction with the outcome of the one before makes up for the marker. In other
 * partitions the next commit of the same tasks, who write to the same ones, does so by itself.
 */
final class MissingMarkers {
    private static final Logger LOG = LoggerFactory.getLogger(MissingMarkers.class);

    /** States in which each partition of a transaction should have its marker. */
    static final Set<TransactionState> COMPLETE =
            EnumSet.of(TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    private static final String OFFSETS = "__consumer_offsets";
    private static final int ANSWER_WITHIN_MS = 5_000;

    /** A broker that has just started has to read its transactions first. */
    private static final int FOUND_OUT_WITHIN_MS = 30_000;

    private final Map<String, Object> client;
    private final String application;
    private final TopicPartition unread;

    /**
     * @param client      settings of any Kafka client
     * @param application whose offsets
     * @param unread      partition that the application's group does not read, so that an offset of it means nothing
     */
    MissingMarkers(Map<String, Object> client, String application, TopicPartition unread) {
        this.client = new HashMap<>(client);
        this.application = application;
        this.unread = unread;
    }

    /** How a transaction ended. */
    enum Outcome {
        COMMITTED,
        ABORTED
    }

    /**
     * Returns how the last transaction under each of these names ended, where the broker has left the offsets of it open; to
     * be asked before there is another producer of that name.
     */
    Map<String, Outcome> of(Collection<String> transactionalIds) {
        Map<String, Object> config = new HashMap<>(client);
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_WITHIN_MS);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, FOUND_OUT_WITHIN_MS);
        try (Admin admin = Admin.create(config)) {
            Map<String, TransactionDescription> complete = complete(admin, transactionalIds);
            if (complete.isEmpty()) {
                return Map.of();
            }
            Set<Long> open = open(admin);
            complete.values().removeIf(last -> !open.contains(last.producerId()));
            return complete.entrySet().stream().collect(toMap(Map.Entry::getKey, last -> outcome(last.getValue())));
        } catch (ExecutionException e) {
            LOG.warn(
                    "event=missing-markers-not-looked-for transactionalIds={} reason=\"{}\"",
                    transactionalIds,
                    e.getCause().getMessage());
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    /** Others are ended by the next producer of that name, markers and all. */
    private static Map<String, TransactionDescription> complete(Admin admin, Collection<String> transactionalIds)
            throws ExecutionException, InterruptedException {
        DescribeTransactionsResult described = admin.describeTransactions(transactionalIds);
        Map<String, TransactionDescription> complete = new HashMap<>();
        for (String id : transactionalIds) {
            try {
                TransactionDescription last = described.description(id).get();
                if (COMPLETE.contains(last.state())) {
                    complete.put(id, last);
                }
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TransactionalIdNotFoundException)) {
                    throw e;
                }
            }
        }
        return complete;
    }

    private static Outcome outcome(TransactionDescription last) {
        return last.state() == TransactionState.COMPLETE_COMMIT ? Outcome.COMMITTED : Outcome.ABORTED;
    }

    /** Producers of whom offsets of some group are undecided. */
    private static Set<Long> open(Admin admin) throws ExecutionException, InterruptedException {
        int partitions = admin.describeTopics(List.of(OFFSETS))
                .topicNameValues()
                .get(OFFSETS)
                .get()
                .partitions()
                .size();
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(OFFSETS, number))
                .toList();
        return admin.describeProducers(all).all().get().values().stream()
                .flatMap(partition -> partition.activeProducers().stream())
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(ProducerState::producerId)
                .collect(toSet());
    }

    /** Decides what was left open, by the producer that now has the name. */
    void makeUp(Producer<?, ?> producer, String transactionalId, Outcome outcome) {
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(Map.of(unread, new OffsetAndMetadata(0)), group());
        if (outcome == Outcome.COMMITTED) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
        LOG.warn(
                "event=missing-markers-made-up transactionalId={} outcome={}, the broker had left the offsets of a complete"
                        + " transaction open",
                transactionalId,
                outcome);
    }

    /** The group as it is named by one who is no member. */
    private ConsumerGroupMetadata group() {
        Map<String, Object> config = new HashMap<>(client);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, application);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            return consumer.groupMetadata();
        }
    }

    /** Looks for them and makes up for them, in the names of instances that are gone. */
    void makeUpFor(Collection<String> transactionalIds) {
        of(transactionalIds).forEach((id, outcome) -> {
            Map<String, Object> config = new HashMap<>(client);
            config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
            ByteArraySerializer bytes = new ByteArraySerializer();
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
                producer.initTransactions();
                makeUp(producer, id, outcome);
            }
        });
    }
}
