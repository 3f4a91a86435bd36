package dev.weir.benchmark.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** One way back, on a broker and a streams application in processes of their own. */
class RollbackIT {

    @Test
    void shouldMeasureAWayBackBesideABareHop() {
        StringWriter printed = new StringWriter();
        int exit = new CommandLine(new RollbackCommand())
                .setOut(new PrintWriter(printed))
                .execute("--routers=3", "--processes=0", "--rate=300", "--models=1", "--trials=1", "--warm-up=0");

        assertThat(exit).isZero();
        assertThat(printed.toString().lines().filter(line -> line.contains("router")))
                .as("what was printed: %s", printed)
                .allSatisfy(line -> assertThat(p50(line)).isNotNegative())
                .hasSize(3);
    }

    private static double p50(String line) {
        return Double.parseDouble(line.substring(40).strip().split(" +")[0]);
    }
}
