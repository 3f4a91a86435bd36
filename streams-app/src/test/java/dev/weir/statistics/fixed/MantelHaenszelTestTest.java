package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.ChiSquare;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class MantelHaenszelTestTest {
    private static final double PERCENT = 1e-7;

    @Provide
    Arbitrary<List<Stratum>> strata() {
        return Strata.atRandom(1_000);
    }

    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("cmh")) {
            MantelHaenszelTest.Result result = MantelHaenszelTest.test(Strata.of(row));
            Tolerance.check(row, "chi2", result.chiSquare().statistic());
            Tolerance.check(row, "p_value", result.chiSquare().pValue());
            Tolerance.check(row, "chi2_cc", result.corrected().statistic());
            Tolerance.check(row, "p_value_cc", result.corrected().pValue());
            Tolerance.check(row, "or_mh", result.oddsRatio());
            Tolerance.check(row, "se_log_or", result.logOddsRatioError());
        }
    }

    @Test
    void shouldFavourWhatEverySegmentFavoursAgainstThePooledCounts() {
        Stratum hard = new Stratum(30, 270, 5, 95);
        Stratum easy = new Stratum(95, 5, 270, 30);
        double pooled = (125.0 / 275) / (275.0 / 125);
        assertThat(pooled).isLessThan(1);
        assertThat(MantelHaenszelTest.test(List.of(hard, easy)).oddsRatio()).isGreaterThan(1);
    }

    /** Computed in whole numbers: chi2 = (sum (ad - bc)/n)^2 / sum V. */
    @Test
    void shouldKeepItsDigitsAtABillionRequests() {
        Stratum large = new Stratum(500_000_100L, 499_999_900L, 500_000_000L, 500_000_000L);
        MantelHaenszelTest.Result result = MantelHaenszelTest.test(List.of(large));
        double n = 2e9;
        double excess = 1e11 / n;
        double variance = 1e9 * 1e9 * 1_000_000_100.0 * 999_999_900.0 / n / n / (n - 1);
        assertThat(result.chiSquare().statistic()).isCloseTo(excess * excess / variance, withinPercentage(PERCENT));
    }

    @Test
    void shouldGiveTheLogarithmOfAPValueThatNoDoubleHolds() {
        MantelHaenszelTest.Result result =
                MantelHaenszelTest.test(List.of(new Stratum(600_000, 400_000, 400_000, 600_000)));
        assertThat(result.chiSquare().statistic()).isCloseTo(79_999.96, within(1e-6));
        assertThat(result.chiSquare().pValue()).isZero();
        assertThat(result.chiSquare().logPValue()).isCloseTo(-40_005.85066, within(1e-3));
    }

    @Test
    void shouldFindNothingWhereNoStratumHoldsBothArmsAndBothOutcomes() {
        for (List<Stratum> strata : List.of(
                List.<Stratum>of(),
                List.of(new Stratum(0, 0, 0, 0)),
                List.of(new Stratum(1, 0, 0, 0)),
                List.of(new Stratum(3, 4, 0, 0), new Stratum(5, 0, 6, 0)))) {
            MantelHaenszelTest.Result result = MantelHaenszelTest.test(strata);
            assertThat(result.chiSquare()).isEqualTo(new ChiSquare(0, 1));
            assertThat(result.corrected().pValue()).isEqualTo(1);
            assertThat(result.oddsRatio()).isNaN();
            assertThat(result.logOddsRatioError()).isNaN();
        }
    }

    @Test
    void shouldHaveNoErrorForAnOddsRatioAtAnEnd() {
        MantelHaenszelTest.Result none = MantelHaenszelTest.test(List.of(new Stratum(0, 10, 5, 5)));
        assertThat(none.oddsRatio()).isZero();
        assertThat(none.logOddsRatioError()).isNaN();
        assertThat(MantelHaenszelTest.test(List.of(new Stratum(10, 0, 5, 5))).oddsRatio())
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Property
    void shouldNotBeMovedByStrataThatTellNothing(@ForAll("strata") List<Stratum> strata) {
        List<Stratum> more = new ArrayList<>(strata);
        more.add(new Stratum(7, 8, 0, 0));
        more.add(new Stratum(0, 9, 0, 4));
        assertThat(MantelHaenszelTest.test(more)).isEqualTo(MantelHaenszelTest.test(strata));
    }

    @Property
    void shouldInvertTheOddsRatioWhenTheArmsAreExchanged(@ForAll("strata") List<Stratum> strata) {
        List<Stratum> exchanged = strata.stream()
                .map(s -> new Stratum(s.c(), s.d(), s.a(), s.b()))
                .toList();
        MantelHaenszelTest.Result one = MantelHaenszelTest.test(strata);
        MantelHaenszelTest.Result other = MantelHaenszelTest.test(exchanged);
        assertThat(other.chiSquare().statistic())
                .isCloseTo(
                        one.chiSquare().statistic(),
                        within(1e-9 * (1 + one.chiSquare().statistic())));
        if (one.oddsRatio() > 0 && one.oddsRatio() < Double.POSITIVE_INFINITY) {
            assertThat(other.oddsRatio() * one.oddsRatio()).isCloseTo(1, within(1e-12));
            assertThat(other.logOddsRatioError()).isCloseTo(one.logOddsRatioError(), withinPercentage(PERCENT));
        }
    }
}
