package dev.weir.router.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The settings of the router's Kafka clients: what the user gave, and above it what correctness asks for.
 *
 * @param given any setting of Kafka's clients and of the serdes, by its own name
 */
public record ClientSettings(Map<String, String> given) {

    public ClientSettings {
        given = Map.copyOf(given);
    }

    /**
     * Returns the settings of a consumer of routing tables: without a group, from the beginning, committed records only.
     *
     * @param clientId name of the client in the broker's logs and quotas
     */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> settings = light(given);
        settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        // Group membership would only add an ACL and a rebalance: every router reads every table.
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
        // Values stay bytes, so that one bad record is skipped instead of blocking the partition.
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return settings;
    }

    /**
     * Returns the settings of a member of a group that reads records of any kind, and commits its offsets by transactions.
     *
     * @param clientId name of the client in the broker's logs and quotas
     * @param group    name of the group
     */
    public Map<String, Object> member(String clientId, String group) {
        Map<String, Object> settings = new HashMap<>(given);
        settings.putIfAbsent(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // One transaction a poll: the more records it has, the less a transaction costs each.
        settings.putIfAbsent(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "2000");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
        return settings;
    }

    /**
     * Returns the settings of a producer that writes records of any kind in transactions.
     *
     * @param clientId        name of the client in the broker's logs and quotas
     * @param transactionalId name of its transactions: whoever comes later with the same name ends what the one before left
     */
    public Map<String, Object> transactional(String clientId, String transactionalId) {
        Map<String, Object> settings = new HashMap<>(given);
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000");
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // What was read must fit with its new headers; the broker's limit is the one that counts.
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(64 << 20));
        // Readers of committed records wait for a router that died for no longer than this.
        settings.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "15000");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        return settings;
    }

    /**
     * Returns the settings of a client that asks about topics.
     *
     * @param clientId name of the client in the broker's logs and quotas
     */
    public Map<String, Object> admin(String clientId) {
        Map<String, Object> settings = light(given);
        settings.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        return settings;
    }

    /**
     * Returns the settings of a producer of acks and reports: acknowledged by all replicas, in order, at once.
     *
     * @param clientId name of the client in the broker's logs and quotas
     */
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> settings = light(given);
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
        settings.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(2 << 20));
        // An ack is 40 bytes and a report 100, each sent at once; a batch takes this much whatever is in it, and the
        // producer keeps what it once took.
        settings.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(2 << 10));
        // While Kafka is away records wait in buffer.memory, and behind it in the outbox, for as long as that takes. A
        // report that was given up may have been written, and what it says of lost events would be said twice.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(Integer.MAX_VALUE));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        // A partition that was made a moment ago may refuse the first batch and take the second; the first, which then
        // comes out of its order, would be tried again for ever.
        settings.putIfAbsent(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        return settings;
    }

    /**
     * Returns the settings of the publisher of events: what the user gave, and bounds of memory that suit a small heap.
     *
     * @param clientId name of the client in the broker's logs and quotas
     */
    public Map<String, Object> events(String clientId) {
        Map<String, Object> settings = light(given);
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(8 << 20));
        settings.putIfAbsent("weir.publisher.queue.bytes", Integer.toString(8 << 20));
        return settings;
    }

    /** Nobody asked for it: a router stands beside every service, and has metrics of its own. */
    private static Map<String, Object> light(Map<String, String> given) {
        Map<String, Object> settings = new HashMap<>(given);
        settings.putIfAbsent(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false");
        settings.putIfAbsent(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        return settings;
    }

    /**
     * Checks names and ranges without a connection.
     *
     * @throws ConfigException if Kafka's own clients would refuse a setting
     */
    public void check() {
        ConsumerConfig checkedConsumer = new ConsumerConfig(consumer("check"));
        ProducerConfig checkedProducer = new ProducerConfig(producer("check"));
        if (checkedConsumer.getList(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG).isEmpty()
                || checkedProducer
                        .getList(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)
                        .isEmpty()) {
            throw new ConfigException("bootstrap.servers is missing");
        }
    }
}
