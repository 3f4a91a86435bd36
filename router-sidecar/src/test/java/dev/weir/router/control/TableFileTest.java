package dev.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.router.selection.CompiledTable;
import dev.weir.router.selection.Mirror;
import dev.weir.router.selection.RouteImage;
import dev.weir.router.selection.SegmentRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFileTest {

    private static final CompiledTable TABLE = new CompiledTable(
            "m",
            7,
            Instant.parse("2026-01-02T03:04:05Z"),
            "m-v2",
            "canary",
            "v1",
            "v2",
            500,
            new Mirror("v2", 100),
            "salt",
            Map.of("u", "v2"),
            List.of(new SegmentRule("tier", "gold", "v2")),
            false,
            "decision-7");

    @TempDir
    private Path directory;

    @Test
    void shouldReadOneTableWithTheTopicsFieldNames() throws IOException {
        assertThat(
                        read("""
                        { "model": "m", "revision": 7, "timestamp": "2026-01-02T03:04:05Z", "rollout": "m-v2",
                          "stage": "canary", "baseline": "v1", "candidate": "v2",
                          "weights": [{"variant": "v1", "weightBps": 9500}, {"variant": "v2", "weightBps": 500}],
                          "shadow": {"variant": "v2", "sampleBps": 100}, "salt": "salt", "users": {"u": "v2"},
                          "segments": [{"key": "tier", "value": "gold", "variant": "v2"}], "killSwitch": false,
                          "decisionId": "decision-7" }
                        """)
                                .tables())
                .isEqualTo(Map.of("m", TABLE));
    }

    @Test
    void shouldReadASidecarsSnapshot() throws IOException {
        Path file = directory.resolve("routes.json");
        new SnapshotFile(file, "weir.routes")
                .write(new Snapshot(
                        new HeldTables(new RouteImage(Map.of("m", TABLE)), Incarnation.UNKNOWN, Set.of()),
                        Instant.parse("2026-01-02T03:04:06Z")));
        assertThat(TableFile.read(file).tables()).isEqualTo(Map.of("m", TABLE));
    }

    @Test
    void shouldSayWhichTableIsWrongAndWhy() {
        assertThatThrownBy(() -> read("{\"routes\": [{\"model\": \"m\", \"salt\": \"s\"}]}"))
                .hasMessageContaining("table 1: baseline is missing, or is no text");
        assertThatThrownBy(() -> read("{\"model\": \"m\", \"salt\": \"s\", \"baseline\": \"v1\"}"))
                .hasMessageContaining("the weights add up to 0, not to 10000");
        assertThatThrownBy(() -> read("{\"routes\": []}")).hasMessageContaining("has no routing table");
        assertThatThrownBy(() -> read("{\n{")).hasMessageContaining("tables.json:2: not JSON");
        assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> TableFile.read(directory.resolve("none"))).hasMessageContaining("no such file");
    }

    private RouteImage read(String json) throws IOException {
        return TableFile.read(Files.writeString(directory.resolve("tables.json"), json));
    }
}
