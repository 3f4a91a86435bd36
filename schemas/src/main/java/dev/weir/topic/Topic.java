package dev.weir.topic;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One topic of the catalogue; keys are UTF-8 strings in all of them.
 *
 * @param suffix name without the prefix, e.g. {@code inference-events}
 * @param valueType generated class of the values, or {@code byte[]} where values are passed on as read
 * @param partitions partitions it is created with, at least 1
 * @param config topic settings it is created with, by Kafka's names
 * @param <V> type of the values
 */
public record Topic<V>(String suffix, Class<V> valueType, int partitions, Map<String, String> config) {

    /** Refuses a topic that no broker would take. */
    public Topic {
        Objects.requireNonNull(suffix, "suffix");
        Objects.requireNonNull(valueType, "valueType");
        if (suffix.isEmpty()) {
            throw new IllegalArgumentException("suffix is empty");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "partitions of " + suffix + " is " + partitions + ", must be at least 1");
        }
        config = Map.copyOf(config);
    }

    /**
     * Returns the name of this topic on a broker.
     *
     * @param names the prefix in force
     * @return prefix and suffix, e.g. {@code weir.inference-events}
     */
    public String name(TopicNames names) {
        return names.of(this);
    }

    /** Returns what the topic must be cleaned by: {@code delete} (by time) or {@code compact} (last value of a key). */
    Set<String> cleanupPolicy() {
        return Set.copyOf(
                List.of(config.getOrDefault("cleanup.policy", "delete").split(",")));
    }
}
