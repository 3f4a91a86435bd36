package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.Interval;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RatioConfidenceSequenceTest {
    @Test
    void shouldBoundNothingWithoutData() {
        Interval everything = new Interval(0, Double.POSITIVE_INFINITY);
        assertThat(RatioConfidenceSequence.start().interval(0.95)).isEqualTo(everything);
        assertThat(RatioConfidenceSequence.start().plus(100, 3, 0, 0).interval(0.95))
                .isEqualTo(everything);
    }

    @Test
    void shouldHoldTheEValuesOfTheRatioTestAsDifferences() {
        RatioConfidenceSequence sequence =
                RatioConfidenceSequence.start().plus(50, 4, 950, 10).plus(200, 0, 200, 7);
        int unity = 16;
        for (int quarterOctaves = 1; quarterOctaves < 24; quarterOctaves++) {
            RatioTest test = new RatioTest(1, 0, List.of(Math.pow(2, quarterOctaves / 4.0)));
            double expected = test.logEValues(50, 4, 950, 10)[0] + test.logEValues(200, 0, 200, 7)[0];
            List<Double> logs = sequence.logLikelihoods();
            assertThat(logs.get(unity + quarterOctaves) - logs.get(unity)).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void shouldCloseInOnTheRatioAsDataGrow() {
        Interval early = RatioConfidenceSequence.start().plus(500, 15, 500, 5).interval(0.95);
        Interval late =
                RatioConfidenceSequence.start().plus(50_000, 1500, 50_000, 500).interval(0.95);
        assertThat(early.lower()).isLessThan(3);
        assertThat(early.upper()).isGreaterThan(3);
        assertThat(late.lower()).isBetween(2.0, 3.0);
        assertThat(late.upper()).isBetween(3.0, 4.0);
        assertThat(late.upper() - late.lower()).isLessThan(early.upper() - early.lower());
    }

    /**
     * At most 5 % of runs may ever leave the truth out; the bound is the 99.99 % binomial quantile of 400 runs at 5 %
     * (the least k with P(Bin(400, 0.05) <= k) at least 0.9999). Seeds are 0 to 399.
     */
    @Test
    void shouldHoldTheTrueRatioAtEveryLookInAlmostAllRuns() {
        int runs = 400;
        int missed = 0;
        for (int seed = 0; seed < runs; seed++) {
            Random random = new Random(seed);
            RatioConfidenceSequence sequence = RatioConfidenceSequence.start();
            boolean left = false;
            for (int block = 0; block < 200 && !left; block++) {
                sequence = sequence.plus(50, bad(random, 50, 0.06), 150, bad(random, 150, 0.03));
                Interval interval = sequence.interval(0.95);
                left = interval.lower() > 2 || interval.upper() < 2;
            }
            missed += left ? 1 : 0;
        }
        assertThat(missed).as("of seeds 0 to %d", runs - 1).isLessThanOrEqualTo(38);
    }

    private static long bad(Random random, int n, double p) {
        return random.doubles(n).filter(u -> u < p).count();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RatioConfidenceSequence(List.of(0.0)))
                .withMessage("logLikelihoods must hold 40 values, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioConfidenceSequence.start().plus(1, 2, 3, 0))
                .withMessage("kC must be from 0 to nC = 1, not 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioConfidenceSequence.start().interval(1))
                .withMessage("confidence must be above 0 and below 1, not 1.0");
    }
}
