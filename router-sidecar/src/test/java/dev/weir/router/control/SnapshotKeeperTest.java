package dev.weir.router.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.router.selection.Tables;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotKeeperTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicReference<Optional<Snapshot>> state = new AtomicReference<>(Optional.empty());

    @TempDir
    private Path directory;

    @Test
    void shouldWriteAtOnceThenOnceASecondAndTheLastStateAtClosing() throws IOException {
        SnapshotFile file = new SnapshotFile(directory.resolve("routes.json"), "t");
        SnapshotKeeper keeper = new SnapshotKeeper(file, state::get, meters);
        keeper.start();
        long startNanos = System.nanoTime();
        change(keeper, 1);
        await().until(() -> written() == 1);
        long revision = 1;
        while (written() < 3) {
            change(keeper, ++revision);
            Thread.onSpinWait();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofMillis(1_900));
        change(keeper, ++revision);
        keeper.close();
        assertThat(file.read()).isEqualTo(state.get());
    }

    @Test
    void shouldWriteNothingWhileThereIsNothingToKeep() {
        SnapshotFile file = new SnapshotFile(directory.resolve("routes.json"), "t");
        SnapshotKeeper keeper = new SnapshotKeeper(file, state::get, meters);
        keeper.start();
        keeper.changed();
        keeper.close();
        assertThat(file.path()).doesNotExist();
    }

    @Test
    void shouldCountWhatCannotBeWrittenAndWriteAgainWhenItCan() throws IOException {
        Path blocked = Files.writeString(directory.resolve("state"), "a file where the directory should be");
        SnapshotFile file = new SnapshotFile(blocked.resolve("routes.json"), "t");
        SnapshotKeeper keeper = new SnapshotKeeper(file, state::get, meters);
        keeper.start();
        change(keeper, 1);
        await().until(() -> meters.counter("weir.router.snapshots.failed").count() > 0);
        Files.delete(blocked);
        change(keeper, 2);
        await().until(() -> written() > 0);
        keeper.close();
        assertThat(file.read()).isEqualTo(state.get());
    }

    private void change(SnapshotKeeper keeper, long revision) {
        HeldTables held = HeldTables.EMPTY.caughtUp(
                Map.of("m", Tables.weighted(revision, 500, "salt")), new Incarnation("cluster", "topic"));
        state.set(Optional.of(new Snapshot(held, Instant.EPOCH)));
        keeper.changed();
    }

    private double written() {
        return meters.counter("weir.router.snapshots.written").count();
    }
}
