package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.Interval;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WilsonIntervalTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("wilson_ci")) {
            Interval interval = WilsonInterval.interval(row.whole("k"), row.whole("n"), 1 - row.real("alpha"));
            Tolerance.check(row, "lower", interval.lower());
            Tolerance.check(row, "upper", interval.upper());
        }
    }

    /** mpmath 1.3, 60 digits, by the formula. */
    @ParameterizedTest
    @CsvSource({
        "1, 1000000000, 0.95, 1.7652455495696317964e-10, 5.6649342432974378632e-9",
        "999999999, 1000000000, 0.95, 0.9999999943350657567, 0.99999999982347544504",
        "1, 1, 0.95, 0.2065493143772374515, 1.0",
        "0, 1, 0.99, 0.0, 0.86902245671981412856",
        "5, 6000000000, 0.999, 2.1314280084889952398e-10, 3.2581182213306708486e-9",
        "0, 1000000000000, 0.9, 0.0, 2.7055434540880949558e-12"
    })
    void shouldKeepItsDigitsWithLargeAndTinySamples(long k, long n, double confidence, double lower, double upper) {
        Interval interval = WilsonInterval.interval(k, n, confidence);
        assertThat(interval.lower()).isCloseTo(lower, withinPercentage(1e-10));
        assertThat(interval.upper()).isCloseTo(upper, withinPercentage(1e-10));
    }

    @Test
    void shouldEndExactlyAtZeroAndOne() {
        assertThat(WilsonInterval.interval(0, 33, 0.99).lower()).isZero();
        assertThat(WilsonInterval.interval(33, 33, 0.99).upper()).isEqualTo(1);
        assertThat(WilsonInterval.interval(0, 0, 0.95)).isEqualTo(new Interval(0, 1));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WilsonInterval.interval(1, 10, 95))
                .withMessage("confidence must be above 0 and below 1, not 95.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WilsonInterval.interval(-1, 10, 0.95))
                .withMessage("k must be from 0 to n = 10, not -1");
    }
}
