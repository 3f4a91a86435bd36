package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MixtureTest {
    @Test
    void shouldStartFromNoEvidence() {
        assertThat(ProductMixture.start(10).logE()).isZero();
        assertThat(ShiryaevMixture.start(10, 5000).logE()).isZero();
        assertThat(ShiryaevMixture.start(10, 5000).used()).isZero();
    }

    @Test
    void shouldReactToALateChangeThatThePlainProductOutweighs() {
        RatioTest test = RatioTest.beyond(2, 0);
        ShiryaevMixture changePoint = ShiryaevMixture.start(test.size(), 5000);
        ProductMixture plain = ProductMixture.start(test.size());
        double[] healthy = test.logEValues(50, 0, 950, 10);
        double[] broken = test.logEValues(50, 15, 950, 10);
        for (int block = 0; block < 500; block++) {
            changePoint = changePoint.times(healthy);
            plain = plain.times(healthy);
        }
        changePoint = changePoint.times(broken);
        plain = plain.times(broken);
        assertThat(changePoint.logE()).isGreaterThan(Math.log(20));
        assertThat(plain.logE()).isNegative();
    }

    @Test
    void shouldPayTheLogOfThePriorMassOfTheFirstBlock() {
        ShiryaevMixture process = ShiryaevMixture.start(1, 5000).times(new double[] {100});
        assertThat(process.logE()).isCloseTo(100 - Math.log(2), within(1e-9));
    }

    @Test
    void shouldKeepAnImpossibleAlternativeAtMinusInfinity() {
        ProductMixture process = ProductMixture.start(2).times(new double[] {Double.NEGATIVE_INFINITY, Math.log(4)});
        assertThat(process.logProducts()[0]).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(process.logE()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(process.times(new double[] {0, Double.NEGATIVE_INFINITY}).logE())
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void shouldNotReachNumbersThatADoubleCannotHold() {
        ProductMixture process = ProductMixture.start(2).times(new double[] {-1e5, 1e5});
        assertThat(process.logE()).isCloseTo(1e5 - Math.log(2), within(1e-9));
    }

    @Test
    void shouldComputeItsEvidenceFromItsStateWhateverIsPassed() {
        assertThat(new ProductMixture(new double[] {1, 1}, 77).logE()).isEqualTo(1);
        assertThat(new ShiryaevMixture(new double[] {2}, 0, 3, 10, ShiryaevMixture.Prior.GEOMETRIC, 77).logE())
                .isEqualTo(2);
    }

    @Test
    void shouldGiveHalfOfThePriorToTheFirstBlockAndTheRestBitByBit() {
        ShiryaevMixture geometric = ShiryaevMixture.start(1, 4);
        ShiryaevMixture uniform = ShiryaevMixture.start(1, 4, ShiryaevMixture.Prior.UNIFORM);
        double[] geometricUse = {0.5, 0.5 + 0.5 / 4, 1 - 0.5 * 0.75 * 0.75, 1 - 0.5 * 0.75 * 0.75 * 0.75};
        double[] uniformUse = {0.5, 0.5 + 0.5 / 3, 0.5 + 1.0 / 3, 1};
        for (int block = 0; block < 4; block++) {
            geometric = geometric.times(new double[1]);
            uniform = uniform.times(new double[1]);
            assertThat(geometric.used()).isCloseTo(geometricUse[block], within(1e-15));
            assertThat(uniform.used()).isCloseTo(uniformUse[block], within(1e-15));
        }
        // A new stage spreads what is left over its own blocks.
        ShiryaevMixture next = geometric.withHorizon(10).times(new double[1]);
        assertThat(next.used()).isCloseTo(1 - (1 - geometricUse[3]) * 0.9, within(1e-15));
        assertThat(uniform.times(new double[] {50}).logE()).isCloseTo(50, within(1e-12));
    }

    @Test
    void shouldTellInWhichOrderRunsCame() {
        ShiryaevRun good = ShiryaevRun.of(new double[] {-3}, 0.1);
        ShiryaevRun bad = ShiryaevRun.of(new double[] {5}, 0.1);
        assertThat(good.then(bad).logStarted()[0]).isGreaterThan(bad.then(good).logStarted()[0]);
        assertThat(good.then(bad).logFactors()).isEqualTo(bad.then(good).logFactors());
        assertThat(good.then(bad)).isEqualTo(good.then(bad)).isNotEqualTo(bad.then(good));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShiryaevRun.of(new double[] {0}, 1.1))
                .withMessage("hazard must be from 0 to 1, not 1.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> good.then(ShiryaevRun.of(new double[2], 0.1)))
                .withMessage("next must hold one value per alternative, 1, not 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShiryaevRun(new double[1], new double[1], -0.1, 1))
                .withMessage("kept must be from 0 to 1, not -0.1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShiryaevRun(new double[1], new double[1], 1, 0))
                .withMessage("blocks must be 1 or more, not 0");
    }

    @Test
    void shouldNotShareArraysWithTheOutside() {
        double[] logs = {1, 2};
        ProductMixture plain = new ProductMixture(logs, 0);
        ShiryaevMixture changePoint = new ShiryaevMixture(logs, 0.5, 1, 10, ShiryaevMixture.Prior.GEOMETRIC, 0);
        logs[0] = 9;
        plain.logProducts()[0] = 8;
        changePoint.logM()[0] = 8;
        assertThat(plain.logProducts()).containsExactly(1, 2);
        assertThat(changePoint.logM()).containsExactly(1, 2);
        assertThat(plain).hasSameHashCodeAs(new ProductMixture(new double[] {1, 2}, 0));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProductMixture.start(2).times(new double[] {0, Double.NaN}))
                .withMessage("logEValues must hold finite logarithms or -Infinity, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShiryaevMixture.start(2, 10).times(new double[] {0}))
                .withMessage("logEValues must hold one value per alternative, 2, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShiryaevMixture.start(2, 0.5))
                .withMessage("horizonBlocks must be finite and 1 or more, not 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShiryaevMixture(new double[1], 1.5, 0, 10, ShiryaevMixture.Prior.GEOMETRIC, 0))
                .withMessage("remaining must be from 0 to 1, not 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProductMixture(new double[] {Double.POSITIVE_INFINITY}, 0))
                .withMessage("logProducts must hold finite logarithms or -Infinity, not Infinity");
    }
}
