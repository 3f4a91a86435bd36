package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MannWhitneyTestTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRowOfBins() {
        for (Row row : OracleTable.read("mann_whitney_binned")) {
            MannWhitneyTest test = MannWhitneyTest.binned(row.wholes("counts1"), row.wholes("counts2"));
            Tolerance.check(row, "u1", test.u1());
            Tolerance.check(row, "z_abs_cc", test.z());
            Tolerance.checkRelative(row, "p_two_sided", test.pValue());
        }
    }

    @Test
    void shouldAgreeWithTheOracleOnEveryRowOfRawValues() {
        for (Row row : OracleTable.read("ks_mwu_raw")) {
            MannWhitneyTest test = MannWhitneyTest.raw(row.reals("x"), row.reals("y"));
            Tolerance.check(row, "mwu_u1", test.u1());
            Tolerance.checkRelative(row, "mwu_p", test.pValue());
        }
    }

    /** Python integers and mpmath 1.3, 60 digits, by the formula. */
    @ParameterizedTest
    @CsvSource({
        "1;0, 0;1, 0.0, 0.0, 0.0",
        "1, 1, 0.5, 0.0, 0.0",
        "5;0, 0;5, 0.0, 2.88, -5.527289946239671763",
        "1000000000;0;1, 999999997;3;1, 499999999500000000.5, 1.3416407860526602227, -1.7163969549216842508",
        "300000000;400000000;300000000, 300010000;400000000;299990000, 500007000000000000.0, 0.57735026905997528108, -0.57322800720297352226",
        "100000;0;300000, 0;500000;1, 150000150000.0, 459.27780221855865163, -105474.4052567086721",
        "1000000000, 999999999, 499999999500000000.0, 0.0, 0.0",
        "1000000000;1, 1;1000000000, 1000000001.0, 44721.359471733414737, -1000000007.4339978641",
        "999999999;1, 5;0, 2500000002.5, 0.000056568542494923801952, -0.000045136185282033688728"
    })
    void shouldKeepItsDigitsWithLargeSamplesAndManyTies(
            String counts1, String counts2, double u1, double z, double logP) {
        MannWhitneyTest test = MannWhitneyTest.binned(counts(counts1), counts(counts2));
        assertThat(test.u1()).isEqualTo(u1);
        assertThat(test.z()).isCloseTo(z, withinPercentage(1e-10));
        assertThat(test.logP()).isCloseTo(logP, withinPercentage(1e-10));
        assertThat(test.pValue()).isCloseTo(Math.exp(logP), within(1e-9 * Math.exp(logP)));
    }

    private static long[] counts(String text) {
        return Stream.of(text.split(";")).mapToLong(Long::parseLong).toArray();
    }

    @Property
    void shouldCountTheSamePairsFromRawValuesAsByComparingThemAll(
            @ForAll @Size(max = 12) double[] x, @ForAll @Size(max = 12) double[] y) {
        double u1 = 0;
        for (double first : x) {
            for (double second : y) {
                u1 += first > second ? 1 : first == second ? 0.5 : 0;
            }
        }
        assertThat(MannWhitneyTest.raw(x, y).u1()).isEqualTo(u1);
    }

    @Property
    void shouldOnlyDependOnTheOrderOfTheValuesAndNotOnThatOfTheSamples(
            @ForAll("samples") double[] x, @ForAll("samples") double[] y) {
        MannWhitneyTest test = MannWhitneyTest.raw(x, y);
        MannWhitneyTest swapped = MannWhitneyTest.raw(y, x);
        MannWhitneyTest stretched = MannWhitneyTest.raw(cubed(x), cubed(y));
        assertThat(stretched).isEqualTo(test);
        assertThat(swapped.u1() + test.u1()).isEqualTo((double) x.length * y.length);
        assertThat(swapped.z()).isCloseTo(test.z(), within(1e-12));
    }

    /** Coarse, so that there are ties, before and after cubing. */
    @Provide
    Arbitrary<double[]> samples() {
        return Arbitraries.doubles()
                .between(-9, 9)
                .ofScale(1)
                .array(double[].class)
                .ofMaxSize(20);
    }

    private static double[] cubed(double[] values) {
        return Arrays.stream(values).map(value -> value * value * value).toArray();
    }

    @Test
    void shouldTellNothingWithoutDifferentValuesOrWithoutASample() {
        assertThat(MannWhitneyTest.raw(new double[] {2, 2}, new double[] {2}))
                .isEqualTo(new MannWhitneyTest(1, 0, 1, 0));
        assertThat(MannWhitneyTest.raw(new double[] {0.0}, new double[] {-0.0}))
                .isEqualTo(new MannWhitneyTest(0.5, 0, 1, 0));
        assertThat(MannWhitneyTest.raw(new double[] {}, new double[] {1, 2}))
                .isEqualTo(new MannWhitneyTest(0, 0, 1, 0));
        assertThat(MannWhitneyTest.binned(new long[0], new long[0])).isEqualTo(new MannWhitneyTest(0, 0, 1, 0));
        assertThat(MannWhitneyTest.binned(new long[] {0, 1}, new long[2])).isEqualTo(new MannWhitneyTest(0, 0, 1, 0));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannWhitneyTest.binned(new long[] {1, -2}, new long[2]))
                .withMessage("counts1 must hold numbers from 0 on, not -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannWhitneyTest.binned(new long[3], new long[2]))
                .withMessage("counts1 and counts2 must have the same bins, not 3 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MannWhitneyTest.raw(new double[1], new double[] {Double.NaN}))
                .withMessage("y must hold numbers, not NaN");
    }
}
