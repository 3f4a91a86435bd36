package dev.weir.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.benchmark.ingest.IngestCommand;
import dev.weir.benchmark.operation.RollbackCommand;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The measurements that need a broker, in small: that they still run to their end, and that everybody counted the same. */
@Tag("short-run")
class ShortRunsIT {

    @Test
    void shouldMeasureWhatAnEventCosts() {
        assertThat(run(
                        new IngestCommand(),
                        "--models=3",
                        "--outcomes",
                        "--rounds=1",
                        "--warm-up=20000",
                        "--events=20000",
                        "--dsl-events=0",
                        "--density=4000"))
                .isZero();
    }

    @Test
    void shouldMeasureAWayBack() {
        assertThat(run(
                        new RollbackCommand(),
                        "--models=1",
                        "--processes=0",
                        "--routers=2",
                        "--rate=300",
                        "--trials=1",
                        "--warm-up=0"))
                .isZero();
    }

    private static int run(Object command, String... arguments) {
        return new CommandLine(command).execute(arguments);
    }
}
