package dev.weir.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.benchmark.ingest.EnduranceCommand;
import dev.weir.benchmark.ingest.IngestCommand;
import dev.weir.benchmark.memory.MemoryCommand;
import dev.weir.benchmark.operation.LongLogCommand;
import dev.weir.benchmark.operation.PropagationCommand;
import dev.weir.benchmark.operation.RollbackCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class RangesTest {

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrong")
    void shouldSayWhatToWriteInstead(String command, String argument, Object measurement, String said) {
        StringWriter err = new StringWriter();

        int exitCode = new CommandLine(measurement).setErr(new PrintWriter(err)).execute(argument);

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).startsWith(said).contains("Usage: " + command);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                ingest("--rounds=0", "--rounds is 0, but must be at least 1"),
                ingest("--models=0", "--models is 0, but must be at least 1"),
                ingest("--threads=0", "--threads is 0, but must be at least 1"),
                ingest("--instances=-1", "--instances is -1, but must be at least 1"),
                ingest("--events=0", "--events is 0, but must be at least 1"),
                ingest("--dsl-warm-up=-1", "--dsl-warm-up is -1, but must be at least 0"),
                arguments("endurance", "--share=0", new EnduranceCommand(), "--share is 0.0, but must be more than 0"),
                arguments("endurance", "--rate=0", new EnduranceCommand(), "--rate is 0, but must be at least 1"),
                arguments("memory", "--models=1,0", new MemoryCommand(), "--models is 0, but must be at least 1"),
                arguments("memory", "--seconds=1", new MemoryCommand(), "--seconds is 1, but must be at least 2"),
                arguments("long-log", "--events=9", new LongLogCommand(), "--events is 9, but must be at least 10"),
                arguments(
                        "propagation",
                        "--processes=51",
                        new PropagationCommand(),
                        "--processes is 51, but must be from 0 to 50"),
                rollback("--trials=0", "--trials is 0, but must be at least 1"),
                rollback("--processes=11", "--processes is 11, but must be from 0 to 10"),
                rollback("--rate=9", "--rate is 9, but must be at least 10"));
    }

    private static Arguments ingest(String argument, String said) {
        return arguments("ingest", argument, new IngestCommand(), said);
    }

    private static Arguments rollback(String argument, String said) {
        return arguments("rollback", argument, new RollbackCommand(), said);
    }
}
