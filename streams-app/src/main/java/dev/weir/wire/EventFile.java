package dev.weir.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.OutcomeEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads an event file line by line: JSON Lines, {@code {"type":"inference", ...}} or {@code {"type":"outcome", ...}},
 * plain or as {@code .gz}. Empty lines are skipped. Not thread-safe.
 */
public final class EventFile implements AutoCloseable {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final BufferedReader reader;
    private long line;

    private EventFile(Path file, BufferedReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** Opens a file. */
    public static EventFile open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
            return new EventFile(file, new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    /**
     * The next event, an {@link InferenceEvent} or an {@link OutcomeEvent}; empty at the end.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if a line is no event, naming file, line, field and what to write; the next call
     *     reads the line after it
     */
    public Optional<SpecificRecord> next() throws IOException {
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            line++;
            String event = line == 1 ? unmarked(text) : text;
            if (!event.isBlank()) {
                try {
                    return Optional.of(parse(event));
                } catch (IllegalArgumentException wrong) {
                    throw new IllegalArgumentException(file + " line " + line + ": " + wrong.getMessage(), wrong);
                }
            }
        }
        return Optional.empty();
    }

    /** Number of the line read last, from 1. */
    public long line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /** Some editors begin a file with a mark that is no part of its first line. */
    private static String unmarked(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    /** The event of one line. */
    static SpecificRecord parse(String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (MismatchedInputException more) {
            throw new IllegalArgumentException("something follows the JSON object; write one event a line", more);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("this is not JSON: " + notJson.getOriginalMessage(), notJson);
        }
        if (!(node instanceof ObjectNode event)) {
            throw new IllegalArgumentException("this is no JSON object; write one event a line");
        }
        JsonNode type = event.remove("type");
        String name = type == null ? "missing" : type.asText();
        return switch (name) {
            case "inference" -> JsonRecords.read(event, InferenceEvent.getClassSchema(), InferenceEvent.class);
            case "outcome" -> JsonRecords.read(event, OutcomeEvent.getClassSchema(), OutcomeEvent.class);
            default -> throw new IllegalArgumentException("type is " + name + "; write inference or outcome");
        };
    }
}
