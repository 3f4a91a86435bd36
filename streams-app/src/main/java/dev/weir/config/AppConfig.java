package dev.weir.config;

import dev.weir.topic.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Settings of the streams application, parsed once at start.
 *
 * <p>They come from the built-in defaults, then {@code --config FILE}, then environment variables
 * ({@code WEIR_KAFKA_BOOTSTRAP_SERVERS}, {@code WEIR_SCHEMA_REGISTRY_URL}, {@code WEIR_TOPIC_PREFIX},
 * {@code WEIR_HTTP_HOST}, {@code WEIR_HTTP_PORT}, {@code WEIR_STREAMS_STATE_DIR}, {@code WEIR_STREAMS_INSTANCE}, any Kafka
 * setting as {@code WEIR_KAFKA_<SETTING_WITH_UNDERSCORES>}), then flags; the later wins. {@link AppConfigFile} reads them.
 *
 * @param streams        the topology
 * @param http           the control plane
 * @param evidence       what makes a second of traffic evidence
 * @param topics         names of the topics
 * @param kafka          any Kafka client setting by its own name, {@code bootstrap.servers} among them
 * @param schemaRegistry registry settings by their serde names, {@code schema.registry.url} among them
 * @param channels       where alerts are sent; empty for nowhere
 */
public record AppConfig(
        Streams streams,
        Http http,
        Evidence evidence,
        TopicNames topics,
        Map<String, String> kafka,
        Map<String, String> schemaRegistry,
        List<NotifyChannel> channels) {

    public AppConfig {
        kafka = Map.copyOf(kafka);
        schemaRegistry = Map.copyOf(schemaRegistry);
        channels = List.copyOf(channels);
    }

    /**
     * The topology.
     *
     * @param applicationId     name of the application, shared by its instances
     * @param threads           threads of this instance, at least 1
     * @param commitInterval    time between commits, positive, at most a minute
     * @param pollInterval      longest blocking poll, positive; a due commit waits as long
     * @param stateDir          directory of the state stores
     * @param standbyReplicas   copies of the state on other instances, at least 0
     * @param replicationFactor replicas of internal topics; -1 for the broker's default
     * @param instance          name that this instance keeps when it starts again, so that its partitions are kept for
     *                          it; null for none
     */
    public record Streams(
            String applicationId,
            int threads,
            Duration commitInterval,
            Duration pollInterval,
            Path stateDir,
            int standbyReplicas,
            int replicationFactor,
            String instance) {}

    /**
     * The control plane.
     *
     * @param host address it listens on
     * @param port port it listens on; 0 for any free one
     * @param tokens who may ask, and for what; empty if everybody may ask for everything
     */
    public record Http(String host, int port, List<AccessToken> tokens) {
        public Http {
            tokens = List.copyOf(tokens);
        }

        /** A control plane that everybody may use who reaches it. */
        public Http(String host, int port) {
            this(host, port, List.of());
        }
    }

    /**
     * What makes a second of traffic evidence.
     *
     * @param slack            time that events may come after their second and the timeout have passed
     * @param partitionSilence time after which a partition that is behind, and not read further, does not hold back the others
     * @param metricsWindow    length of the windows on {@code weir.metrics}
     * @param outcomeHorizon   time after a request for which its outcome is waited for
     */
    public record Evidence(
            Duration slack, Duration partitionSilence, Duration metricsWindow, Duration outcomeHorizon) {}

    /** Settings for any Kafka client that reads or writes Weir's topics, those of the registry included. */
    public Map<String, Object> kafkaClient() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.putAll(schemaRegistry);
        return settings;
    }
}
