package dev.weir.statistics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KolmogorovSmirnovTestTest {
    private static final double PERCENT = 1e-7;

    @Test
    void shouldAgreeWithTheOracleOnEveryRowOfBins() {
        for (Row row : OracleTable.read("ks_binned")) {
            KolmogorovSmirnovTest.Result result =
                    KolmogorovSmirnovTest.binned(row.wholes("ref_counts"), row.wholes("cur_counts"));
            Tolerance.check(row, "d", result.d());
            Tolerance.check(row, "p_value", result.pValue());
        }
    }

    @Test
    void shouldAgreeWithTheOracleOnEveryRowOfValues() {
        for (Row row : OracleTable.read("ks_mwu_raw")) {
            KolmogorovSmirnovTest.Result exact = KolmogorovSmirnovTest.exact(row.reals("x"), row.reals("y"));
            Tolerance.check(row, "ks_d", exact.d());
            Tolerance.check(row, "ks_p_exact", exact.pValue());
            assertThat(exact.logPValue()).isEqualTo(Math.log(exact.pValue()));
            KolmogorovSmirnovTest.Result asymptotic = KolmogorovSmirnovTest.asymptotic(row.reals("x"), row.reals("y"));
            Tolerance.check(row, "ks_d", asymptotic.d());
            Tolerance.check(row, "ks_p_asymptotic", asymptotic.pValue());
        }
    }

    /** mpmath, 50 digits: the series of Kolmogorov's distribution. */
    @ParameterizedTest
    @CsvSource({
        "0.3, -9.305844633804494099e-6",
        "0.5, -0.036720787162354873459",
        "0.99, -1.2698496811935095542",
        "1.0, -1.309334535994299704",
        "1.01, -1.3492522922063564186",
        "2, -7.306852819477806036",
        "10, -199.30685281944005469",
        "40, -3199.3068528194400547",
        "3000, -17999999.30685281944",
    })
    void shouldFollowKolmogorovsDistributionOnBothSidesOfOne(double x, double logSurvival) {
        assertThat(KolmogorovDistribution.logSurvival(x)).isCloseTo(logSurvival, withinPercentage(PERCENT));
    }

    @Test
    void shouldBeCertainOfNothingAtADistanceOfNone() {
        assertThat(KolmogorovDistribution.logSurvival(0)).isZero();
        assertThat(KolmogorovSmirnovTest.binned(new long[] {4, 6}, new long[] {40, 60}))
                .isEqualTo(new KolmogorovSmirnovTest.Result(0, 1, 0));
        assertThat(KolmogorovSmirnovTest.exact(new double[] {1, 2}, new double[] {1, 2}))
                .isEqualTo(new KolmogorovSmirnovTest.Result(0, 1, 0));
    }

    /** mpmath, 50 digits, from the definitions. */
    @Test
    void shouldKeepItsDigitsAtABillionObservations() {
        KolmogorovSmirnovTest.Result near = KolmogorovSmirnovTest.binned(
                new long[] {500_000_000L, 300_000_000L, 200_000_000L},
                new long[] {500_010_000L, 299_990_001L, 200_000_003L});
        assertThat(near.d()).isCloseTo(9.99799996000800016e-6, withinPercentage(PERCENT));
        assertThat(near.logPValue()).isCloseTo(-2.1360790014952048896e-10, within(1e-16));
        KolmogorovSmirnovTest.Result far = KolmogorovSmirnovTest.binned(
                new long[] {400_000_000L, 600_000_000L}, new long[] {600_000_000L, 400_000_000L});
        assertThat(far.pValue()).isZero();
        assertThat(far.logPValue()).isCloseTo(-39999999.30685281944, withinPercentage(PERCENT));
    }

    /** scipy.stats.ks_2samp(numpy.arange(400), numpy.arange(300) + 350, method='exact'). */
    @Test
    void shouldCountTheLatticePathsOfTheFarTail() {
        double[] x = new double[400];
        double[] y = new double[300];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
        }
        for (int i = 0; i < y.length; i++) {
            y[i] = i + 350;
        }
        KolmogorovSmirnovTest.Result result = KolmogorovSmirnovTest.exact(x, y);
        assertThat(result.d()).isCloseTo(0.875, within(1e-15));
        assertThat(result.pValue()).isCloseTo(1.8665993896551663e-137, withinPercentage(PERCENT));
    }

    /** By enumeration of the places that one value can take among the others. */
    @Property
    void shouldCountThePlacesOfASingleValue(
            @ForAll @IntRange(min = 1, max = 60) int m, @ForAll @IntRange(max = 60) int place) {
        int below = place % (m + 1);
        double[] others = new double[m];
        for (int i = 0; i < m; i++) {
            others[i] = i;
        }
        double[] one = {below - 0.5};
        int asFar = 0;
        for (int j = 0; j <= m; j++) {
            asFar += Math.max(j, m - j) >= Math.max(below, m - below) ? 1 : 0;
        }
        KolmogorovSmirnovTest.Result result = KolmogorovSmirnovTest.exact(one, others);
        assertThat(result.d()).isCloseTo(Math.max(below, m - below) / (double) m, within(1e-15));
        assertThat(result.pValue()).isCloseTo(asFar / (m + 1.0), within(1e-12));
        assertThat(KolmogorovSmirnovTest.exact(others, one)).isEqualTo(result);
    }

    @Property
    void shouldDependOnTheOrderOfTheValuesOnly(
            @ForAll @Size(min = 2, max = 20) List<@IntRange(min = -50, max = 50) Integer> one,
            @ForAll @Size(min = 2, max = 20) List<@IntRange(min = -50, max = 50) Integer> other) {
        double[] x = one.stream().mapToDouble(Integer::doubleValue).toArray();
        double[] y = other.stream().mapToDouble(Integer::doubleValue).toArray();
        double[] mappedX = one.stream().mapToDouble(Math::exp).toArray();
        double[] mappedY = other.stream().mapToDouble(Math::exp).toArray();
        assertThat(KolmogorovSmirnovTest.exact(mappedX, mappedY)).isEqualTo(KolmogorovSmirnovTest.exact(x, y));
        KolmogorovSmirnovTest.Result result = KolmogorovSmirnovTest.asymptotic(x, y);
        KolmogorovSmirnovTest.Result exchanged = KolmogorovSmirnovTest.asymptotic(y, x);
        assertThat(exchanged.d()).isEqualTo(result.d());
        assertThat(exchanged.pValue()).isCloseTo(result.pValue(), within(1e-12));
    }

    @Test
    void shouldTakeTheTwoZerosForOne() {
        assertThat(KolmogorovSmirnovTest.asymptotic(new double[] {-0.0}, new double[] {0.0})
                        .d())
                .isZero();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KolmogorovSmirnovTest.exact(new double[0], new double[] {1}))
                .withMessage("x must hold at least one number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KolmogorovSmirnovTest.asymptotic(new double[] {1}, new double[] {Double.NaN}))
                .withMessage("y must hold numbers, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KolmogorovSmirnovTest.exact(new double[10_001], new double[] {1}))
                .withMessage("x must hold at most 10000 numbers for an exact test, not 10001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KolmogorovSmirnovTest.binned(new long[] {1}, new long[] {0}))
                .withMessage("current must hold at least one observation");
    }
}
