package dev.weir.statistics.fixed;

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
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TwoProportionTestTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("two_proportion_ztest")) {
            TwoProportionTest test = TwoProportionTest.test(
                    row.whole("k1"), row.whole("n1"), row.whole("k2"), row.whole("n2"), Alternatives.of(row));
            Tolerance.check(row, "z", test.z());
            Tolerance.checkRelative(row, "p_value", test.pValue());
            Tolerance.checkRelative(row, "log_p", test.logP());
        }
    }

    /** mpmath 1.3, 80 digits: z by the formula, log p as the logarithm of erfc. */
    @ParameterizedTest
    @CsvSource({
        "500000000, 1000000000, 499999999, 1000000000, TWO_SIDED, 0.000044721359549995793951, -0.000035683118946077725837",
        "3000000000, 6000000000, 3000000001, 6000000000, LARGER, -0.000018257418583505537115, -0.69313261335364048929",
        "1, 1000000000, 0, 10, SMALLER, 0.00010000000004999999954, -0.69306739528688765759",
        "999999999, 1000000000, 999999970, 1000000000, LARGER, 5.2085537991427642205, -16.16771575892889375",
        "100000000, 1000000000, 200000, 1000000, TWO_SIDED, -333.01898225304034887, -55456.855270286960564",
        "0, 1, 999999999, 1000000000, TWO_SIDED, -22360.679774997896953, -250000010.24085068259",
        "999, 1000, 1, 10000000000, TWO_SIDED, 99900.004984999874625, -4990005509.7392162674",
    })
    void shouldKeepItsDigitsWithLargeAndUnequalSamples(
            long k1, long n1, long k2, long n2, Alternative alternative, double z, double logP) {
        TwoProportionTest test = TwoProportionTest.test(k1, n1, k2, n2, alternative);
        assertThat(test.z()).isCloseTo(z, withinPercentage(1e-10));
        assertThat(test.logP()).isCloseTo(logP, withinPercentage(1e-10));
        assertThat(test.pValue()).isCloseTo(Math.exp(logP), within(1e-9 * Math.exp(logP)));
    }

    @Test
    void shouldTellNothingWhereTheRatesCannotDiffer() {
        for (Alternative alternative : Alternative.values()) {
            assertThat(TwoProportionTest.test(0, 33, 0, 67, alternative)).isEqualTo(new TwoProportionTest(0, 1, 0, 0));
            assertThat(TwoProportionTest.test(1, 1, 5, 5, alternative)).isEqualTo(new TwoProportionTest(0, 1, 0, 0));
            assertThat(TwoProportionTest.test(1, 2, 0, 0, alternative))
                    .isEqualTo(new TwoProportionTest(0, 1, 0, Double.NaN));
        }
    }

    @Property
    void shouldOnlyChangeItsSignWhenTheSamplesChangePlaces(
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long k1,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long others1,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long k2,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long others2) {
        TwoProportionTest test = TwoProportionTest.test(k1, k1 + others1, k2, k2 + others2, Alternative.LARGER);
        TwoProportionTest swapped = TwoProportionTest.test(k2, k2 + others2, k1, k1 + others1, Alternative.SMALLER);
        TwoProportionTest mirrored =
                TwoProportionTest.test(others1, k1 + others1, others2, k2 + others2, Alternative.SMALLER);
        assertThat(swapped.z()).isCloseTo(-test.z(), within(1e-12 * Math.abs(test.z())));
        assertThat(mirrored.z()).isCloseTo(-test.z(), within(1e-12 * Math.abs(test.z())));
        assertThat(swapped.logP()).isCloseTo(test.logP(), within(1e-9 * Math.abs(test.logP()) + 1e-300));
    }

    @Property
    void shouldBeLessSurprisedByOneEventMoreInTheSmallerSample(
            @ForAll @LongRange(min = 0, max = 1000) long k1, @ForAll @LongRange(min = 1, max = 1_000_000) long more) {
        long n = 2_000_000;
        long k2 = k1 + more;
        assertThat(TwoProportionTest.test(k1 + 1, n, k2, n, Alternative.SMALLER).logP())
                .isGreaterThan(TwoProportionTest.test(k1, n, k2, n, Alternative.SMALLER)
                        .logP());
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwoProportionTest.test(11, 10, 1, 10, Alternative.LARGER))
                .withMessage("k1 must be from 0 to n1 = 10, not 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TwoProportionTest.test(1, 10, 0, -1, Alternative.LARGER))
                .withMessage("n2 must be 0 or more, not -1");
    }
}
