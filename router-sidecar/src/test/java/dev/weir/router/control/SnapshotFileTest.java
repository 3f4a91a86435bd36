package dev.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.router.control.SnapshotFile.RefusedException;
import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Mirror;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.SegmentRule;
import dev.weir.router.selection.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {

    private static final String TOPIC = "weir.routes";
    private static final Snapshot SNAPSHOT = new Snapshot(
            new HeldTables(
                    new RouteImage(Map.of("plain", plain(), "sentiment", full())),
                    new Incarnation("cluster", "topic"),
                    Set.of("plain")),
            Instant.parse("2026-01-02T03:04:05.678901Z"));

    @TempDir
    private Path directory;

    private Path path;
    private SnapshotFile file;

    @BeforeEach
    void name() {
        path = directory.resolve("state").resolve("routes.json");
        file = new SnapshotFile(path, TOPIC);
    }

    @Test
    void shouldReadWhatItWrote() throws IOException {
        assertThat(file.read()).isEmpty();
        file.write(SNAPSHOT);
        assertThat(file.read()).hasValue(SNAPSHOT);
        file.write(new Snapshot(HeldTables.EMPTY, Instant.EPOCH));
        assertThat(file.read()).hasValue(new Snapshot(HeldTables.EMPTY, Instant.EPOCH));
    }

    @Test
    void shouldRefuseAFileCutShortOrChangedAtAnyByte() throws IOException {
        file.write(SNAPSHOT);
        byte[] whole = Files.readAllBytes(path);
        for (int at = 0; at < whole.length; at++) {
            Files.write(path, Arrays.copyOf(whole, at));
            assertThatThrownBy(file::read).as("cut at %d", at).isInstanceOf(RefusedException.class);
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(path, changed);
            assertThatThrownBy(file::read).as("changed at %d", at).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void shouldSayWhyAFileIsRefused() throws IOException {
        Files.createDirectories(path.getParent());
        refuses("hello\n", "its first line is no JSON");
        refuses("{\"format\":\"other\",\"version\":1}\n", "it is no snapshot of routing tables");
        refuses("{\"format\":\"weir-routes\",\"version\":2}\n", "it has version 2, and this program reads version 1");
        refuses(
                "{\"format\":\"weir-routes\",\"version\":1,\"sha256\":\"\"}\n",
                "its checksum is wrong: it was cut short or changed");
        refuses(sealed("[]"), "its tables cannot be used: ");
        refuses(
                sealed("{\"topic\":\"weir.routes\",\"currentAt\":\"soon\",\"orphans\":[],\"tables\":[]}"),
                "its tables");
    }

    @Test
    void shouldRefuseTheTablesOfAnotherTopic() throws IOException {
        new SnapshotFile(path, "team.routes").write(SNAPSHOT);
        assertThatThrownBy(file::read)
                .isInstanceOf(RefusedException.class)
                .hasMessage("it is of topic team.routes, not of weir.routes");
    }

    @Test
    void shouldWriteWhatAPersonAndOtherToolsCanReadAndCheck() throws Exception {
        file.write(SNAPSHOT);
        String text = Files.readString(path);
        assertThat(text).contains("\"model\" : \"sentiment\"", "\"currentAt\" : \"2026-01-02T03:04:05.678901Z\"");
        String tables = text.substring(text.indexOf('\n') + 1);
        assertThat(text).startsWith(sealed(tables).substring(0, text.indexOf('\n')));
    }

    private void refuses(String text, String message) throws IOException {
        Files.writeString(path, text);
        assertThatThrownBy(file::read).isInstanceOf(RefusedException.class).hasMessageStartingWith(message);
    }

    private static String sealed(String tables) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(tables.getBytes(StandardCharsets.UTF_8));
            return "{\"format\":\"weir-routes\",\"version\":1,\"sha256\":\""
                    + HexFormat.of().formatHex(hash) + "\"}\n" + tables;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CompiledTable plain() {
        return Tables.table("plain", 1, 0, "", Map.of(), List.of(), true);
    }

    private static CompiledTable full() {
        return new CompiledTable(
                "sentiment",
                42,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                null,
                null,
                "v1.0",
                null,
                0,
                new Mirror("v2.0", 250),
                "salt \"with\" ünicode",
                Map.of("user-1", "v2.0"),
                List.of(new SegmentRule("tier", "gold", "v2.0"), new SegmentRule("tier", "iron", "v1.0")),
                false,
                "decision-42");
    }
}
