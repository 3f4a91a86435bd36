package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.ChiSquare;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BreslowDayTestTest {
    @Provide
    Arbitrary<List<Stratum>> strata() {
        return Strata.atRandom(1_000);
    }

    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("breslow_day")) {
            BreslowDayTest.Result result = BreslowDayTest.test(Strata.of(row));
            Tolerance.check(row, "bd", result.breslowDay().statistic());
            Tolerance.check(row, "p_bd", result.breslowDay().pValue());
            Tolerance.check(row, "bd_tarone", result.tarone().statistic());
            Tolerance.check(row, "p_tarone", result.tarone().pValue());
            assertThat(result.tarone().df()).as("%s", row).isEqualTo(row.whole("df"));
        }
    }

    @Test
    void shouldHaveNothingToCompareInFewerThanTwoStrata() {
        BreslowDayTest.Result none = BreslowDayTest.test(List.of());
        assertThat(none.tarone()).isEqualTo(new ChiSquare(0, 0));
        assertThat(none.tarone().pValue()).isEqualTo(1);
        BreslowDayTest.Result one = BreslowDayTest.test(List.of(new Stratum(3, 4, 5, 6), new Stratum(3, 4, 0, 0)));
        assertThat(one.breslowDay()).isEqualTo(new ChiSquare(0, 0));
    }

    @Test
    void shouldFitStrataThatAllLackTheSameCell() {
        BreslowDayTest.Result result = BreslowDayTest.test(List.of(new Stratum(0, 10, 5, 5), new Stratum(0, 90, 8, 7)));
        assertThat(result.breslowDay()).isEqualTo(new ChiSquare(0, 1));
        assertThat(result.tarone()).isEqualTo(new ChiSquare(0, 1));
    }

    /** mpmath, 50 digits: the same formulas for the same tables. */
    @Test
    void shouldKeepItsDigitsAtABillionRequestsAndAtExtremeOdds() {
        BreslowDayTest.Result large = BreslowDayTest.test(List.of(
                new Stratum(500_010_000L, 499_990_000L, 500_000_000L, 500_000_000L),
                new Stratum(10_000_000L, 990_000_000L, 10_020_000L, 989_980_000L)));
        assertThat(large.breslowDay().statistic()).isCloseTo(20.189667798270528666, withinPercentage(1e-5));
        BreslowDayTest.Result extreme =
                BreslowDayTest.test(List.of(new Stratum(1, 1_000_000, 900_000, 3), new Stratum(2, 50, 40, 1)));
        assertThat(extreme.breslowDay().statistic()).isCloseTo(10929.975003679418482, withinPercentage(1e-7));
        assertThat(extreme.tarone().statistic()).isCloseTo(10537.588782602143005, withinPercentage(1e-7));
    }

    @Property
    void shouldNotDependOnWhichOutcomeOrWhichArmIsNamedFirst(@ForAll("strata") List<Stratum> strata) {
        double statistic = BreslowDayTest.test(strata).tarone().statistic();
        double outcomes = BreslowDayTest.test(strata.stream()
                        .map(s -> new Stratum(s.b(), s.a(), s.d(), s.c()))
                        .toList())
                .tarone()
                .statistic();
        double arms = BreslowDayTest.test(strata.stream()
                        .map(s -> new Stratum(s.c(), s.d(), s.a(), s.b()))
                        .toList())
                .tarone()
                .statistic();
        assertThat(outcomes).isCloseTo(statistic, within(1e-9 * (1 + statistic)));
        assertThat(arms).isCloseTo(statistic, within(1e-9 * (1 + statistic)));
    }

    @Property
    void shouldBeZeroWhenEveryStratumIsTheSame(@ForAll("strata") List<Stratum> strata) {
        if (!strata.isEmpty()) {
            Stratum stratum = strata.get(0);
            double statistic = BreslowDayTest.test(List.of(stratum, stratum, stratum))
                    .breslowDay()
                    .statistic();
            assertThat(statistic).isCloseTo(0, within(1e-18));
        }
    }
}
