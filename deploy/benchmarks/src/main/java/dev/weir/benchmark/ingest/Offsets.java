package dev.weir.benchmark.ingest;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/** Where the topics of a cluster end, and where groups read on. */
final class Offsets implements AutoCloseable {
    private static final Duration MISSED_WITHIN = Duration.ofMinutes(1);
    private static final short ONE_REPLICA = 1;

    private final Admin admin;

    Offsets(String bootstrapServers) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    static Stream<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count).mapToObj(partition -> new TopicPartition(topic, partition));
    }

    /** Returns how many records lie between places in partitions and their ends. */
    static long left(Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
        return from.entrySet().stream()
                .mapToLong(each -> ends.get(each.getKey()) - each.getValue())
                .sum();
    }

    void create(String topic, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, partitions, ONE_REPLICA)))
                .all()
                .get();
    }

    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(partitions.stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                .all()
                .get()
                .forEach((partition, found) -> ends.put(partition, found.offset()));
        return ends;
    }

    /** Returns how many records of these partitions a group has not committed to have read. */
    long lag(String group, Set<TopicPartition> partitions) throws Exception {
        Map<TopicPartition, Long> ends = ends(partitions);
        Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return left(
                ends.keySet().stream().collect(Collectors.toMap(each -> each, each -> read.get(each)
                        .offset())),
                ends);
    }

    /** Sets where a group begins to read, once its members of before are gone or missed. */
    void begin(String group, Map<TopicPartition, Long> from) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = from.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue())));
        long started = System.nanoTime();
        while (true) {
            try {
                admin.alterConsumerGroupOffsets(group, offsets).all().get();
                return;
            } catch (ExecutionException failed) {
                boolean isInUse = failed.getCause() instanceof UnknownMemberIdException;
                if (!isInUse || System.nanoTime() - started > MISSED_WITHIN.toNanos()) {
                    throw failed;
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
