package dev.weir.router.app;

import dev.weir.router.app.SidecarConfig.Router;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sidecar --config FILE}: runs a router until it is told to end. */
@Command(
        name = "sidecar",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a router sidecar until SIGTERM or Ctrl-C; SIGHUP has it read the file again.",
            "Settings come from the file, then from environment variables (WEIR_KAFKA_BOOTSTRAP_SERVERS,"
                    + " WEIR_SCHEMA_REGISTRY_URL, WEIR_TOPIC_PREFIX, any Kafka setting as WEIR_KAFKA_...),"
                    + " then from flags; the later wins."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  weir sidecar --config sidecar.yaml --proxy-port 8090 --bootstrap-servers kafka:9092",
            "",
            "A file:",
            "  sidecar: { id: edge-1, proxyPort: 8090, adminPort: 8091 }",
            "  kafka: { bootstrap.servers: \"127.0.0.1:9092\" }",
            "  schemaRegistry: { url: \"http://127.0.0.1:8081\" }",
            "  models:",
            "    sentiment:",
            "      unit: header:X-User-Id",
            "      variants: { v1.0: \"http://127.0.0.1:9001\", v2.0: \"http://127.0.0.1:9002\" }"
        })
public final class SidecarCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The sidecar's file.")
    private Path config;

    @Option(names = "--id", paramLabel = "NAME", description = "Name of this router, unlike that of any other.")
    private String id;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to bind to (file default: 0.0.0.0).")
    private String host;

    @Option(names = "--proxy-port", paramLabel = "PORT", description = "Port of the proxy (file default: 8090).")
    private Integer proxyPort;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Port of decisions, metrics and health (file default: 8091).")
    private Integer adminPort;

    @Option(names = "--bootstrap-servers", paramLabel = "HOST:PORT,...", description = "Kafka's brokers.")
    private String bootstrapServers;

    @Option(names = "--schema-registry", paramLabel = "URL", description = "Address of the schema registry.")
    private String schemaRegistry;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            description = "What topic names start with (file default: weir.).")
    private String topicPrefix;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "How the log is written: text or json (file default: text).")
    private LogSettings.Format logFormat;

    @Option(names = "--kafka", paramLabel = "KEY=VALUE", description = "Any other Kafka setting; may be repeated.")
    private Map<String, String> kafka = new LinkedHashMap<>();

    /** Runs until the JVM is told to end; a wrong configuration is wrong use, exit code 2. */
    @Override
    public Integer call() throws InterruptedException {
        try {
            SidecarProgram.run(() -> configuration(System.getenv()));
            return 0;
        } catch (SidecarConfigException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Returns the configuration that the file, the environment and the flags give together. */
    SidecarConfig configuration(Map<String, String> environment) {
        try {
            SidecarConfig result = withRouter(SidecarConfig.load(config).withEnvironment(environment));
            for (Map.Entry<String, String> setting : kafka.entrySet()) {
                result = result.withKafka(setting.getKey(), setting.getValue());
            }
            if (bootstrapServers != null) {
                result = result.withKafka("bootstrap.servers", bootstrapServers);
            }
            if (schemaRegistry != null) {
                result = result.withSchemaRegistry(schemaRegistry);
            }
            if (logFormat != null) {
                result = result.withLogging(
                        new LogSettings(logFormat, result.logging().level()));
            }
            return topicPrefix == null ? result : result.withTopicPrefix(topicPrefix);
        } catch (IllegalArgumentException e) {
            throw new SidecarConfigException(e.getMessage(), e);
        }
    }

    private SidecarConfig withRouter(SidecarConfig file) {
        Router router = file.sidecar();
        return file.withRouter(new Router(
                id == null ? router.id() : id,
                host == null ? router.host() : host,
                proxyPort == null ? router.proxyPort() : proxyPort,
                adminPort == null ? router.adminPort() : adminPort,
                router.stateDir(),
                router.maxBodyBytes(),
                router.bodyTimeout(),
                router.idleTimeout(),
                router.drainNotice(),
                router.drainTimeout(),
                router.threads(),
                router.tls()));
    }
}
