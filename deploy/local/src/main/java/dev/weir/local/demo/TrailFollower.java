package dev.weir.local.demo;

import dev.weir.schema.Decision;
import dev.weir.schema.RouteAck;
import dev.weir.serde.AvroSerdes;
import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
 * Reads {@code weir.decisions} and {@code weir.route-acks} as an auditor would, on a thread of its own, so that what the
 * demo reports in the end comes from the record and not from the program that decided.
 */
final class TrailFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrailFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<Decision> decisions;
    private final Deserializer<RouteAck> acks;
    private final String decisionsTopic;
    private final String model;
    private final Thread thread;
    private volatile RolloutTrail trail = RolloutTrail.EMPTY;

    private TrailFollower(Map<String, ?> config, TopicNames names, String model) {
        Map<String, Object> settings = new HashMap<>(config);
        settings.put("isolation.level", "read_committed");
        AvroSerdes serdes = AvroSerdes.from(settings);
        this.decisions = serdes.deserializer(Decision.class);
        this.acks = serdes.deserializer(RouteAck.class);
        this.decisionsTopic = Topics.DECISIONS.name(names);
        this.model = model;
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(Topics.DECISIONS, Topics.ROUTE_ACKS)
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(names), partition)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.thread = new Thread(this::follow, "demo-trail");
        thread.setDaemon(true);
    }

    static TrailFollower start(Map<String, ?> config, TopicNames names, String model) {
        TrailFollower follower = new TrailFollower(config, names, model);
        follower.thread.start();
        return follower;
    }

    /** What has been read up to now. */
    RolloutTrail trail() {
        return trail;
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    if (model.equals(record.key())) {
                        trail = extended(record);
                    }
                }
            }
        } catch (WakeupException closed) {
            LOG.info(
                    "trail closed decisions={} acks={}",
                    trail.decisions().size(),
                    trail.acks().size());
        }
    }

    private RolloutTrail extended(ConsumerRecord<String, byte[]> record) {
        return record.topic().equals(decisionsTopic)
                ? trail.with(decisions.deserialize(record.topic(), record.value()))
                : trail.with(acks.deserialize(record.topic(), record.value()));
    }
}
