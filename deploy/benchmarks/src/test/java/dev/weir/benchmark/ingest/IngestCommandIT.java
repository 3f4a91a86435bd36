package dev.weir.benchmark.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A look at the whole command, too short for its figures to mean anything. */
class IngestCommandIT {

    @Test
    void shouldCountEveryEventInWeirAndInTheDsl() {
        int exit = new CommandLine(new IngestCommand())
                .execute("--models=2", "--events=20000", "--warm-up=5000", "--dsl-events=5000", "--rounds=1");
        assertThat(exit).isZero();
    }
}
