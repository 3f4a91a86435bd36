package dev.weir.router.app;

import dev.weir.schema.RoutingTable;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes routing tables to a broker, and reads what routers and others wrote and committed there. */
public final class BrokerRecords {

    static {
        // Has Avro trust the generated records, as every program that reads or writes them does.
        AvroSerdes.from(Map.of("schema.registry.url", "http://127.0.0.1:1"));
    }

    private final String bootstrapServers;

    public BrokerRecords(Broker broker) {
        this.bootstrapServers = broker.bootstrapServers();
    }

    /** Makes Weir's topics. */
    public void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create((short) 1);
        }
    }

    /** Returns the settings of a router's clients. */
    public Map<String, String> clients() {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "reconnect.backoff.max.ms",
                "200",
                "value.serializer",
                BareAvroSerializer.class.getName(),
                "value.deserializer",
                BareAvroDeserializer.class.getName());
    }

    public void publish(RoutingTable table) throws Exception {
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new BareAvroSerializer())) {
            producer.send(new ProducerRecord<>(TopicNames.DEFAULT.of(Topics.ROUTES), table.getModel(), table))
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** Returns the values of one of Weir's topics. */
    public <T extends SpecificRecordBase> List<T> values(Topic<T> topic) throws Exception {
        T empty = topic.valueType().getDeclaredConstructor().newInstance();
        BinaryMessageDecoder<T> decoder = new BinaryMessageDecoder<>(empty.getSpecificData(), empty.getSchema());
        List<T> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : committed(TopicNames.DEFAULT.of(topic))) {
            values.add(decoder.decode(record.value()));
        }
        return values;
    }

    /** Returns the committed records of a topic, each partition's in its order. */
    public List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        return read(topic, "read_committed", Map.of());
    }

    /** Returns how many records of a topic were in transactions that have been given up; those still open do not count. */
    public long abandoned(String topic) {
        Map<TopicPartition, Long> decided = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            decided.putAll(consumer.endOffsets(partitions(consumer, topic)));
        }
        return read(topic, "read_uncommitted", decided).size()
                - read(topic, "read_committed", decided).size();
    }

    /** Reads each partition up to an offset, or to where it ends now. */
    private List<ConsumerRecord<byte[], byte[]>> read(String topic, String isolation, Map<TopicPartition, Long> until) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            ends.putAll(until);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (record.offset() < ends.get(new TopicPartition(topic, record.partition()))) {
                        records.add(record);
                    }
                }
            }
        }
        return records;
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }
}
