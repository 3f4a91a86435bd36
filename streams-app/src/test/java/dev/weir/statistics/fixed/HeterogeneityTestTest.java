package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.ChiSquare;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HeterogeneityTestTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("heterogeneity_q")) {
            HeterogeneityTest.Result result = HeterogeneityTest.test(row.reals("effects"), row.reals("variances"));
            Tolerance.check(row, "q", result.q().statistic());
            assertThat(result.q().df()).as("%s", row).isEqualTo(row.whole("df"));
            Tolerance.check(row, "p_value", result.q().pValue());
            Tolerance.check(row, "pooled", result.pooled());
            Tolerance.check(row, "i2", result.i2());
        }
    }

    @Test
    void shouldHaveNothingToCompareInOneSegment() {
        HeterogeneityTest.Result result = HeterogeneityTest.test(new double[] {0.3}, new double[] {4});
        assertThat(result).isEqualTo(new HeterogeneityTest.Result(new ChiSquare(0, 0), 0.3, 0));
        assertThat(result.q().pValue()).isEqualTo(1);
    }

    @Test
    void shouldKeepItsDigitsOnTopOfALevelThatAllSegmentsShare() {
        double[] variances = {1, 4, 2};
        double[] effects = {1, 3, -2};
        double[] raised = {1 + 1e12, 3 + 1e12, -2 + 1e12};
        assertThat(HeterogeneityTest.test(raised, variances).q().statistic())
                .isCloseTo(HeterogeneityTest.test(effects, variances).q().statistic(), withinPercentage(1e-9));
    }

    @Test
    void shouldTakeVariancesOfAnySize() {
        HeterogeneityTest.Result tiny = HeterogeneityTest.test(new double[] {0, 2e-150}, new double[] {1e-300, 1e-300});
        assertThat(tiny.q().statistic()).isCloseTo(2, within(1e-12));
        HeterogeneityTest.Result beyondDoubles = HeterogeneityTest.test(new double[] {0, 1}, new double[] {1e-4, 1e-4});
        assertThat(beyondDoubles.q().pValue()).isZero();
        assertThat(beyondDoubles.q().logPValue()).isCloseTo(-2504.4845878484514, withinPercentage(1e-9));
    }

    @Property
    void shouldGiveEqualSegmentsOneEffect(
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = 0.01, max = 1e6) Double> values,
            @ForAll @DoubleRange(min = -1e6, max = 1e6) double effect) {
        double[] variances = values.stream().mapToDouble(Double::doubleValue).toArray();
        double[] effects = new double[variances.length];
        Arrays.fill(effects, effect);
        HeterogeneityTest.Result result = HeterogeneityTest.test(effects, variances);
        assertThat(result.pooled()).isEqualTo(effect);
        assertThat(result.q()).isEqualTo(new ChiSquare(0, effects.length - 1));
        assertThat(result.i2()).isZero();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeterogeneityTest.test(new double[0], new double[0]))
                .withMessage("effects must hold at least one value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeterogeneityTest.test(new double[] {1, 2}, new double[] {1}))
                .withMessage("variances must hold one value per effect, 2, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeterogeneityTest.test(new double[] {Double.NaN}, new double[] {1}))
                .withMessage("effects must be finite, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeterogeneityTest.test(new double[] {1}, new double[] {0}))
                .withMessage("variances must be positive and finite, not 0.0");
    }
}
