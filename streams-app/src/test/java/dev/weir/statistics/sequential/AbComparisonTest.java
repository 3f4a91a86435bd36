package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.sequential.AbComparison.State;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AbComparisonTest {
    private static final NormalMixture MIXTURE = NormalMixture.planned(0.75 * 0.25, 3133, 3133, 0.05);

    @Test
    void shouldSayNothingBeforeThereAreEnoughOutcomesOfEachKind() {
        ArmSample enough = proportions(100, 90);
        assertThat(DifferenceOfProportions.estimate(enough, enough, false)).isPresent();
        for (ArmSample tooFew :
                new ArmSample[] {ArmSample.EMPTY, proportions(99, 50), proportions(100, 9), proportions(100, 91)}) {
            assertThat(DifferenceOfProportions.estimate(enough, tooFew, false)).isEmpty();
            assertThat(DifferenceOfProportions.estimate(tooFew, enough, false)).isEmpty();
        }
        assertThat(DifferenceOfMeans.estimate(proportions(200, 1), proportions(200, 2), false))
                .isPresent();
        assertThat(DifferenceOfMeans.estimate(proportions(200, 1), proportions(199, 2), false))
                .isEmpty();
        assertThat(DifferenceOfMeans.estimate(proportions(200, 0), proportions(200, 0), false))
                .isEmpty();
    }

    @Test
    void shouldSayNothingByUnitWhileThereAreFewUnits() {
        ArmSample fewUnits = ArmSample.EMPTY;
        ArmSample enoughUnits = ArmSample.EMPTY;
        for (int i = 0; i < 1000; i++) {
            fewUnits = fewUnits.plus(i % 23, i % 2);
            enoughUnits = enoughUnits.plus(i % 24, i % 2);
        }
        assertThat(DifferenceOfProportions.estimate(enoughUnits, fewUnits, true))
                .isEmpty();
        assertThat(DifferenceOfProportions.estimate(fewUnits, enoughUnits, false))
                .isPresent();
        assertThat(DifferenceOfMeans.estimate(fewUnits, fewUnits, true)).isEmpty();
    }

    /** Worked by hand: 0.78 - 0.75, p (1 - p)/n of each arm with half an outcome of each kind added. */
    @Test
    void shouldEstimateTheDifferenceOfRates() {
        DifferenceEstimate estimate = DifferenceOfProportions.estimate(
                        proportions(1000, 750), proportions(1000, 780), false)
                .orElseThrow();
        assertThat(estimate.difference()).isCloseTo(0.03, within(1e-15));
        double a = 750.5 / 1001;
        double b = 780.5 / 1001;
        assertThat(estimate.variance()).isCloseTo((a * (1 - a) + b * (1 - b)) / 1000, within(1e-15));
        assertThat(estimate.negated().difference()).isEqualTo(-estimate.difference());
    }

    @Test
    void shouldNameTheBetterArm() {
        assertThat(compare(proportions(20_000, 15_000), proportions(20_000, 15_600), 0.01)
                        .state())
                .isEqualTo(State.B_WINS);
        assertThat(compare(proportions(20_000, 15_600), proportions(20_000, 15_000), 0.01)
                        .state())
                .isEqualTo(State.A_WINS);
    }

    @Test
    void shouldCallAWinMeaningfulOnlyWhenTheWholeIntervalIsBeyondTheSmallestEffect() {
        ArmSample a = proportions(20_000, 15_000);
        ArmSample b = proportions(20_000, 15_600);
        assertThat(compare(a, b, 0.01).meaningful()).isTrue();
        assertThat(compare(b, a, 0.01).meaningful()).isTrue();
        assertThat(compare(a, b, 0.029).meaningful()).isFalse();
        assertThat(compare(a, b, 0.029).state()).isEqualTo(State.B_WINS);
    }

    @Test
    void shouldCallATieOnlyWhenTheWholeIntervalIsInsideTheSmallestEffect() {
        AbComparison tie = compare(proportions(200_000, 150_000), proportions(200_000, 150_200), 0.02);
        assertThat(tie.state()).isEqualTo(State.TIE);
        assertThat(tie.interval().lower()).isGreaterThan(-0.02);
        assertThat(tie.interval().upper()).isLessThan(0.02);
        // Not significant is not equal.
        assertThat(compare(proportions(2_000, 1_500), proportions(2_000, 1_502), 0.02)
                        .state())
                .isEqualTo(State.RUNNING);
        // Significant but proved too small to matter.
        AbComparison small = compare(proportions(2_000_000, 1_500_000), proportions(2_000_000, 1_510_000), 0.02);
        assertThat(small.interval().lower()).isPositive();
        assertThat(small.state()).isEqualTo(State.TIE);
    }

    @Test
    void shouldBeInconclusiveOnlyWhenItIsOver() {
        Optional<DifferenceEstimate> open =
                DifferenceOfProportions.estimate(proportions(2_000, 1_500), proportions(2_000, 1_502), false);
        assertThat(AbComparison.of(open, MIXTURE, 0.05, 0.02, false).state()).isEqualTo(State.RUNNING);
        assertThat(AbComparison.of(open, MIXTURE, 0.05, 0.02, true).state()).isEqualTo(State.INCONCLUSIVE);
        AbComparison nothing = AbComparison.of(Optional.empty(), MIXTURE, 0.05, 0.02, true);
        assertThat(nothing).isEqualTo(new AbComparison(State.INCONCLUSIVE, null, null, null, false));
    }

    @Test
    void shouldDecideWhereTheEvidenceReachesTheBound() {
        AbComparison comparison = compare(proportions(20_000, 15_000), proportions(20_000, 15_600), 0.01);
        assertThat(comparison.logE()).isGreaterThan(-Math.log(0.05));
        assertThat(compare(proportions(2_000, 1_500), proportions(2_000, 1_502), 0.01)
                        .logE())
                .isLessThan(-Math.log(0.05));
    }

    @Test
    void shouldStandABillionOutcomesPerArm() {
        AbComparison comparison =
                compare(proportions(1_000_000_000, 750_000_000), proportions(1_000_000_000, 750_300_000), 0);
        assertThat(comparison.state()).isEqualTo(State.B_WINS);
        assertThat(comparison.estimate().difference()).isCloseTo(0.0003, within(1e-18));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AbComparison.of(Optional.empty(), MIXTURE, 0.05, -0.01, false))
                .withMessage("minEffect must be finite and 0 or more, not -0.01");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compare(proportions(200, 100), proportions(200, 100), Double.NaN))
                .withMessage("minEffect must be finite and 0 or more, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DifferenceOfProportions.estimate(
                        proportions(200, 100), ArmSample.EMPTY.plus(0, 2).plus(0, -1), false))
                .withMessage("b must hold values of 0 and 1, not 2 values with sum 1 and sum of squares 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NormalMixture.planned(0.25, 0, 100, 0.05))
                .withMessage("plannedA must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DifferenceEstimate(1, 0))
                .withMessage("variance must be positive and finite, not 0.0");
    }

    private static AbComparison compare(ArmSample a, ArmSample b, double minEffect) {
        return AbComparison.of(DifferenceOfProportions.estimate(a, b, false), MIXTURE, 0.05, minEffect, false);
    }

    private static ArmSample proportions(long n, long successes) {
        long[] counts = new long[ArmSample.BUCKETS];
        long[] sums = new long[ArmSample.BUCKETS];
        counts[0] = n;
        sums[0] = successes;
        return new ArmSample(counts, sums, BigInteger.valueOf(successes));
    }
}
