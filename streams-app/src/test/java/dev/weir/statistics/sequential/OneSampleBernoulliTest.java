package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

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

    /** From mpmath 1.3 with 50 digits, by bisection of the two-sided evidence. */
    @Test
    void shouldKeepTheDigitsOfBoundsFarBelowOne() {
        assertInterval(0, 1_000_000_000, 0, 2.3718997830204968e-8);
        assertInterval(3, 1_000_000_000, 6.6958238070627151e-13, 3.2357803887381074e-8);
        assertInterval(100_000, 1_000_000_000, 9.8165160559469003e-5, 0.00010185755967065329);
        assertInterval(499, 1_000, 0.44339370028837768, 0.55462283670720172);
        assertInterval(1, 3, 0.0042019044803600009, 0.93317917075581567);
        assertInterval(999_999_997, 1_000_000_000, 0.99999996764219611, 0.99999999999933042);
    }

    private static void assertInterval(long k, long n, double lower, double upper) {
        Interval interval = OneSampleBernoulli.interval(k, n, 0.95);
        assertThat(interval.lower()).isCloseTo(lower, withinPercentage(1e-7));
        assertThat(interval.upper()).isCloseTo(upper, withinPercentage(1e-7));
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
