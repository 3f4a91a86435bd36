package dev.weir.app;

import dev.weir.config.AppConfigFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the streams application until it is told to end. */
@Command(
        name = "streams",
        description = "Runs the streams application and its control plane.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  weir streams --config streams.yaml",
            "  WEIR_KAFKA_BOOTSTRAP_SERVERS=broker:9092 weir streams",
            "",
            "Settings come from the file, then from WEIR_... variables, then from flags; the later wins."
        })
public final class StreamsCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings; without it the defaults apply.")
    private Path config;

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT", description = "Kafka brokers.")
    private String bootstrapServers;

    @Option(names = "--schema-registry", paramLabel = "URL", description = "Schema registry.")
    private String schemaRegistry;

    @Option(names = "--topic-prefix", paramLabel = "PREFIX", description = "Beginning of every topic's name.")
    private String topicPrefix;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the control plane; 0 for any free one.")
    private Integer port;

    @Override
    public Integer call() throws InterruptedException {
        StreamsApp app = StreamsApp.start(AppConfigFile.read(config, System.getenv(), flags()));
        Runtime.getRuntime().addShutdownHook(new Thread(app::close, "weir-shutdown"));
        new CountDownLatch(1).await();
        return 0;
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new HashMap<>();
        put(flags, "kafka.bootstrap.servers", bootstrapServers);
        put(flags, "schemaRegistry.url", schemaRegistry);
        put(flags, "topics.prefix", topicPrefix);
        put(flags, "http.port", port);
        return flags;
    }

    private static void put(Map<String, String> flags, String key, Object value) {
        if (value != null) {
            flags.put(key, value.toString());
        }
    }
}
