package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.BinomialMass;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClopperPearsonTest {
    /** mpmath 1.3, 60 digits: P(Bin(n, u) at most k) = alpha by bisection of the summed tail. */
    @ParameterizedTest
    @CsvSource({
        "1, 1000000000, 0.05, 4.7438645095103852927e-9",
        "1, 1000000000, 0.01, 6.6383520492791292211e-9",
        "3, 10, 0.025, 0.65245285005999729166",
        "1, 2, 1e-09, 0.99999999949999999987",
        "50, 1000000, 1e-12, 0.00011838780411268155336",
        "10000, 1000000, 0.01, 0.010233909870990081071",
        "10, 1000000000000, 0.025, 1.8390356041940627792e-11",
        "99, 100, 0.025, 0.99974685396702257935",
        "5, 10, 0.9, 0.35421592887260918636",
        "1, 1000000000, 1e-09, 2.3939727590988554179e-8",
        "2, 10000000, 0.001, 1.1228867060922648643e-6",
        "1, 1000, 0.05, 0.0047349935754997776313",
        "40, 100000000, 0.05, 5.2069365972914590352e-7",
        "9, 1000000000, 0.5, 9.6687146114813257683e-9"
    })
    void shouldLeaveTheTailAlpha(long k, long n, double alpha, double upper) {
        assertThat(ClopperPearson.upper(k, n, alpha)).isCloseTo(upper, withinPercentage(1e-5));
        assertThat(ClopperPearson.lower(n - k, n, alpha)).isCloseTo(1 - upper, within(1e-13));
    }

    /** mpmath 1.3, 60 digits: P(Bin(n, l) at least k) = alpha by bisection of the summed tail. */
    @ParameterizedTest
    @CsvSource({
        "3, 10, 0.025, 0.066739511177734468518",
        "1, 2, 1e-9, 5.000000001250000312e-10",
        "99, 100, 0.025, 0.94554061460791934324",
        "5, 10, 0.9, 0.64578407112739081364",
        "1, 1000, 0.05, 0.000051291978909017811072"
    })
    void shouldLeaveTheOtherTailAlpha(long k, long n, double alpha, double lower) {
        assertThat(ClopperPearson.lower(k, n, alpha)).isCloseTo(lower, withinPercentage(1e-7));
    }

    @Property
    void shouldCoverWithinTheError(
            @ForAll @LongRange(min = 1, max = 40) long n, @ForAll @DoubleRange(min = 0.01, max = 0.99) double rate) {
        double alpha = 0.05;
        double tooLow = 0;
        double tooHigh = 0;
        for (long k = 0; k <= n; k++) {
            double mass = Math.exp(BinomialMass.log(k, n, rate, 1 - rate));
            tooLow += ClopperPearson.upper(k, n, alpha) < rate ? mass : 0;
            tooHigh += ClopperPearson.lower(k, n, alpha) > rate ? mass : 0;
        }
        assertThat(tooLow).isLessThanOrEqualTo(alpha + 1e-12);
        assertThat(tooHigh).isLessThanOrEqualTo(alpha + 1e-12);
    }

    @Test
    void shouldHaveClosedFormsAtTheEnds() {
        assertThat(ClopperPearson.upper(0, 0, 0.05)).isEqualTo(1);
        assertThat(ClopperPearson.lower(0, 0, 0.05)).isZero();
        assertThat(ClopperPearson.lower(0, 9, 0.05)).isZero();
        assertThat(ClopperPearson.upper(9, 9, 0.05)).isEqualTo(1);
        assertThat(ClopperPearson.upper(0, 1, 0.05)).isCloseTo(0.95, withinPercentage(1e-12));
        assertThat(ClopperPearson.lower(1, 1, 0.05)).isCloseTo(0.05, withinPercentage(1e-12));
        assertThat(ClopperPearson.upper(0, 1_000_000_000, 0.05))
                .isCloseTo(2.9957322690658037e-9, withinPercentage(1e-10));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClopperPearson.upper(3, 2, 0.05))
                .withMessage("k must be from 0 to n = 2, not 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClopperPearson.lower(1, 2, 0))
                .withMessage("alpha must be above 0 and below 1, not 0.0");
    }
}
