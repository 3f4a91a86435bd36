package dev.weir.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class RunSuiteTest {

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
