package dev.weir.router.app;

import dev.weir.router.http.ServerTls;
import dev.weir.router.proxy.ProxiedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a router sidecar. Sources in order, the later wins: the file ({@link #load}), environment variables
 * ({@link #withEnvironment}), flags of the command ({@link #withRouter}, {@link #withKafka}, ...).
 *
 * @param sidecar        the router itself; where left out, its defaults
 * @param admin          who may ask the admin port, and how; where left out, everybody, by plain HTTP
 * @param logging        how the log is written; where left out, as text, from INFO up
 * @param kafka          any setting of Kafka's clients by its own name; {@code bootstrap.servers} is needed
 * @param schemaRegistry {@code url}, and any other setting of the serdes by its own name
 * @param topicPrefix    what all topic names start with; default {@code weir.}
 * @param capture        what events tell of inputs and answers, of a model that has no {@code capture} of its own, and of
 *                       those that are only heard of by logs; where left out, all that is read
 * @param models         the models served, at least one
 */
public record SidecarConfig(
        Router sidecar,
        AdminSettings admin,
        LogSettings logging,
        Map<String, String> kafka,
        Map<String, String> schemaRegistry,
        String topicPrefix,
        CaptureSettings capture,
        Map<String, ModelConfig> models) {

    private static final String LEAST = "kafka, schemaRegistry and models";
    private static final String BROKERS = "bootstrap.servers";
    private static final String REGISTRY_VARIABLE = "WEIR_SCHEMA_REGISTRY_URL";
    private static final String PREFIX_VARIABLE = "WEIR_TOPIC_PREFIX";
    private static final String ADMIN_TOKEN_VARIABLE = "WEIR_ADMIN_TOKEN";
    private static final String CAPTURE_SALT_VARIABLE = "WEIR_CAPTURE_SALT";

    /**
     * The router itself.
     *
     * @param id           name in acks, reports and events, unlike that of any other router; default the host's name
     * @param host         address both servers bind to; default {@code 0.0.0.0}
     * @param proxyPort    port of the proxy, 0 for any that is free; default 8090
     * @param adminPort    port of decisions, metrics and health, 0 for any that is free; default 8091
     * @param stateDir     directory for what is to outlive a restart; default {@code ./state}
     * @param maxBodyBytes size of the largest request body, in bytes; default 1 GiB, since what is larger than a model's
     *                     captureBytes is not kept in memory
     * @param bodyTimeout  time in which more of a request body must come; default 30 s
     * @param idleTimeout  time after which a user's connection without a request on its way is closed, and one on which
     *                     nothing has been said yet; default 75 s, above the 60 for which common balancers keep theirs
     * @param drainNotice  time for which the router says that it is not ready, and still accepts, before it ends; default 0 s
     * @param drainTimeout longest time that requests on their way get when the router ends; default 5 s
     * @param threads      event loops of the proxy; default as many as processors, up to four
     * @param tls          PEM files by which the proxy speaks TLS; default not at all
     */
    public record Router(
            String id,
            String host,
            Integer proxyPort,
            Integer adminPort,
            Path stateDir,
            Long maxBodyBytes,
            Duration bodyTimeout,
            Duration idleTimeout,
            Duration drainNotice,
            Duration drainTimeout,
            Integer threads,
            ServerTls tls) {

        public Router {
            id = id == null ? HostName.get() : id;
            host = host == null ? "0.0.0.0" : host;
            proxyPort = port("proxyPort", proxyPort, 8090);
            adminPort = port("adminPort", adminPort, 8091);
            stateDir = stateDir == null ? Path.of("state") : stateDir;
            maxBodyBytes = maxBodyBytes == null ? 1L << 30 : maxBodyBytes;
            bodyTimeout = bodyTimeout == null ? Duration.ofSeconds(30) : bodyTimeout;
            idleTimeout = idleTimeout == null ? Duration.ofSeconds(75) : idleTimeout;
            drainNotice = drainNotice == null ? Duration.ZERO : drainNotice;
            drainTimeout = drainTimeout == null ? Duration.ofSeconds(5) : drainTimeout;
            threads = threads == null ? 0 : threads;
            if (id.isBlank()) {
                throw new IllegalArgumentException("id is empty; write a name no other sidecar has, e.g. edge-1");
            }
            if (proxyPort.equals(adminPort) && proxyPort != 0) {
                throw new IllegalArgumentException(
                        "proxyPort and adminPort are both " + proxyPort + "; give each a port of its own");
            }
            if (maxBodyBytes < 1) {
                throw new IllegalArgumentException("maxBodyBytes is " + maxBodyBytes + ", must be 1 or more bytes");
            }
            if (bodyTimeout.toMillis() < 1) {
                throw new IllegalArgumentException("bodyTimeout must be at least 1ms");
            }
            if (idleTimeout.toMillis() < 1) {
                throw new IllegalArgumentException("idleTimeout must be at least 1ms");
            }
            if (threads < 0) {
                throw new IllegalArgumentException(
                        "threads is " + threads + ", must be 1 or more, or 0 for as many as processors, up to four");
            }
        }

        private static int port(String name, Integer port, int standard) {
            int chosen = port == null ? standard : port;
            if (chosen < 0 || chosen > 65_535) {
                throw new IllegalArgumentException(
                        name + " is " + chosen + ", must be 1 to 65535, or 0 for any port that is free");
            }
            return chosen;
        }
    }

    public SidecarConfig {
        sidecar = sidecar == null
                ? new Router(null, null, null, null, null, null, null, null, null, null, null, null)
                : sidecar;
        admin = admin == null ? new AdminSettings(null, null, null, null) : admin;
        logging = logging == null ? new LogSettings(null, null) : logging;
        kafka = kafka == null ? Map.of() : Map.copyOf(kafka);
        schemaRegistry = schemaRegistry == null ? Map.of() : Map.copyOf(schemaRegistry);
        topicPrefix = topicPrefix == null ? "weir." : topicPrefix;
        capture = capture == null ? CaptureSettings.KEEP_ALL : capture;
        models = models == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(models));
        if (models.isEmpty()) {
            throw new IllegalArgumentException("models is missing; write at least one model with its variants");
        }
    }

    /**
     * Reads a sidecar's file.
     *
     * @throws SidecarConfigException if it cannot be read, or is wrong, naming the line and what to write instead
     */
    public static SidecarConfig load(Path file) {
        return SidecarYaml.load(file, SidecarConfig.class, LEAST);
    }

    /**
     * Reads the text of a sidecar's file.
     *
     * @param yaml the text
     * @param name what messages call it
     * @throws SidecarConfigException if it is wrong
     */
    public static SidecarConfig parse(String yaml, String name) {
        return SidecarYaml.parse(yaml, name, SidecarConfig.class, LEAST);
    }

    /**
     * Returns the configuration with environment variables above it: {@code WEIR_KAFKA_BOOTSTRAP_SERVERS} and any other
     * Kafka setting ({@code WEIR_KAFKA_SECURITY_PROTOCOL} is {@code security.protocol}), {@code
     * WEIR_SCHEMA_REGISTRY_URL}, {@code WEIR_TOPIC_PREFIX}, and for secrets that no file should hold {@code
     * WEIR_ADMIN_TOKEN} and {@code WEIR_CAPTURE_SALT}.
     */
    public SidecarConfig withEnvironment(Map<String, String> environment) {
        SidecarConfig config = this;
        for (Map.Entry<String, String> setting :
                KafkaVariables.settings(environment).entrySet()) {
            config = config.withKafka(setting.getKey(), setting.getValue());
        }
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (name.equals(REGISTRY_VARIABLE)) {
                config = config.withSchemaRegistry(variable.getValue());
            } else if (name.equals(PREFIX_VARIABLE)) {
                config = config.withTopicPrefix(variable.getValue());
            } else if (name.equals(ADMIN_TOKEN_VARIABLE)) {
                config = config.withAdminToken(variable.getValue());
            } else if (name.equals(CAPTURE_SALT_VARIABLE)) {
                config = config.withCaptureSalt(variable.getValue());
            }
        }
        return config;
    }

    /** Returns the configuration with another router section. */
    public SidecarConfig withRouter(Router router) {
        return new SidecarConfig(router, admin, logging, kafka, schemaRegistry, topicPrefix, capture, models);
    }

    /** Returns the configuration with one Kafka setting set. */
    public SidecarConfig withKafka(String setting, String value) {
        return new SidecarConfig(
                sidecar, admin, logging, with(kafka, setting, value), schemaRegistry, topicPrefix, capture, models);
    }

    /** Returns the configuration with another way to write the log. */
    public SidecarConfig withLogging(LogSettings settings) {
        return new SidecarConfig(sidecar, admin, settings, kafka, schemaRegistry, topicPrefix, capture, models);
    }

    private SidecarConfig withAdminToken(String token) {
        return new SidecarConfig(
                sidecar, admin.withToken(token), logging, kafka, schemaRegistry, topicPrefix, capture, models);
    }

    private SidecarConfig withCaptureSalt(String salt) {
        Map<String, ModelConfig> salted = new LinkedHashMap<>();
        models.forEach((name, model) -> salted.put(name, model.withCaptureSalt(salt)));
        return new SidecarConfig(
                sidecar, admin, logging, kafka, schemaRegistry, topicPrefix, capture.withSalt(salt), salted);
    }

    /** Returns the configuration with another address of the schema registry. */
    public SidecarConfig withSchemaRegistry(String url) {
        return new SidecarConfig(
                sidecar, admin, logging, kafka, with(schemaRegistry, "url", url), topicPrefix, capture, models);
    }

    /** Returns the configuration with another prefix of topic names. */
    public SidecarConfig withTopicPrefix(String prefix) {
        return new SidecarConfig(sidecar, admin, logging, kafka, schemaRegistry, prefix, capture, models);
    }

    /**
     * Returns the settings of Kafka's clients and of the serdes in one map.
     *
     * @throws IllegalArgumentException if they do not say where Kafka is
     */
    Map<String, String> clientSettings() {
        if (kafka.getOrDefault(BROKERS, "").isBlank()) {
            throw new IllegalArgumentException("kafka: " + BROKERS + " is missing"
                    + NearestKey.to(BROKERS, kafka.keySet())
                            .map(nearest -> ", is " + nearest + " meant to be it?")
                            .orElse("")
                    + "; write e.g. { " + BROKERS + ": \"127.0.0.1:9092\" }, or set WEIR_KAFKA_BOOTSTRAP_SERVERS");
        }
        Map<String, String> settings = new LinkedHashMap<>(kafka);
        schemaRegistry.forEach((key, value) -> settings.put(key.equals("url") ? "schema.registry.url" : key, value));
        return settings;
    }

    List<ProxiedModel> proxiedModels() {
        return models.entrySet().stream()
                .map(model -> model.getValue().proxied(model.getKey()))
                .toList();
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> next = new LinkedHashMap<>(settings);
        next.put(key, value);
        return next;
    }
}
