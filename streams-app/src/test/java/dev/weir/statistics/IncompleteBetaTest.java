package dev.weir.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.junit.jupiter.api.Test;

class IncompleteBetaTest {
    @Property
    void shouldGiveTheRegularisedBetaFunctionUpToItsMean(
            @ForAll @IntRange(min = 1, max = 2_000) int a,
            @ForAll @IntRange(min = 1, max = 2_000) int b,
            @ForAll @DoubleRange(min = 0.1, max = 1) double share) {
        double x = share * (a + 1) / (a + b + 2);
        double expected = RegularizedBeta.value(x, a, b);
        double log =
                BinomialMass.log(a, a + b - 1L, x, 1 - x) + Math.log1p(-x) + IncompleteBeta.logFraction(a, b, x, 1 - x);
        // Below that it is Commons Numbers that loses digits: eight are left at 1e-275.
        if (expected > 1e-100) {
            assertThat(log).isCloseTo(Math.log(expected), within(1e-9));
        }
    }

    /** mpmath, 60 digits: the sum of the 28 binomial probabilities. */
    @Test
    void shouldKeepItsDigitsInTheFarTail() {
        double x = 0.14 * 355 / 384;
        double log =
                BinomialMass.log(354, 381, x, 1 - x) + Math.log1p(-x) + IncompleteBeta.logFraction(354, 28, x, 1 - x);
        assertThat(log).isCloseTo(-632.57800177074310485, withinPercentage(1e-12));
    }

    /** I_x(a, 1) = x^a, so that f = 1/y. */
    @Test
    void shouldKeepItsDigitsNextToOne() {
        assertThat(IncompleteBeta.logFraction(1e9, 1, 1 - 3e-9, 3e-9))
                .isCloseTo(-Math.log(3e-9), withinPercentage(1e-12));
    }
}
