package dev.weir.router.records;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Who a router of records is, and what it routes.
 *
 * @param id          name in acks, reports, events and transactions, unlike that of any other router
 * @param group       consumer group, shared by the instances that share the work
 * @param clients     any setting of Kafka's clients and of the serdes, by its own name
 * @param topicPrefix what the names of Weir's topics start with
 * @param stateDir    directory in which the tables are kept, not shared with another router
 * @param streams     model to its records
 */
public record RecordRouterSettings(
        String id,
        String group,
        Map<String, String> clients,
        String topicPrefix,
        Path stateDir,
        Map<String, RecordStream> streams) {

    public RecordRouterSettings {
        Objects.requireNonNull(topicPrefix, "topicPrefix");
        Objects.requireNonNull(stateDir, "stateDir");
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("id is empty; write a name no other router has, e.g. records-1");
        }
        if (group == null || group.isBlank()) {
            throw new IllegalArgumentException("group is empty; write one for all instances, e.g. weir-records");
        }
        clients = Map.copyOf(clients);
        streams = Collections.unmodifiableMap(new LinkedHashMap<>(streams));
        if (streams.isEmpty()) {
            throw new IllegalArgumentException(
                    "streams is missing; write at least one model with its input and variants");
        }
        long inputs =
                streams.values().stream().map(RecordStream::input).distinct().count();
        if (inputs < streams.size()) {
            throw new IllegalArgumentException("two models have the same input; write one topic for each");
        }
        HashSet<String> targets = new HashSet<>();
        streams.values().forEach(stream -> targets.addAll(stream.variants().values()));
        streams.values().stream()
                .map(RecordStream::input)
                .filter(targets::contains)
                .findFirst()
                .ifPresent(topic -> {
                    throw new IllegalArgumentException(
                            "topic " + topic + " is an input and a variant's too: records would go round in circles");
                });
    }
}
