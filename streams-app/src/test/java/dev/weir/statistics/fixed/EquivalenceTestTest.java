package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.Interval;
import dev.weir.statistics.Moments;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EquivalenceTestTest {
    /**
     * mpmath 1.3, 60 digits: the larger of erfc(z/sqrt(2))/2 for z = (d + m)/s and (m - d)/s, with
     * s = sqrt(p1 (1 - p1)/n1 + p2 (1 - p2)/n2) written out.
     */
    @ParameterizedTest
    @CsvSource({
        "870, 1000, 868, 1000, 0.02, -2.1503020733612815713",
        "8700, 10000, 8680, 10000, 0.02, -9.4228747972642364377",
        "430, 500, 435, 500, 0.001, -0.41329508688148445676",
        "10, 1000, 30, 100000, 0.05, -85.474784947232188724",
        "500000000, 1000000000, 500010000, 1000000000, 0.0001, -10.46570970170484016",
        "500000000, 1000000000, 500010000, 1000000000, 0.01, -99807.120999325712609",
        "1, 10, 9, 10, 0.2, -3.8721157121524115232e-6",
        "0, 20, 3, 50, 0.1, -1.6013761394094643994",
        "1000000000, 1000000000, 1000000000, 1000000000, 0.02, -200000000300017.73847",
        "0, 1000000000, 0, 1000000000, 0.02, -200000000300017.73847"
    })
    void shouldBeTheLargerOfTwoNormalTailsForRates(long k1, long n1, long k2, long n2, double margin, double logP) {
        EquivalenceTest test = EquivalenceTest.proportions(k1, n1, k2, n2, margin);
        assertThat(test.logP()).isCloseTo(logP, withinPercentage(1e-8));
        assertThat(test.pValue()).isCloseTo(Math.exp(logP), within(1e-8 * Math.exp(logP)));
    }

    /**
     * mpmath 1.3, 60 digits: the larger of the t tails for (d + m)/s and (m - d)/s, with s and Welch's degrees of freedom
     * written out.
     */
    @ParameterizedTest
    @CsvSource({
        "5.0, 1.0, 30, 5.2, 2.0, 20, 1.0, -4.0178962913508772031",
        "5.0, 1.0, 30, 5.2, 2.0, 20, 0.1, -0.49920991945579937469",
        "100.0, 25.0, 2, 101.0, 16.0, 3, 10.0, -2.4312042895898381471",
        "0.1, 0.04, 1000, 0.12, 0.05, 9000, 0.03, -2.668647537777772123",
        "1.0, 0.0, 5, 1.5, 2.0, 4, 2.0, -2.7804026705111656606",
        "3.0, 0.0001, 100, 3.0, 0.0001, 100, 0.5, -642.05263972202056641"
    })
    void shouldBeTheLargerOfTwoStudentTailsForMeans(
            double mean1, double var1, long n1, double mean2, double var2, long n2, double margin, double logP) {
        EquivalenceTest test =
                EquivalenceTest.means(Moments.ofVariance(n1, mean1, var1), Moments.ofVariance(n2, mean2, var2), margin);
        assertThat(test.logP()).isCloseTo(logP, withinPercentage(1e-8));
        assertThat(test.pValue()).isCloseTo(Math.exp(logP), within(1e-9 * Math.exp(logP)));
    }

    @Property
    void shouldHoldJustWhenTheNarrowerIntervalLiesWithinTheMargin(
            @ForAll @DoubleRange(min = -1, max = 1) double difference,
            @ForAll @DoubleRange(min = 0.01, max = 100) double variance,
            @ForAll @LongRange(min = 2, max = 10_000) long n1,
            @ForAll @LongRange(min = 2, max = 10_000) long n2,
            @ForAll @Scale(3) @DoubleRange(min = 0.001, max = 0.4) double alpha) {
        Moments first = Moments.ofVariance(n1, difference, variance);
        Moments second = Moments.ofVariance(n2, 0, 1);
        double margin = 0.7;
        Interval interval = WelchTest.test(first, second, 1 - 2 * alpha).interval();
        assertThat(EquivalenceTest.means(first, second, margin).equivalent(alpha))
                .isEqualTo(-margin < interval.lower() && interval.upper() < margin);
    }

    @Property
    void shouldNotCareWhichSampleComesFirst(
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long k1,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long others1,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long k2,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long others2,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double margin) {
        EquivalenceTest test = EquivalenceTest.proportions(k1, k1 + others1, k2, k2 + others2, margin);
        EquivalenceTest swapped = EquivalenceTest.proportions(k2, k2 + others2, k1, k1 + others1, margin);
        assertThat(swapped.logP()).isCloseTo(test.logP(), within(1e-9 * Math.abs(test.logP()) + 1e-300));
        assertThat(EquivalenceTest.proportions(k1, k1 + others1, k2, k2 + others2, margin + 0.05)
                        .logP())
                .isGreaterThanOrEqualTo(Double.NEGATIVE_INFINITY)
                .isLessThanOrEqualTo(test.logP());
    }

    @Test
    void shouldProveNothingFromLittleDataThatHappensNotToVary() {
        assertThat(EquivalenceTest.proportions(0, 3, 0, 3, 0.01).pValue()).isBetween(0.4, 0.5);
        assertThat(EquivalenceTest.proportions(0, 1, 1, 1, 0.5).pValue()).isGreaterThan(0.5);
        assertThat(EquivalenceTest.proportions(0, 0, 5, 10, 0.5)).isEqualTo(new EquivalenceTest(Double.NaN, 1, 0));
        assertThat(EquivalenceTest.means(Moments.of(1, 1), Moments.of(1, 1), 0.5))
                .isEqualTo(new EquivalenceTest(0, 1, 0));
    }

    @Test
    void shouldShowEqualRatesOnceThereIsData() {
        assertThat(EquivalenceTest.proportions(870, 1000, 868, 1000, 0.02).equivalent(0.05))
                .isFalse();
        assertThat(EquivalenceTest.proportions(8700, 10_000, 8680, 10_000, 0.02).equivalent(0.05))
                .isTrue();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EquivalenceTest.proportions(1, 10, 1, 10, 0))
                .withMessage("margin must be above 0 and below 1, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EquivalenceTest.means(Moments.of(1, 2), Moments.of(1, 2), Double.NaN))
                .withMessage("margin must be positive and finite, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EquivalenceTest.means(Moments.of(1), Moments.of(1, 2), 1))
                .withMessage("the first sample must hold 2 values or more, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EquivalenceTest.proportions(1, 10, 1, 10, 0.5).equivalent(Double.NaN))
                .withMessage("alpha must be above 0 and below 1, not NaN");
    }
}
