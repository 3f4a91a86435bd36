package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.Interval;
import dev.weir.statistics.Moments;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WelchTestTest {
    /**
     * The table's bounds rest on scipy 1.10, whose t quantiles are right to nine digits: at line 10, mpmath's upper bound
     * is 0.0485227279284, the table's 0.0485227329171.
     */
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("welch_t")) {
            WelchTest test = WelchTest.test(sample(row, 1), sample(row, 2), 1 - row.real("alpha"));
            Tolerance.check(row, "t", test.t());
            Tolerance.check(row, "df", test.df());
            Tolerance.checkRelative(row, "p_value", test.pValue());
            Tolerance.checkRoot(row, "ci_lower", test.interval().lower());
            Tolerance.checkRoot(row, "ci_upper", test.interval().upper());
            assertThat(Math.exp(test.logP())).isCloseTo(test.pValue(), withinPercentage(1e-10));
        }
    }

    private static Moments sample(Row row, int arm) {
        return Moments.ofVariance(row.whole("n" + arm), row.real("mean" + arm), row.real("var" + arm));
    }

    /** mpmath 1.3, 60 digits: t and df by their formulas, log p by the incomplete beta function. */
    @ParameterizedTest
    @CsvSource({
        "1.5, 2.0, 2, 1.0, 0.0, 2, 0.5, 1.0, -0.34979471750208643572",
        "1.0000001, 0.0001, 1000000000, 1.0, 0.0002, 1000000000, 0.18257418594165444122, 1799999998.2, -0.15649927166936355585",
        "5.0, 1.0, 1000, 4.0, 0.001, 100000, 31.622618488986629142, 999.01998009890196906, -349.81048092035141498",
        "1000000000.0, 4.0, 50, 1000000001.0, 9.0, 2, -0.46726931351599774232, 1.0358649236225636841, -0.32911365532397373403",
        "0.01, 0.0099, 1000000000, 0.012, 0.012, 1000000, -18.249892055059277932, 1001649.6782925722439, -169.63436461780622694",
        "2.0, 1e+300, 30, 3.0, 1e+300, 30, -3.8729833462074167835e-150, 58.0, 0.0"
    })
    void shouldKeepItsDigitsWithLargeUnequalAndTinySamples(
            double mean1, double var1, long n1, double mean2, double var2, long n2, double t, double df, double logP) {
        WelchTest test = WelchTest.test(Moments.ofVariance(n1, mean1, var1), Moments.ofVariance(n2, mean2, var2), 0.95);
        assertThat(test.t()).isCloseTo(t, withinPercentage(1e-7));
        assertThat(test.df()).isCloseTo(df, withinPercentage(1e-10));
        assertThat(test.logP()).isCloseTo(logP, within(1e-8 * Math.abs(logP) + 1e-140));
        assertThat(test.pValue()).isCloseTo(Math.exp(logP), withinPercentage(1e-6));
    }

    @Test
    void shouldReturnTheLimitWhereNothingVaries() {
        assertThat(WelchTest.test(Moments.of(3, 3), Moments.of(3, 3, 3), 0.95))
                .isEqualTo(new WelchTest(0, 3, 1, 0, new Interval(0, 0)));
        assertThat(WelchTest.test(Moments.of(3, 3), Moments.of(4, 4), 0.95))
                .isEqualTo(
                        new WelchTest(Double.NEGATIVE_INFINITY, 2, 0, Double.NEGATIVE_INFINITY, new Interval(-1, -1)));
    }

    @Test
    void shouldTakeTheFreedomOfTheOneSampleThatVaries() {
        assertThat(WelchTest.test(Moments.of(1, 2, 3), Moments.of(5, 5), 0.95).df())
                .isEqualTo(2);
    }

    @Property
    void shouldExcludeZeroJustWhenItRejects(
            @ForAll @DoubleRange(min = -5, max = 5) double difference,
            @ForAll @DoubleRange(min = 0.01, max = 100) double variance1,
            @ForAll @DoubleRange(min = 0.01, max = 100) double variance2,
            @ForAll @LongRange(min = 2, max = 1_000_000_000) long n1,
            @ForAll @LongRange(min = 2, max = 1_000_000_000) long n2) {
        Moments first = Moments.ofVariance(n1, difference, variance1);
        Moments second = Moments.ofVariance(n2, 0, variance2);
        WelchTest test = WelchTest.test(first, second, 0.95);
        WelchTest swapped = WelchTest.test(second, first, 0.95);
        boolean excluded = test.interval().lower() > 0 || test.interval().upper() < 0;
        assertThat(excluded).isEqualTo(test.pValue() < 0.05);
        assertThat(swapped.t()).isEqualTo(-test.t());
        assertThat(swapped.pValue()).isCloseTo(test.pValue(), withinPercentage(1e-6));
        assertThat(test.df()).isBetween(Math.min(n1, n2) - 1 - 1e-6, (n1 + n2 - 2) * (1 + 1e-12));
    }

    @Test
    void shouldRefuseASampleWithoutAVariance() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WelchTest.test(Moments.of(1), Moments.of(1, 2), 0.95))
                .withMessage("the first sample must hold 2 values or more, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WelchTest.test(Moments.of(1, 2), Moments.EMPTY, 0.95))
                .withMessage("the second sample must hold 2 values or more, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WelchTest.test(Moments.of(1, 2), Moments.of(1, 2), 1))
                .withMessage("confidence must be above 0 and below 1, not 1.0");
    }
}
