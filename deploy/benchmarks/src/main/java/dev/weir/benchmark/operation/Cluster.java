package dev.weir.benchmark.operation;

import dev.weir.local.broker.EmbeddedKafka;
import dev.weir.local.registry.EmbeddedRegistry;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.VariantWeight;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicAdmin;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker of its own process, a schema registry, and Weir's topics. */
public final class Cluster implements AutoCloseable {

    private static final short BROKER_DEFAULT = -1;
    private static final Duration POLL = Duration.ofMillis(200);

    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;

    private Cluster(EmbeddedKafka kafka, EmbeddedRegistry registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** Starts it all; what lives on disk lives under the directory. */
    public static Cluster start(Vertx vertx, Path directory) {
        Cluster cluster = new Cluster(
                EmbeddedKafka.start(directory.resolve("broker")),
                EmbeddedRegistry.start(vertx, directory.resolve("schemas.json")));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.kafka.bootstrapServers()))) {
            new TopicAdmin(admin, TopicNames.DEFAULT).create(BROKER_DEFAULT);
        }
        return cluster;
    }

    /** Returns the broker, to be killed and started again. */
    public EmbeddedKafka kafka() {
        return kafka;
    }

    /** Returns the registry's address. */
    public String registryUrl() {
        return registry.url();
    }

    /** Returns settings for any client that reads or writes Weir's topics. */
    public Map<String, String> clients() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers(), "schema.registry.url", registry.url());
    }

    /** Returns a producer of tables, and of nothing else. */
    KafkaProducer<String, RoutingTable> tables() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "linger.ms",
                        "0",
                        // See ClientSettings: the topics were made a moment ago.
                        "max.in.flight.requests.per.connection",
                        "1"),
                new StringSerializer(),
                AvroSerdes.from(clients()).serializer());
    }

    /** Writes tables and waits until the broker has them all. */
    void publish(LongStream numbers, LongFunction<RoutingTable> table) throws ExecutionException, InterruptedException {
        try (KafkaProducer<String, RoutingTable> producer = tables()) {
            var sent = numbers.mapToObj(table)
                    .map(value -> producer.send(record(value)))
                    .toList();
            for (var one : sent) {
                one.get();
            }
        }
    }

    /** Returns a table as the record that it is on its topic. */
    static ProducerRecord<String, RoutingTable> record(RoutingTable table) {
        return new ProducerRecord<>(Topics.ROUTES.name(TopicNames.DEFAULT), table.getModel(), table);
    }

    /** Gives each record that a topic has by now, keys as text, values as bytes. */
    public void read(Topic<?> topic, Consumer<ConsumerRecord<String, byte[]>> each) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name(TopicNames.DEFAULT)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(each);
            }
        }
    }

    /** Returns a table of a model that has a candidate {@code v2} at a weight beside its baseline {@code v1}. */
    static RoutingTable table(String model, long revision, int candidateBps) {
        return RoutingTable.newBuilder()
                .setModel(model)
                .setRevision(revision)
                .setTimestamp(Instant.now())
                .setRollout(model + "-v2")
                .setStage("canary")
                .setBaseline("v1")
                .setCandidate("v2")
                .setWeights(
                        List.of(new VariantWeight("v1", 10_000 - candidateBps), new VariantWeight("v2", candidateBps)))
                .setSalt(model + "-v2")
                .setDecisionId("decision-" + revision)
                .build();
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
    }
}
