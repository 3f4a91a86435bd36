package dev.weir.cli;

import dev.weir.config.AppConfig;
import dev.weir.config.AppConfigFile;
import dev.weir.config.ConfigException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a command that speaks to Kafka gets there: configuration file, then environment, then flags. */
final class KafkaOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Configuration file, as for weir streams.")
    private Path config;

    @Option(
            names = {"--bootstrap-server", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            description = "Kafka brokers (default: 127.0.0.1:9092).")
    private String bootstrapServers;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "Schema registry (default: http://127.0.0.1:8081).")
    private String schemaRegistry;

    @Option(names = "--topic-prefix", paramLabel = "PREFIX", description = "Prefix of topic names (default: weir.).")
    private String topicPrefix;

    /** Whether any of these was given, for a command that can do without Kafka. */
    boolean isAsked() {
        return config != null || bootstrapServers != null || schemaRegistry != null || topicPrefix != null;
    }

    /** The settings of a Kafka that is there. */
    AppConfig reachable() {
        AppConfig config = settings();
        BootstrapServers.check(config);
        return config;
    }

    AppConfig settings() {
        Map<String, String> flags = new LinkedHashMap<>();
        put(flags, "kafka.bootstrap.servers", bootstrapServers);
        put(flags, "schemaRegistry.url", schemaRegistry);
        put(flags, "topics.prefix", topicPrefix);
        try {
            return AppConfigFile.read(config, System.getenv(), flags);
        } catch (ConfigException wrong) {
            throw CommandFailure.misuse(wrong.getMessage());
        }
    }

    private static void put(Map<String, String> flags, String path, String value) {
        if (value != null) {
            flags.put(path, value);
        }
    }
}
