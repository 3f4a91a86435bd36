package dev.weir.config;

import dev.weir.topic.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@link AppConfig} from a file, the environment and flags; the later wins. */
public final class AppConfigFile {
    private static final String KAFKA_VARIABLE = "WEIR_KAFKA_";
    private static final String REGISTRY_VARIABLE = "WEIR_SCHEMA_REGISTRY_";
    private static final String REGISTRY_URL = "schema.registry.url";
    private static final Duration LONGEST_COMMIT_INTERVAL = Duration.ofMinutes(1);
    private static final Map<String, String> VARIABLES = Map.of(
            "WEIR_TOPIC_PREFIX", "topics.prefix",
            "WEIR_HTTP_HOST", "http.host",
            "WEIR_HTTP_PORT", "http.port",
            "WEIR_STREAMS_STATE_DIR", "streams.stateDir",
            "WEIR_STREAMS_INSTANCE", "streams.instance");

    private AppConfigFile() {}

    /**
     * Reads the settings.
     *
     * @param file        YAML file; null for none
     * @param environment environment variables; those that are not Weir's are ignored
     * @param flags       settings from the command line by their place in the file, e.g. {@code http.port} or
     *                    {@code kafka.bootstrap.servers}
     * @throws ConfigException if anything is unknown or out of range, naming everything that is
     */
    public static AppConfig read(Path file, Map<String, String> environment, Map<String, String> flags) {
        String source = file == null ? "settings" : file.toString();
        List<FileProblem> problems = new ArrayList<>();
        FileNode.Mapping root = file == null ? emptyMapping() : new FileTree(problems).read(text(file));
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String path = pathOf(variable.getKey());
            if (path != null) {
                root = put(root, path, variable.getValue());
            }
        }
        for (Map.Entry<String, String> flag : flags.entrySet()) {
            root = put(root, flag.getKey(), flag.getValue());
        }
        AppConfig config = config(new Section("", root, problems), environment);
        if (!problems.isEmpty()) {
            throw new ConfigException(source, problems);
        }
        return config;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(
                    file.toString(), List.of(new FileProblem("", 0, "cannot be read: " + ConfigException.reason(e))));
        }
    }

    /** The place in the file that an environment variable stands for; null if it is none of Weir's. */
    private static String pathOf(String variable) {
        if (variable.startsWith(KAFKA_VARIABLE)) {
            return "kafka." + dotted(variable.substring(KAFKA_VARIABLE.length()));
        }
        if (variable.startsWith(REGISTRY_VARIABLE)) {
            return "schemaRegistry." + dotted(variable.substring(REGISTRY_VARIABLE.length()));
        }
        return VARIABLES.get(variable);
    }

    private static String dotted(String underscored) {
        return underscored.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** A copy with one value replaced; the path is a section, a dot and a key, which may contain dots itself. */
    private static FileNode.Mapping put(FileNode.Mapping root, String path, String value) {
        int dot = path.indexOf('.');
        String sectionName = path.substring(0, dot);
        FileNode.Entry existing = root.entries().get(sectionName);
        FileNode.Mapping section =
                existing != null && existing.value() instanceof FileNode.Mapping mapping ? mapping : emptyMapping();
        Map<String, FileNode.Entry> keys = new LinkedHashMap<>(section.entries());
        keys.put(path.substring(dot + 1), new FileNode.Entry(0, new FileNode.Scalar(value, 0)));
        Map<String, FileNode.Entry> sections = new LinkedHashMap<>(root.entries());
        sections.put(sectionName, new FileNode.Entry(section.line(), new FileNode.Mapping(keys, section.line())));
        return new FileNode.Mapping(sections, root.line());
    }

    private static FileNode.Mapping emptyMapping() {
        return new FileNode.Mapping(Map.of(), 0);
    }

    private static AppConfig config(Section root, Map<String, String> environment) {
        AppConfig config = new AppConfig(
                streams(root.section("streams")),
                http(root.section("http")),
                evidence(root.section("evidence")),
                topics(root.section("topics")),
                kafka(root.settings("kafka")),
                registry(root.settings("schemaRegistry")),
                new NotifyReader(environment).channels(root.sections("notify")));
        root.close();
        return config;
    }

    private static AppConfig.Streams streams(Section section) {
        AppConfig.Streams streams = new AppConfig.Streams(
                section.text("applicationId").orElse("weir"),
                section.whole("threads", 1, 256).orElse(1L).intValue(),
                commitInterval(section),
                positive(section, "pollInterval", Duration.ofMillis(5)),
                Path.of(section.text("stateDir").orElse("state")),
                section.whole("standbyReplicas", 0, 16).orElse(0L).intValue(),
                section.whole("replicationFactor", -1, 16).orElse(-1L).intValue(),
                section.text("instance").orElse(null));
        section.close();
        return streams;
    }

    private static Duration commitInterval(Section section) {
        Duration interval = positive(section, "commitInterval", Duration.ofSeconds(1));
        if (interval.compareTo(LONGEST_COMMIT_INTERVAL) <= 0) {
            return interval;
        }
        section.problem(
                "commitInterval",
                "is " + Durations.format(interval) + "; write at most " + Durations.format(LONGEST_COMMIT_INTERVAL)
                        + ", since what is counted is judged no sooner");
        return LONGEST_COMMIT_INTERVAL;
    }

    private static AppConfig.Http http(Section section) {
        AppConfig.Http http = new AppConfig.Http(
                section.text("host").orElse("127.0.0.1"),
                section.whole("port", 0, 65_535).orElse(8080L).intValue(),
                AccessTokens.read(section));
        section.close();
        return http;
    }

    private static AppConfig.Evidence evidence(Section section) {
        AppConfig.Evidence evidence = new AppConfig.Evidence(
                section.duration("slack").orElse(Duration.ofSeconds(1)),
                positive(section, "partitionSilence", Duration.ofSeconds(10)),
                positive(section, "metricsWindow", Duration.ofSeconds(10)),
                positive(section, "outcomeHorizon", Duration.ofDays(7)));
        section.close();
        return evidence;
    }

    private static Duration positive(Section section, String key, Duration byDefault) {
        Duration duration = section.duration(key).orElse(byDefault);
        if (duration.isZero()) {
            section.problem(key, "is 0; write a positive duration such as " + Durations.format(byDefault));
            return byDefault;
        }
        return duration;
    }

    private static TopicNames topics(Section section) {
        String prefix = section.text("prefix").orElse(TopicNames.DEFAULT.prefix());
        section.close();
        try {
            return new TopicNames(prefix);
        } catch (IllegalArgumentException refused) {
            section.problem("prefix", "is refused: " + refused.getMessage());
            return TopicNames.DEFAULT;
        }
    }

    private static Map<String, String> kafka(Map<String, String> written) {
        Map<String, String> settings = new LinkedHashMap<>(written);
        settings.putIfAbsent("bootstrap.servers", "127.0.0.1:9092");
        return settings;
    }

    /** {@code url} is short for {@code schema.registry.url}; every other key goes to the serde as it is. */
    private static Map<String, String> registry(Map<String, String> written) {
        Map<String, String> settings = new LinkedHashMap<>(written);
        String url = settings.remove("url");
        if (url != null) {
            settings.put(REGISTRY_URL, url);
        }
        settings.putIfAbsent(REGISTRY_URL, "http://127.0.0.1:8081");
        return settings;
    }
}
