package dev.weir.statistics.fixed;

import static dev.weir.statistics.Alternative.LARGER;
import static dev.weir.statistics.Alternative.SMALLER;
import static dev.weir.statistics.Alternative.TWO_SIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.Alternative;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CohensHTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryEffect() {
        for (Row row : OracleTable.read("cohens_h")) {
            Tolerance.checkRelative(row, "h", CohensH.effect(row.real("p1"), row.real("p2")));
        }
    }

    @Test
    void shouldAgreeWithTheOracleOnEveryPower() {
        for (Row row : OracleTable.read("power_two_prop")) {
            double power = CohensH.power(
                    row.real("h"), row.whole("n1"), row.real("ratio"), row.real("alpha"), Alternatives.of(row));
            Tolerance.checkRelative(row, "power", power);
        }
    }

    @Test
    void shouldAgreeWithTheOracleOnEverySampleSize() {
        for (Row row : OracleTable.read("sample_size_two_prop")) {
            double h = row.real("h");
            double ratio = row.real("ratio");
            double alpha = row.real("alpha");
            double power = row.real("power");
            Tolerance.checkRelative(row, "n1", CohensH.sampleSize(h, ratio, alpha, power, Alternatives.of(row)));
            assertThat(CohensH.perVariant(h, ratio, alpha, power, Alternatives.of(row)))
                    .as("%s", row)
                    .isEqualTo(new SampleSize(row.whole("n1_ceil"), row.whole("n2_ceil")));
        }
    }

    /** mpmath 1.3: root of the two-tail equation, 9805.84, 4137.51 and 680.35, rounded up. */
    @ParameterizedTest
    @CsvSource({"0.52, 0.50, 9806", "0.89, 0.87, 4138", "0.90, 0.85, 681"})
    void shouldAskForTheKnownSampleSizes(double p1, double p2, long perVariant) {
        assertThat(CohensH.perVariant(CohensH.effect(p1, p2), 1, 0.05, 0.8, TWO_SIDED))
                .isEqualTo(new SampleSize(perVariant, perVariant));
        assertThat(CohensH.perVariant(CohensH.effect(p2, p1), 1, 0.05, 0.8, TWO_SIDED))
                .isEqualTo(new SampleSize(perVariant, perVariant));
    }

    /** mpmath 1.3, 60 digits: 2 asin(sqrt(p1)) - 2 asin(sqrt(p2)) of the doubles. */
    @ParameterizedTest
    @CsvSource({
        "0.5000000001, 0.5, 2.0000001654807419982e-10",
        "1e-09, 1.1e-09, -3.0869426053604381059e-6",
        "0.999999999, 0.9999999991, -3.2455535290876032386e-6",
        "1.0, 1e-12, 3.1415906535897932381",
        "1e-300, 0.0, 2.0000000000000000251e-150",
        "0.3, 0.3000000000000001, -2.4227052612512386624e-16",
        "1.0, 0.9999999999999999, 2.1073424255447016283e-8"
    })
    void shouldKeepItsDigitsWhenTheRatesAreCloseOrExtreme(double p1, double p2, double h) {
        assertThat(CohensH.effect(p1, p2)).isCloseTo(h, withinPercentage(1e-10));
        assertThat(CohensH.effect(p2, p1)).isCloseTo(-h, withinPercentage(1e-10));
    }

    /** mpmath 1.3, 60 digits: root of the two-tail equation. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 1.0, 0.05, 0.06, 17.35708086889212421",
        "0.1, 1.0, 0.05, 0.0500001, 0.00017459588203876848799",
        "0.2, 3.0, 0.5, 0.51, 1.5707791751047748723",
        "0.02, 0.05263157894736842, 1e-09, 0.999999, 5900058.6835869146057",
        "-0.3, 1.0, 0.05, 0.999999999999, 1797.7810421145086539",
        "3.0, 1.0, 1e-300, 0.5, 305.30502916053203047",
        "1e-05, 19.0, 0.05, 0.8, 82619584308.696817101"
    })
    void shouldSolveTheTwoTailEquationAlsoWhereTheFarTailCountsOrThePowerIsExtreme(
            double h, double ratio, double alpha, double power, double n1) {
        assertThat(CohensH.sampleSize(h, ratio, alpha, power, TWO_SIDED)).isCloseTo(n1, withinPercentage(1e-7));
    }

    @Property
    void shouldGiveThePowerItWasAskedFor(
            @ForAll Alternative alternative,
            @ForAll @Scale(4) @DoubleRange(min = 1e-4, max = 3) double size,
            @ForAll @DoubleRange(min = 0.01, max = 100) double ratio,
            @ForAll @Scale(6) @DoubleRange(min = 1e-6, max = 0.2) double alpha,
            @ForAll @Scale(4) @DoubleRange(min = 0.21, max = 0.9999) double power) {
        double h = alternative == SMALLER ? -size : size;
        double n1 = CohensH.sampleSize(h, ratio, alpha, power, alternative);
        assertThat(CohensH.power(h, n1, ratio, alpha, alternative)).isCloseTo(power, within(1e-9));
    }

    @Property
    void shouldGainPowerFromEveryRequestAndLoseItToUnequalSamples(
            @ForAll @DoubleRange(min = 0.01, max = 0.1) double h, @ForAll @DoubleRange(min = 1, max = 9) double ratio) {
        double n = 10_000;
        assertThat(CohensH.power(h, n + 1, ratio, 0.05, TWO_SIDED))
                .isGreaterThanOrEqualTo(CohensH.power(h, n, ratio, 0.05, TWO_SIDED));
        assertThat(CohensH.power(h, n / (1 + ratio), ratio, 0.05, TWO_SIDED))
                .isLessThanOrEqualTo(CohensH.power(h, n / 2, 1, 0.05, TWO_SIDED) + 1e-12);
    }

    @Test
    void shouldMirrorTheAlternativesLikeStatsmodelsAndR() {
        assertThat(CohensH.power(-0.2, 393, 1, 0.05, SMALLER)).isEqualTo(CohensH.power(0.2, 393, 1, 0.05, LARGER));
        assertThat(CohensH.sampleSize(-0.2, 4, 0.05, 0.8, SMALLER))
                .isEqualTo(CohensH.sampleSize(0.2, 4, 0.05, 0.8, LARGER));
        assertThat(CohensH.sampleSize(0.2, 1, 0.05, 0.01, SMALLER))
                .isCloseTo(23.221720440795253268, withinPercentage(1e-7));
    }

    @Test
    void shouldBeZeroForEqualRatesAndPiFromEndToEnd() {
        assertThat(CohensH.effect(0, 0)).isZero();
        assertThat(CohensH.effect(1, 1)).isZero();
        assertThat(CohensH.effect(1, 0)).isEqualTo(Math.PI);
    }

    @Test
    void shouldRefuseWhatNoSampleSizeCanGive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.sampleSize(0, 1, 0.05, 0.8, TWO_SIDED))
                .withMessage("h must not be 0: no sample size tells equal rates apart");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.sampleSize(-0.2, 1, 0.05, 0.8, LARGER))
                .withMessage("power = 0.8 is out of reach for h = -0.2 and LARGER: it starts at alpha = 0.05"
                        + " and goes the other way as the samples grow");
        assertThatIllegalArgumentException().isThrownBy(() -> CohensH.sampleSize(0.2, 1, 0.05, 0.8, SMALLER));
        assertThatIllegalArgumentException().isThrownBy(() -> CohensH.sampleSize(0.2, 1, 0.05, 0.05, TWO_SIDED));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.perVariant(1e-9, 1, 0.05, 0.8, TWO_SIDED))
                .withMessageStartingWith("n1 must be at most 2^53, not 1.56");
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.effect(1.1, 0.5))
                .withMessage("p1 must be from 0 to 1, not 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.effect(0.5, Double.NaN))
                .withMessage("p2 must be from 0 to 1, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.power(Double.NaN, 10, 1, 0.05, TWO_SIDED))
                .withMessage("h must be finite, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.power(0.1, 10, 0, 0.05, TWO_SIDED))
                .withMessage("ratio must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.sampleSize(0.1, 1, 1, 0.8, TWO_SIDED))
                .withMessage("alpha must be above 0 and below 1, not 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CohensH.sampleSize(0.1, 1, 0.05, 0, TWO_SIDED))
                .withMessage("power must be above 0 and below 1, not 0.0");
    }
}
