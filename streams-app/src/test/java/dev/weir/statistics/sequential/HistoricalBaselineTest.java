package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoricalBaselineTest {
    /** From scipy 1.17: beta.isf(alpha/5, k + 1, n - k). */
    @Test
    void shouldBoundTheRateByClopperAndPearson() {
        assertUpper(10_000, 100, 0.05, 0.01256758204869178);
        assertUpper(100_000, 1_000, 0.05, 0.01075659411411865);
        assertUpper(1, 0, 0.05, 0.99);
        assertUpper(50, 0, 0.05, 0.08798916064409025);
        assertUpper(10, 9, 0.05, 0.99899547129175);
        assertUpper(1_000, 999, 0.01, 0.9999979979993333);
        assertUpper(1_000_000_000, 1_000_000, 0.05, 0.0010023276521535119);
        assertUpper(1_000_000_000, 0, 1e-6, 1.5424948351433858e-8);
        assertUpper(0, 0, 0.05, 1);
        assertUpper(7, 7, 0.05, 1);
    }

    private static void assertUpper(long n, long k, double alpha, double expected) {
        assertThat(HistoricalBaseline.of(n, k, alpha).upper()).isCloseTo(expected, withinPercentage(1e-8));
    }

    @Test
    void shouldHoldTheCandidateToTheRatioTimesTheBound() {
        HistoricalBaseline baseline = new HistoricalBaseline(0.01, 0.05);
        assertThat(baseline.logE(1000, 50, 2)).isEqualTo(OneSampleBernoulli.logEGreater(50, 1000, 0.02));
        assertThat(baseline.logBound()).isCloseTo(Math.log(25), withinPercentage(1e-10));
        assertThat(baseline.logE(1000, 50, 2)).isGreaterThan(baseline.logBound());
        assertThat(baseline.logE(0, 0, 2)).isZero();
    }

    @Test
    void shouldKnowNothingWhereEveryRateIsAllowed() {
        assertThat(HistoricalBaseline.of(0, 0, 0.05).logE(1000, 1000, 1)).isZero();
        assertThat(new HistoricalBaseline(0.6, 0.05).logE(1000, 1000, 2)).isZero();
    }

    /** Seeds 0 to 199, candidate requests only: at half of the traffic the medians are 28 requests, and never. */
    @Test
    void shouldFindFifteenTimesTheErrorsWithinAFewRequestsAndNoneWithinTheRatio() {
        int[] needed = new int[200];
        int falsely = 0;
        for (int seed = 0; seed < needed.length; seed++) {
            needed[seed] = requestsUntilBroken(new Random(seed), 0.15, 5_000);
            falsely += requestsUntilBroken(new Random(seed), 0.02, 5_000) < 5_000 ? 1 : 0;
        }
        Arrays.sort(needed);
        assertThat(needed[100]).isLessThanOrEqualTo(40);
        // The least k with P(Bin(200, 0.05) <= k) at least 0.9999.
        assertThat(falsely).isLessThanOrEqualTo(23);
    }

    private static int requestsUntilBroken(Random random, double rate, int most) {
        long past = random.doubles(10_000).filter(u -> u < 0.01).count();
        HistoricalBaseline baseline = HistoricalBaseline.of(10_000, past, 0.05);
        int n = 0;
        int k = 0;
        while (n < most && baseline.logE(n, k, 2) < baseline.logBound()) {
            n++;
            k += random.nextDouble() < rate ? 1 : 0;
        }
        return n;
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HistoricalBaseline.of(5, 6, 0.05))
                .withMessage("k must be from 0 to n = 5, not 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HistoricalBaseline.of(5, 1, 1))
                .withMessage("alpha must be above 0 and below 1, not 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HistoricalBaseline(0, 0.05))
                .withMessage("upper must be above 0 and at most 1, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HistoricalBaseline(0.1, 0.05).logE(5, 1, Double.NaN))
                .withMessage("ratio must be positive and finite, not NaN");
    }
}
