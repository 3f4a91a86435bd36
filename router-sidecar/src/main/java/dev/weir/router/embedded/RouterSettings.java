package dev.weir.router.embedded;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Who a router is, and where Kafka is.
 *
 * @param id            name in acks, reports and events, unlike that of any other router
 * @param clients       any setting of Kafka's clients and of the serdes, by its own name; {@code bootstrap.servers} and
 *                      {@code schema.registry.url} among them
 * @param topicPrefix   what the names of Weir's topics start with
 * @param stateDir      directory in which the tables are kept for a start without Kafka, not shared with another router
 * @param firstVariants the models that are decided, each with the variant that serves while there is no table
 */
public record RouterSettings(
        String id, Map<String, String> clients, String topicPrefix, Path stateDir, Map<String, String> firstVariants) {

    public RouterSettings {
        Objects.requireNonNull(topicPrefix, "topicPrefix");
        Objects.requireNonNull(stateDir, "stateDir");
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("id is empty; write a name no other router has, e.g. checkout-1");
        }
        clients = Map.copyOf(clients);
        firstVariants = Collections.unmodifiableMap(new LinkedHashMap<>(firstVariants));
        if (firstVariants.isEmpty()) {
            throw new IllegalArgumentException(
                    "firstVariants is empty; name each model with the variant that serves while it has no routing table");
        }
    }

    /**
     * Returns settings with the defaults: topics that start with {@code weir.}, tables kept in {@code ./state}.
     *
     * @param id            name of the router
     * @param clients       settings of Kafka's clients and of the serdes
     * @param firstVariants models and the variant that serves each while it has no table
     */
    public static RouterSettings of(String id, Map<String, String> clients, Map<String, String> firstVariants) {
        return new RouterSettings(id, clients, "weir.", Path.of("state"), firstVariants);
    }

    /** Returns these settings with another directory for the tables. */
    public RouterSettings withStateDir(Path directory) {
        return new RouterSettings(id, clients, topicPrefix, directory, firstVariants);
    }

    /** Returns these settings with another beginning of topic names. */
    public RouterSettings withTopicPrefix(String prefix) {
        return new RouterSettings(id, clients, prefix, stateDir, firstVariants);
    }
}
