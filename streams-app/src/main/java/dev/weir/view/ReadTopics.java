package dev.weir.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The topics that a consumer without a group reads, all partitions of each. Used by the thread of the consumer. */
final class ReadTopics {
    private final Consumer<?, ?> consumer;
    private final Patience patience;

    ReadTopics(Consumer<?, ?> consumer, Patience patience) {
        this.consumer = consumer;
        this.patience = patience;
    }

    /** Adds topics, from their beginning; the others go on where they are. */
    void addFromBeginning(Collection<String> topics) throws InterruptedException {
        List<TopicPartition> added = assign(topics);
        patience.with(() -> consumer.seekToBeginning(added));
    }

    /** Adds topics, from the first record that is not older; the others go on where they are. */
    void addSince(Collection<String> topics, Instant since) throws InterruptedException {
        List<TopicPartition> added = assign(topics);
        patience.with(() -> seekTo(added, since.toEpochMilli()));
    }

    /** The partitions of those of these topics that are read. */
    Set<TopicPartition> partitions(Collection<String> topics) {
        Set<TopicPartition> partitions = new HashSet<>(consumer.assignment());
        partitions.removeIf(partition -> !topics.contains(partition.topic()));
        return partitions;
    }

    // Assigned before it seeks: a read_committed consumer complains of offsets of partitions that are not.
    private List<TopicPartition> assign(Collection<String> topics) throws InterruptedException {
        List<TopicPartition> added = new ArrayList<>();
        patience.with(() -> {
            added.clear();
            topics.forEach(topic -> added.addAll(partitions(topic)));
        });
        Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
        assigned.addAll(added);
        consumer.assign(assigned);
        return added;
    }

    private List<TopicPartition> partitions(String topic) {
        var found = consumer.partitionsFor(topic);
        if (found == null || found.isEmpty()) {
            throw new KafkaException("topic " + topic + " does not exist; create it with weir topics create");
        }
        return found.stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private void seekTo(List<TopicPartition> partitions, long sinceMillis) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, sinceMillis));
        consumer.offsetsForTimes(times).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
    }
}
