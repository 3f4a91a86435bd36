package dev.weir.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class RunSuiteTest {

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void shouldSayHowItIsUsed(String help) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        RunSuite.run(List.of(help), new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("usage: run SUITE [--rounds N]")
                .contains("decision, judge");
    }

    @ParameterizedTest
    @EnumSource(Suite.class)
    void shouldRunEveryBenchmarkOfASuiteBesideItsBound(Suite suite) throws Exception {
        RatioTable table = RunSuite.table(
                suite,
                1,
                new OptionsBuilder()
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(50))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build());
        assertThat(table.rows()).hasSizeGreaterThan(1).allSatisfy(row -> {
            assertThat(row.score()).isPositive();
            assertThat(row.ratio()).isPositive();
            assertThat(row.bytesPerOp()).isNotNegative();
        });
        assertThat(table.rows())
                .filteredOn(row -> row.name().equals(suite.bound()))
                .singleElement()
                .satisfies(bound -> assertThat(bound.ratio()).isEqualTo(1.0));
        assertThat(table.text()).contains(suite.bound());
    }
}
