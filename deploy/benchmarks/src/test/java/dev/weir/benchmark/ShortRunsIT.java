package dev.weir.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.benchmark.ingest.IngestCommand;
import dev.weir.benchmark.memory.MemoryCommand;
import dev.weir.benchmark.operation.LongLogCommand;
import dev.weir.benchmark.operation.PropagationCommand;
import dev.weir.benchmark.operation.RollbackCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Measurements in small: that they still run to their end, and that what each of them checks as it goes holds, such as that
 * everybody counted each event once. Not among them are those that take minutes however small ({@code endurance}) and those
 * that need the program as it is shipped ({@code outage}, {@code footprint}, {@code proxy}).
 */
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
                .contains("3 models, outcomes, 1 thread", "Weir / bare poll loop")
                .doesNotContain("Streams DSL");
    }

    @Test
    void shouldMeasureWhatAnEventOfAShadowStageCostsBesideTheDsl() {
        assertThat(run(
                        new IngestCommand(),
                        "--models=2",
                        "--pairs",
                        "--rounds=1",
                        "--warm-up=10000",
                        "--events=10000",
                        "--dsl-events=10000",
                        "--dsl-warm-up=5000",
                        "--density=4000"))
                .contains("2 models, pairs, 1 thread", "Streams DSL");
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
                .contains("1 ways back", "max of 1");
    }

    @Test
    void shouldMeasureTheWayOfATable() {
        assertThat(run(
                        new PropagationCommand(),
                        "--routers=3",
                        "--processes=0",
                        "--appends=20",
                        "--warm-up=2",
                        "--pause=20",
                        "--models=5"))
                .contains("the last of all 3", "acks 66 of 66, missed 0, decided otherwise 0");
    }

    @Test
    void shouldMeasureWhatIsKeptOfAModel() {
        assertThat(run(new MemoryCommand(), "--models=1,2", "--seconds=2").lines())
                .hasSize(1 + 2 * 4);
    }

    @Test
    void shouldMeasureWhatALongLogLeavesOnTheHeap() {
        assertThat(run(new LongLogCommand(), "--events=1000000", "--models=2")).contains("1,000,000 counted, 0 late");
    }

    /** Returns what a measurement that ended well has printed. */
    private static String run(Object command, String... arguments) {
        StringWriter out = new StringWriter();
        int exitCode = new CommandLine(command).setOut(new PrintWriter(out)).execute(arguments);
        assertThat(exitCode).as(out.toString()).isZero();
        return out.toString();
    }
}
