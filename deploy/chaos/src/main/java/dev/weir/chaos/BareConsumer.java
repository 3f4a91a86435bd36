package dev.weir.chaos;

import dev.weir.topic.TopicNames;
import dev.weir.topic.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The least that can recover: a member of a consumer group that says which partition it has read up to when. Arguments: the
 * brokers, and a name that the member keeps when it starts again.
 */
public final class BareConsumer {
    private static final Duration POLL = Duration.ofMillis(100);

    private BareConsumer() {}

    /** Reads until it is killed. */
    public static void main(String[] args) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", args[0]);
        settings.put("group.id", "bare");
        settings.put("group.instance.id", args[1]);
        settings.put("auto.offset.reset", "latest");
        settings.put("session.timeout.ms", 15_000);
        settings.put("heartbeat.interval.ms", 3_000);
        settings.put("auto.commit.interval.ms", 1_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(TopicNames.DEFAULT.of(Topics.INFERENCE_EVENTS)));
            while (true) {
                Map<Integer, Long> until = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    until.merge(record.partition(), record.timestamp(), Math::max);
                }
                until.forEach((partition, millis) -> System.out.println(partition + " " + millis));
            }
        }
    }
}
