package dev.weir.local.platform;

import static org.awaitility.Awaitility.await;

import dev.weir.serde.AvroSerdes;
import dev.weir.topic.Topic;
import dev.weir.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is on a topic, read from its beginning until there is enough of it. */
final class TopicContents {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private TopicContents() {}

    static <T extends SpecificRecord> List<T> read(Platform platform, Topic<T> topic, Predicate<List<T>> enough) {
        AvroSerdes serdes = AvroSerdes.from(platform.kafkaClient());
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(
                platform.kafkaClient(), new StringDeserializer(), serdes.deserializer(topic.valueType()))) {
            List<TopicPartition> partitions = IntStream.range(0, topic.partitions())
                    .mapToObj(partition -> new TopicPartition(topic.name(TopicNames.DEFAULT), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<T> seen = new ArrayList<>();
            await().atMost(LIMIT).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> seen.add(record.value()));
                return enough.test(seen);
            });
            return seen;
        }
    }
}
