package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.statistics.Interval;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import org.junit.jupiter.api.Test;

class WilsonIntervalTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("wilson_ci")) {
            Interval interval = WilsonInterval.interval(row.whole("k"), row.whole("n"), 1 - row.real("alpha"));
            Tolerance.check(row, "lower", interval.lower());
            Tolerance.check(row, "upper", interval.upper());
        }
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
