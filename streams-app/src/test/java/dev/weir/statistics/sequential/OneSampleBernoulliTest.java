package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.statistics.Interval;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import org.junit.jupiter.api.Test;

class OneSampleBernoulliTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("seq_bernoulli_beta")) {
            long k = row.whole("k");
            long n = row.whole("n");
            double p0 = row.real("p0");
            Tolerance.check(row, "log_e_two_sided", OneSampleBernoulli.logETwoSided(k, n, p0));
            Tolerance.check(row, "log_e_greater", OneSampleBernoulli.logEGreater(k, n, p0));
            Tolerance.check(row, "log_e_less", OneSampleBernoulli.logELess(k, n, p0));
            if (!row.text("cs95_lower").equals("nan")) {
                Interval interval = OneSampleBernoulli.interval(k, n, 0.95);
                Tolerance.checkRoot(row, "cs95_lower", interval.lower());
                Tolerance.checkRoot(row, "cs95_upper", interval.upper());
            }
        }
    }

    @Test
    void shouldAgreeWithTheOracleOnCountsBeyondInt() {
        for (Row row : OracleTable.read("seq_bernoulli_large")) {
            long k = row.whole("k");
            long n = row.whole("n");
            double p0 = row.real("p0");
            Tolerance.checkLarge(row, "log_e_two_sided", OneSampleBernoulli.logETwoSided(k, n, p0));
            Tolerance.checkLarge(row, "log_e_greater", OneSampleBernoulli.logEGreater(k, n, p0));
            Tolerance.checkLarge(row, "log_e_less", OneSampleBernoulli.logELess(k, n, p0));
        }
    }

    @Test
    void shouldEndExactlyAtZeroAndOne() {
        assertThat(OneSampleBernoulli.interval(0, 50, 0.95).lower()).isZero();
        assertThat(OneSampleBernoulli.interval(50, 50, 0.95).upper()).isEqualTo(1);
        assertThat(OneSampleBernoulli.interval(0, 0, 0.95)).isEqualTo(new Interval(0, 1));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneSampleBernoulli.logETwoSided(1, 10, 0))
                .withMessage("p0 must be above 0 and below 1, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneSampleBernoulli.logELess(11, 10, 0.5))
                .withMessage("k must be from 0 to n = 10, not 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneSampleBernoulli.interval(1, 10, Double.NaN))
                .withMessage("confidence must be above 0 and below 1, not NaN");
    }
}
