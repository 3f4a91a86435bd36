package dev.weir.router.app;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weir.router.proxy.RequestSource;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Reads the sidecar's file; every refusal names the file, the line, the path of keys and what to write instead. */
final class SidecarYaml {

    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new FromText<>(Duration.class, Durations::parse))
                    .addDeserializer(RequestSource.class, new FromText<>(RequestSource.class, RequestSource::parse))
                    .addDeserializer(URI.class, new FromText<>(URI.class, SidecarYaml::address)))
            .build();

    /** Reads a scalar by a function whose IllegalArgumentException says what is wrong. */
    private static final class FromText<T> extends StdScalarDeserializer<T> {
        private final transient Function<String, T> parse;

        FromText(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString();
            if (text == null) {
                throw JsonMappingException.from(parser, "a text is wanted here");
            }
            try {
                return parse.apply(text.strip());
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(parser, e.getMessage(), e);
            }
        }
    }

    private SidecarYaml() {}

    static SidecarConfig load(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw new SidecarConfigException("no such file: " + file, e);
        } catch (IOException e) {
            throw new SidecarConfigException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static SidecarConfig parse(String yaml, String name) {
        if (yaml.isBlank()) {
            throw new SidecarConfigException(name + " is empty; write at least kafka, schemaRegistry and models");
        }
        try {
            return YAML.readValue(yaml, SidecarConfig.class);
        } catch (UnrecognizedPropertyException e) {
            throw new SidecarConfigException(
                    where(name, yaml, e) + "unknown key " + path(e)
                            + hint(e.getPropertyName(), e.getKnownPropertyIds()),
                    e);
        } catch (ValueInstantiationException e) {
            // A record is made, and may refuse, before Jackson looks at the keys it does not know: a misspelt key reads
            // as one that is missing.
            throw new SidecarConfigException(
                    misspelt(yaml, e).map(key -> where(name, yaml, e) + key).orElseGet(() -> refused(name, yaml, e)),
                    e);
        } catch (JsonMappingException e) {
            throw new SidecarConfigException(refused(name, yaml, e), e);
        } catch (JsonProcessingException e) {
            throw new SidecarConfigException(name + line(e.getLocation()) + ": not YAML: " + e.getOriginalMessage(), e);
        }
    }

    private static String refused(String name, String yaml, JsonMappingException e) {
        String path = path(e);
        return where(name, yaml, e) + (path.isEmpty() ? "" : path + ": ") + reason(e);
    }

    /** Returns what is wrong with the first key, of the block a record was read from, that the record does not have. */
    private static Optional<String> misspelt(String yaml, ValueInstantiationException e) {
        List<Object> known = e.getType().isRecordType()
                ? Arrays.stream(e.getType().getRawClass().getRecordComponents())
                        .<Object>map(RecordComponent::getName)
                        .toList()
                : List.of();
        try {
            JsonNode block = YAML.readTree(yaml);
            for (String key : keys(e)) {
                block = block.path(key);
            }
            String prefix = keys(e).isEmpty() ? "" : path(e) + ".";
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(block.fieldNames(), 0), false)
                    .filter(key -> !known.isEmpty() && !known.contains(key))
                    .findFirst()
                    .map(key -> "unknown key " + prefix + key + hint(key, known));
        } catch (JsonProcessingException unreadable) {
            e.addSuppressed(unreadable);
            return Optional.empty();
        }
    }

    private static URI address(String text) {
        URI uri = URI.create(text);
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no HTTP address; write e.g. \"http://127.0.0.1:9001\"");
        }
        return uri;
    }

    /** Returns file and line of the key that is wrong; Jackson's own line is where the object around it ends. */
    private static String where(String name, String yaml, JsonMappingException e) {
        JsonPointer wrong = JsonPointer.empty();
        for (String key : keys(e)) {
            wrong = wrong.appendProperty(key);
        }
        try (JsonParser parser = YAML.createParser(yaml)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.getParsingContext().pathAsPointer().equals(wrong)) {
                    return name + line(parser.currentTokenLocation()) + ": ";
                }
            }
        } catch (IOException unreadable) {
            e.addSuppressed(unreadable);
        }
        return name + line(e.getLocation()) + ": ";
    }

    private static String line(JsonLocation location) {
        return location == null || location.getLineNr() < 1 ? "" : ":" + location.getLineNr();
    }

    private static String path(JsonMappingException e) {
        return String.join(".", keys(e));
    }

    private static List<String> keys(JsonMappingException e) {
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .toList();
    }

    private static String hint(String key, Collection<Object> known) {
        List<String> keys = known == null
                ? List.of()
                : known.stream().map(String::valueOf).sorted().toList();
        return NearestKey.to(key, keys)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElseGet(() -> "; the keys here are " + String.join(", ", keys));
    }

    /** Returns what the records' own checks said, where it was they that refused; else what Jackson says. */
    private static String reason(JsonMappingException e) {
        Throwable cause = e.getCause();
        return cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage();
    }
}
