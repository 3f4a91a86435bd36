package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleRatioTestTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("srm_chi_square")) {
            SampleRatioTest test = SampleRatioTest.test(row.wholes("counts"), row.reals("weights"));
            Tolerance.checkRelative(row, "chi2", test.chiSquare());
            Tolerance.check(row, "df", test.df());
            Tolerance.checkRelative(row, "p_value", test.pValue());
            Tolerance.checkRelative(row, "log_p", test.logP());
        }
    }

    /** mpmath 1.3, 60 digits: by the formula and the incomplete gamma function. */
    @ParameterizedTest
    @CsvSource({
        "500000000;500000001, 0.5;0.5, 9.99999999000000001e-10, -0.000025231643518620831215",
        "950000100;49999900, 0.95;0.05, 0.00021052631580992514161, -0.011644049372123506787",
        "1;0, 0.9;0.1, 0.11111111111111111454, -0.30261612521928494185",
        "0;3;0, 1.0;2.0;7.0, 12.0, -6.0",
        "1000000000;1, 0.05;0.95, 18999999978.999998078, -9500000001.5596427993",
        "333333333;333333334;333333000, 0.1;0.1;0.1, 0.00022244607407454266682, -0.00011122303703727133341",
        "90000;10000, 95.0;5.0, 5263.1578947368421053, -2636.0891718738021536"
    })
    void shouldKeepItsDigitsWithLargeSmallAndUnequalCounts(String counts, String weights, double chi2, double logP) {
        SampleRatioTest test = SampleRatioTest.test(
                Stream.of(counts.split(";")).mapToLong(Long::parseLong).toArray(),
                Stream.of(weights.split(";")).mapToDouble(Double::parseDouble).toArray());
        assertThat(test.chiSquare()).isCloseTo(chi2, withinPercentage(1e-10));
        assertThat(test.logP()).isCloseTo(logP, withinPercentage(1e-9));
        assertThat(test.pValue()).isCloseTo(Math.exp(logP), within(1e-9 * Math.exp(logP)));
    }

    @Property
    void shouldBeTheSquareOfTheDistanceInStandardDeviationsWithTwoEqualVariants(
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long n1,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long n2) {
        double apart = n1 - n2;
        assertThat(SampleRatioTest.test(new long[] {n1, n2}, new double[] {3, 3})
                        .chiSquare())
                .isCloseTo(apart * apart / (n1 + n2), withinPercentage(1e-10));
    }

    @Test
    void shouldTellNothingWithoutUnits() {
        assertThat(SampleRatioTest.test(new long[3], new double[] {1, 2, 3}))
                .isEqualTo(new SampleRatioTest(0, 2, 1, 0));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioTest.test(new long[] {5, -1}, new double[] {1, 1}))
                .withMessage("counts must hold numbers from 0 on, not -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioTest.test(new long[] {5, 1}, new double[] {1, 0}))
                .withMessage("weights must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioTest.test(new long[] {5, 1}, new double[] {1, Double.NaN}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioTest.test(new long[] {5}, new double[] {1}))
                .withMessage("counts and weights must be of the same two variants or more, not 1 and 1");
        assertThatIllegalArgumentException().isThrownBy(() -> SampleRatioTest.test(new long[2], new double[3]));
    }
}
