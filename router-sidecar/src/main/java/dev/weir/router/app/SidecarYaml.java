package dev.weir.router.app;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonPointer;
import dev.weir.router.proxy.PathPattern;
import dev.weir.router.proxy.RequestSource;
import dev.weir.router.proxy.protocol.Protocol;
import dev.weir.router.proxy.upstream.VariantAddress;
import dev.weir.router.records.RecordSource;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** Reads the file of a router; every refusal names the file, the line, the path of keys and what to write instead. */
final class SidecarYaml {

    private static final int LAST_PORT = 65_535;

    private static final Map<Class<?>, Function<String, ?>> SCALARS = Map.ofEntries(
            entry(String.class, text -> text),
            entry(Integer.class, text -> number(text, Integer::valueOf)),
            entry(Long.class, text -> number(text, Long::valueOf)),
            entry(Double.class, SidecarYaml::decimal),
            entry(Boolean.class, SidecarYaml::truth),
            entry(Path.class, Path::of),
            entry(URI.class, SidecarYaml::address),
            entry(Duration.class, Durations::parse),
            entry(JsonPointer.class, SidecarYaml::pointer),
            entry(PathPattern.class, PathPattern::parse),
            entry(Protocol.class, Protocol::named),
            entry(RequestSource.class, RequestSource::parse),
            entry(RecordSource.class, RecordSource::parse),
            // A variant may be a block too, as the record it is.
            entry(VariantAddress.class, text -> VariantAddress.of(address(text))));

    private SidecarYaml() {}

    /**
     * Reads a file.
     *
     * @param file  the file
     * @param type  what it is read into
     * @param least what it must have, for the message about an empty one
     */
    static <T extends Record> T load(Path file, Class<T> type, String least) {
        try {
            return parse(Files.readString(file), file.toString(), type, least);
        } catch (NoSuchFileException e) {
            throw new SidecarConfigException("no such file: " + file, e);
        } catch (IOException e) {
            throw new SidecarConfigException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    static <T extends Record> T parse(String yaml, String name, Class<T> type, String least) {
        YamlNode node;
        try {
            node = YamlNode.parse(yaml);
        } catch (YamlNode.MalformedException e) {
            throw new SidecarConfigException(name + ":" + e.line() + ": " + e.getMessage(), e);
        }
        if (node instanceof YamlNode.Nothing) {
            throw new SidecarConfigException(name + " is empty; write at least " + least);
        }
        RecordReader reader = new RecordReader(name, SCALARS);
        T config = reader.read(type, node);
        if (!reader.problems().isEmpty()) {
            throw new SidecarConfigException(reader.problems());
        }
        return config;
    }

    private static <T> T number(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no whole number", e);
        }
    }

    private static Double decimal(String text) {
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no number", e);
        }
    }

    private static JsonPointer pointer(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("\"" + text + "\" is no place in JSON; write e.g. /predictions/0/label");
        }
        return JsonPointer.compile(text);
    }

    private static Boolean truth(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
    }

    private static URI address(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw noAddress(text, e);
        }
        boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!isHttp || uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw noAddress(text, null);
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the address has a name before its host, which is never sent; leave out what"
                            + " ends with @, and have callers send Authorization, which is passed on");
        }
        return uri;
    }

    private static IllegalArgumentException noAddress(String text, URISyntaxException cause) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no HTTP address; write e.g. \"http://127.0.0.1:9001\"", cause);
    }
}
