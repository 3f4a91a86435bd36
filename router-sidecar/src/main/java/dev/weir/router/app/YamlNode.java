package dev.weir.router.app;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of YAML that knows its line; scalars are kept as they are written, so that 0123 stays a password. */
sealed interface YamlNode {

    /** Returns the line of the key, or of the item, that this is the value of; 1 or more. */
    int line();

    /** A text, a number, a truth value. */
    record Scalar(String text, int line) implements YamlNode {}

    /** A key without a value. */
    record Nothing(int line) implements YamlNode {}

    /** Keys and their values, in the order of the file. */
    record Mapping(Map<String, YamlNode> entries, int line) implements YamlNode {}

    /** Items in order. */
    record Sequence(List<YamlNode> items, int line) implements YamlNode {}

    /** The text is no YAML, or names a key twice. */
    final class MalformedException extends RuntimeException {
        private final int line;

        MalformedException(String message, int line, Throwable cause) {
            super(message, cause);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    /**
     * Reads the first document of a text.
     *
     * @throws MalformedException if it is no YAML
     */
    static YamlNode parse(String text) {
        try (JsonParser parser = new YAMLFactory().createParser(text)) {
            parser.nextToken();
            return value(parser, line(parser.currentTokenLocation()));
        } catch (JsonProcessingException e) {
            throw new MalformedException("not YAML: " + e.getOriginalMessage(), line(e.getLocation()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static YamlNode value(JsonParser parser, int line) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return mapping(parser, line);
        }
        if (token == JsonToken.START_ARRAY) {
            List<YamlNode> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser, line(parser.currentTokenLocation())));
            }
            return new Sequence(items, line);
        }
        return token == null || token == JsonToken.VALUE_NULL ? new Nothing(line) : new Scalar(parser.getText(), line);
    }

    private static YamlNode mapping(JsonParser parser, int line) throws IOException {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int keyLine = line(parser.currentTokenLocation());
            parser.nextToken();
            if (entries.put(key, value(parser, keyLine)) != null) {
                throw new MalformedException(key + " is written twice; leave out one of them", keyLine, null);
            }
        }
        return new Mapping(entries, line);
    }

    private static int line(JsonLocation location) {
        return location == null ? 1 : Math.max(1, location.getLineNr());
    }
}
