package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.NormalTail;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OppositeEffectsTest {
    @Test
    void shouldSeeThatOneSegmentGainsWhatAnotherLoses() {
        OppositeEffects effects =
                OppositeEffects.of(new double[] {0.2, 0.001, -0.1}, new double[] {0.0015, 0.0004, 0.00039375}, 0.05);
        assertThat(effects.above()).containsExactly(0);
        assertThat(effects.below()).containsExactly(2);
        assertThat(effects.present()).isTrue();
    }

    @Test
    void shouldNotCallADifferenceInSizeOpposite() {
        OppositeEffects effects = OppositeEffects.of(new double[] {0.5, 0.1}, new double[] {0.0001, 0.0001}, 0.05);
        assertThat(effects.above()).containsExactly(0, 1);
        assertThat(effects.below()).isEmpty();
        assertThat(effects.present()).isFalse();
    }

    @Test
    void shouldWidenTheIntervalOfTheFarthestSegmentMost() {
        OppositeEffects effects = OppositeEffects.of(new double[] {10, -5, 0.5}, new double[] {1, 1, 1}, 0.05);
        // Upper 0.05/6, 0.05/4 and 0.05/2 quantiles of the standard normal, scipy.stats.norm.isf.
        assertThat(effects.intervals().get(0).lower()).isCloseTo(10 - 2.3939797998185104, within(1e-9));
        assertThat(effects.intervals().get(1).upper()).isCloseTo(-5 + 2.241402727604947, within(1e-9));
        assertThat(effects.intervals().get(2).upper()).isCloseTo(0.5 + 1.959963984540054, within(1e-9));
    }

    @Property
    void shouldSetApartExactlyWhatHolmRejects(
            @ForAll @Size(min = 1, max = 15) List<@DoubleRange(min = -4, max = 4) Double> values,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double alpha) {
        double[] effects = values.stream().mapToDouble(Double::doubleValue).toArray();
        double[] variances = new double[effects.length];
        double[] pValues = new double[effects.length];
        for (int s = 0; s < effects.length; s++) {
            variances[s] = 1 + s;
            pValues[s] = NormalTail.twoSided(effects[s] / Math.sqrt(variances[s]));
        }
        double[] adjusted = AdjustedPValues.holm(pValues);
        OppositeEffects opposite = OppositeEffects.of(effects, variances, alpha);
        for (int s = 0; s < effects.length; s++) {
            // At the border itself the two may round differently.
            if (Math.abs(adjusted[s] - alpha) > 1e-9) {
                assertThat(opposite.above().contains(s)).isEqualTo(adjusted[s] < alpha && effects[s] > 0);
                assertThat(opposite.below().contains(s)).isEqualTo(adjusted[s] < alpha && effects[s] < 0);
            }
        }
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OppositeEffects.of(new double[] {1}, new double[] {1}, 0))
                .withMessage("alpha must be above 0 and below 1, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OppositeEffects.of(new double[] {1}, new double[] {-1}, 0.05))
                .withMessage("variances must be positive and finite, not -1.0");
    }
}
