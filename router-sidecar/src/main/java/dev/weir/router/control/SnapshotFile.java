package dev.weir.router.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The file that holds a snapshot: a first line of JSON with format, version and the SHA-256 of all that follows it, then
 * the tables as JSON ({@code tail -n +2 FILE | sha256sum} must agree with the first line).
 */
final class SnapshotFile {

    /** A file that is there and must not be used; the message says why. */
    static final class RefusedException extends IOException {
        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static final String FORMAT = "weir-routes";
    private static final int VERSION = 1;

    /** A hundred thousand models; more would not fit into the heap of a sidecar either. */
    private static final long LARGEST_BYTES = 64L << 20;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final ObjectMapper LINE = new ObjectMapper();

    private record Header(String format, int version, String sha256) {}

    private final Path file;
    private final String topic;

    /**
     * Names a file, which need not be there.
     *
     * @param file  where the snapshot is
     * @param topic topic the tables must be of
     */
    SnapshotFile(Path file, String topic) {
        this.file = file.toAbsolutePath();
        this.topic = topic;
    }

    Path path() {
        return file;
    }

    /**
     * Returns the snapshot, or empty where there is no file.
     *
     * @throws RefusedException if it was damaged, is of another topic, or written by another program or version
     * @throws IOException      if it cannot be read
     */
    Optional<Snapshot> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.size(file) > LARGEST_BYTES) {
            throw new RefusedException("it has " + Files.size(file) + " bytes, more than any snapshot", null);
        }
        byte[] bytes = Files.readAllBytes(file);
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        String expected = checksum(new String(bytes, 0, end, StandardCharsets.UTF_8));
        int from = Math.min(bytes.length, end + 1);
        if (!sha256(bytes, from).equals(expected)) {
            throw new RefusedException("its checksum is wrong: it was cut short or changed", null);
        }
        return Optional.of(snapshot(bytes, from));
    }

    private static String checksum(String line) throws RefusedException {
        JsonNode header;
        try {
            header = LINE.readTree(line);
        } catch (JsonProcessingException e) {
            throw new RefusedException("its first line is no JSON", e);
        }
        if (header == null || !FORMAT.equals(header.path("format").asText())) {
            throw new RefusedException("it is no snapshot of routing tables", null);
        }
        if (header.path("version").asInt() != VERSION) {
            throw new RefusedException(
                    "it has version " + header.path("version").asText() + ", and this program reads version " + VERSION,
                    null);
        }
        return header.path("sha256").asText();
    }

    private Snapshot snapshot(byte[] bytes, int from) throws RefusedException {
        try {
            SnapshotDocument document = JSON.readValue(bytes, from, bytes.length - from, SnapshotDocument.class);
            if (!topic.equals(document.topic())) {
                throw new RefusedException("it is of topic " + document.topic() + ", not of " + topic, null);
            }
            return document.snapshot();
        } catch (RefusedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new RefusedException("its tables cannot be used: " + e.getMessage(), e);
        }
    }

    /** Writes a snapshot so that, whenever the power fails, the file holds either this one or the one before. */
    void write(Snapshot snapshot) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] tables = JSON.writeValueAsBytes(SnapshotDocument.of(topic, snapshot));
        byte[] header = LINE.writeValueAsBytes(new Header(FORMAT, VERSION, sha256(tables, 0)));
        Path written = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            writeAll(channel, ByteBuffer.wrap(header));
            writeAll(channel, ByteBuffer.wrap(new byte[] {'\n'}));
            writeAll(channel, ByteBuffer.wrap(tables));
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Moves a file that was refused aside, to be looked at, since the next snapshot would overwrite it. */
    Path setAside() throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".refused");
        return Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String sha256(byte[] bytes, int from) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, from, bytes.length - from);
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
