package dev.weir.router.app;

import dev.weir.router.records.RecordRouterSettings;
import dev.weir.router.records.RecordStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration of a router of records. Sources in order, the later wins: the file ({@link #load}), environment
 * variables ({@link #withEnvironment}).
 *
 * @param router         the router itself; where left out, its defaults
 * @param admin          who may ask the admin port, and how; where left out, everybody, by plain HTTP
 * @param logging        how the log is written; where left out, as text, from INFO up
 * @param kafka          any setting of Kafka's clients by its own name; {@code bootstrap.servers} is needed
 * @param schemaRegistry {@code url}, and any other setting of the serdes by its own name
 * @param topicPrefix    what the names of Weir's topics start with; default {@code weir.}
 * @param streams        model to its records, at least one
 */
public record RecordsConfig(
        Router router,
        AdminSettings admin,
        LogSettings logging,
        Map<String, String> kafka,
        Map<String, String> schemaRegistry,
        String topicPrefix,
        Map<String, RecordStream> streams) {

    private static final String REGISTRY_VARIABLE = "WEIR_SCHEMA_REGISTRY_URL";
    private static final String PREFIX_VARIABLE = "WEIR_TOPIC_PREFIX";

    /**
     * The router itself.
     *
     * @param id        name in acks, reports, events and transactions, unlike that of any other router, and the same
     *                  after a restart; default the host's name
     * @param group     consumer group, shared by the instances; default {@code weir-records}
     * @param host      address the admin port binds to; default {@code 0.0.0.0}
     * @param adminPort port of decisions, metrics and health, 0 for any that is free; default 8091
     * @param stateDir  directory in which the tables are kept; default {@code ./state}
     */
    public record Router(String id, String group, String host, Integer adminPort, Path stateDir) {

        public Router {
            id = id == null ? HostName.get() : id;
            group = group == null ? "weir-records" : group;
            host = host == null ? "0.0.0.0" : host;
            adminPort = adminPort == null ? 8091 : adminPort;
            stateDir = stateDir == null ? Path.of("state") : stateDir;
            if (id.isBlank()) {
                throw new IllegalArgumentException("id is empty; write a name no other router has, e.g. records-1");
            }
            if (group.isBlank()) {
                throw new IllegalArgumentException("group is empty; write one for all instances, e.g. weir-records");
            }
            if (adminPort < 0 || adminPort > 65_535) {
                throw new IllegalArgumentException(
                        "adminPort is " + adminPort + ", must be 1 to 65535, or 0 for any port that is free");
            }
        }
    }

    public RecordsConfig {
        router = router == null ? new Router(null, null, null, null, null) : router;
        admin = admin == null ? new AdminSettings(null, null, null, null) : admin;
        logging = logging == null ? new LogSettings(null, null) : logging;
        kafka = kafka == null ? Map.of() : Map.copyOf(kafka);
        schemaRegistry = schemaRegistry == null ? Map.of() : Map.copyOf(schemaRegistry);
        topicPrefix = topicPrefix == null ? "weir." : topicPrefix;
        streams = streams == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(streams));
        if (streams.isEmpty()) {
            throw new IllegalArgumentException(
                    "streams is missing; write at least one model with its input and variants");
        }
    }

    /**
     * Reads a file.
     *
     * @throws SidecarConfigException if it cannot be read, or is wrong, naming the line and what to write instead
     */
    public static RecordsConfig load(Path file) {
        return SidecarYaml.load(file, RecordsConfig.class, "kafka, schemaRegistry and streams");
    }

    /**
     * Reads the text of a file.
     *
     * @param yaml the text
     * @param name what messages call it
     * @throws SidecarConfigException if it is wrong
     */
    public static RecordsConfig parse(String yaml, String name) {
        return SidecarYaml.parse(yaml, name, RecordsConfig.class, "kafka, schemaRegistry and streams");
    }

    /**
     * Returns the configuration with environment variables above it: {@code WEIR_KAFKA_...}, {@code
     * WEIR_SCHEMA_REGISTRY_URL} and {@code WEIR_TOPIC_PREFIX}.
     */
    public RecordsConfig withEnvironment(Map<String, String> environment) {
        Map<String, String> clients = new LinkedHashMap<>(kafka);
        clients.putAll(KafkaVariables.settings(environment));
        Map<String, String> registry = new LinkedHashMap<>(schemaRegistry);
        if (environment.containsKey(REGISTRY_VARIABLE)) {
            registry.put("url", environment.get(REGISTRY_VARIABLE));
        }
        return new RecordsConfig(
                router,
                admin,
                logging,
                clients,
                registry,
                environment.getOrDefault(PREFIX_VARIABLE, topicPrefix),
                streams);
    }

    /**
     * Returns what is to be routed, and by whom.
     *
     * @throws IllegalArgumentException if streams run into each other
     */
    RecordRouterSettings settings() {
        Map<String, String> clients = new LinkedHashMap<>(kafka);
        schemaRegistry.forEach((key, value) -> clients.put(key.equals("url") ? "schema.registry.url" : key, value));
        return new RecordRouterSettings(router.id(), router.group(), clients, topicPrefix, router.stateDir(), streams);
    }
}
