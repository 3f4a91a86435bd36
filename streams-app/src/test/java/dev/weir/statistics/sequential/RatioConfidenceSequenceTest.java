package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.Interval;
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

    /** By the definition: the evidence of the ratio test at each end of the interval is 2/alpha. */
    @Test
    void shouldEndWhereTheRatioTestReachesHalfTheError() {
        long[][] blocks = {{50, 4, 950, 10}, {200, 0, 200, 7}, {300, 31, 900, 60}, {40, 0, 60, 0}, {5, 5, 5, 0}};
        RatioConfidenceSequence sequence = RatioConfidenceSequence.start();
        for (long[] block : blocks) {
            sequence = sequence.plus(block[0], block[1], block[2], block[3]);
        }
        for (double confidence : new double[] {0.5, 0.95, 0.999}) {
            Interval interval = sequence.interval(confidence);
            double bound = Math.log(2 / (1 - confidence));
            assertThat(logE(RatioTest.beyond(interval.lower(), 0), blocks)).isCloseTo(bound, within(1e-6));
            assertThat(logE(RatioTest.within(interval.upper(), 0), blocks)).isCloseTo(bound, within(1e-6));
        }
    }

    private static double logE(RatioTest test, long[][] blocks) {
        ProductMixture product = ProductMixture.start(test.size());
        for (long[] block : blocks) {
            product = product.times(test.logEValues(block[0], block[1], block[2], block[3]));
        }
        return product.logE();
    }

    @Test
    void shouldBoundFromOneSideWhereOnlyOneArmFails() {
        Interval candidate =
                RatioConfidenceSequence.start().plus(100, 50, 100, 0).interval(0.95);
        assertThat(candidate.lower()).isBetween(3.0, 30.0);
        assertThat(candidate.upper()).isEqualTo(Double.POSITIVE_INFINITY);
        Interval baseline =
                RatioConfidenceSequence.start().plus(100, 0, 100, 50).interval(0.95);
        assertThat(baseline.lower()).isZero();
        assertThat(baseline.upper()).isBetween(1 / 30.0, 1 / 3.0);
    }

    @Test
    void shouldStandABillionRequests() {
        Interval interval = RatioConfidenceSequence.start()
                .plus(1_000_000_000, 20_000_000, 1_000_000_000, 10_000_000)
                .interval(0.95);
        assertThat(interval.lower()).isBetween(1.8, 1.99);
        assertThat(interval.upper()).isBetween(2.01, 2.25);
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

    /** The same where the rates of both arms move together by a factor of ten, and the weights by stages. */
    @Test
    void shouldHoldTheTrueRatioWhileRatesAndWeightsMove() {
        int runs = 400;
        int missed = 0;
        for (int seed = 1000; seed < 1000 + runs; seed++) {
            Random random = new Random(seed);
            RatioConfidenceSequence sequence = RatioConfidenceSequence.start();
            boolean left = false;
            for (int block = 0; block < 150 && !left; block++) {
                int nC = block < 50 ? 10 : block < 100 ? 50 : 100;
                double rate = 0.02 * (1 + 4.5 * (1 + Math.sin(block / 7.0)));
                sequence = sequence.plus(nC, bad(random, nC, rate / 2), 200 - nC, bad(random, 200 - nC, rate));
                Interval interval = sequence.interval(0.9);
                left = interval.lower() > 0.5 || interval.upper() < 0.5;
            }
            missed += left ? 1 : 0;
        }
        // The least k with P(Bin(400, 0.1) <= k) at least 0.9999.
        assertThat(missed).as("of seeds 1000 to %d", 999 + runs).isLessThanOrEqualTo(64);
    }

    private static long bad(Random random, int n, double p) {
        return random.doubles(n).filter(u -> u < p).count();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RatioConfidenceSequence(new double[1]))
                .withMessage("logLikelihoods must hold 81 values, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioConfidenceSequence.start().plus(1, 2, 3, 0))
                .withMessage("kC must be from 0 to nC = 1, not 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RatioConfidenceSequence.start().interval(1))
                .withMessage("confidence must be above 0 and below 1, not 1.0");
    }
}
