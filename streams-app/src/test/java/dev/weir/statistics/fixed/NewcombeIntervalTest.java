package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.Alternative;
import dev.weir.statistics.Interval;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewcombeIntervalTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("newcombe_diff_ci")) {
            Interval interval = NewcombeInterval.interval(
                    row.whole("k1"), row.whole("n1"), row.whole("k2"), row.whole("n2"), 1 - row.real("alpha"));
            Tolerance.check(row, "lower", interval.lower());
            Tolerance.check(row, "upper", interval.upper());
            double difference = TwoProportionTest.test(
                            row.whole("k1"), row.whole("n1"), row.whole("k2"), row.whole("n2"), Alternative.TWO_SIDED)
                    .difference();
            Tolerance.check(row, "diff", difference);
        }
    }

    /** mpmath 1.3, 60 digits: method 10 from the Wilson intervals by their formula. */
    @ParameterizedTest
    @CsvSource({
        "999999999, 1000000000, 999999970, 1000000000, 0.95, 1.8876254951813145562e-8, 4.1852775378520392234e-8",
        "1, 1000000000, 0, 10, 0.99, -0.39885409230490809095, 8.5174910796065223515e-9",
        "3000000000, 6000000000, 3000000001, 6000000000, 0.9, -0.000015015557251206366269, 0.00001501522391787313922",
        "0, 1, 1, 1, 0.95, -1.0, 0.12210872068194173426",
        "1, 1, 100000, 1000000000, 0.999, 0.084448248182567578434, 0.99990103510526065432",
        "0, 1000000000, 0, 1000000000, 0.95, -3.8414588059373186547e-9, 3.8414588059373186547e-9"
    })
    void shouldKeepItsDigitsWithLargeAndUnequalSamples(
            long k1, long n1, long k2, long n2, double confidence, double lower, double upper) {
        Interval interval = NewcombeInterval.interval(k1, n1, k2, n2, confidence);
        assertThat(interval.lower()).isCloseTo(lower, withinPercentage(1e-8));
        assertThat(interval.upper()).isCloseTo(upper, withinPercentage(1e-8));
    }

    @Property
    void shouldTurnAroundWhenTheSamplesChangePlacesAndHoldTheDifference(
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long k1,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long others1,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long k2,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long others2) {
        long n1 = k1 + others1;
        long n2 = k2 + others2;
        Interval interval = NewcombeInterval.interval(k1, n1, k2, n2, 0.95);
        Interval swapped = NewcombeInterval.interval(k2, n2, k1, n1, 0.95);
        assertThat(swapped.lower()).isCloseTo(-interval.upper(), within(1e-12));
        assertThat(swapped.upper()).isCloseTo(-interval.lower(), within(1e-12));
        assertThat(interval.lower()).isGreaterThanOrEqualTo(-1);
        assertThat(interval.upper()).isLessThanOrEqualTo(1);
        if (n1 > 0 && n2 > 0) {
            assertThat((double) k1 / n1 - (double) k2 / n2)
                    .isBetween(Math.nextDown(interval.lower()), Math.nextUp(interval.upper()));
        }
    }

    @Test
    void shouldBeEverythingWithoutASampleAndReachTheEndsExactly() {
        assertThat(NewcombeInterval.interval(0, 0, 3, 10, 0.95)).isEqualTo(new Interval(-1, 1));
        assertThat(NewcombeInterval.interval(1, 1, 0, 1, 0.95).upper()).isEqualTo(1);
        assertThat(NewcombeInterval.interval(0, 7, 9, 9, 0.95).lower()).isEqualTo(-1);
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewcombeInterval.interval(1, 10, 1, 10, Double.NaN))
                .withMessage("confidence must be above 0 and below 1, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewcombeInterval.interval(1, 10, 11, 10, 0.95))
                .withMessage("k2 must be from 0 to n2 = 10, not 11");
    }
}
