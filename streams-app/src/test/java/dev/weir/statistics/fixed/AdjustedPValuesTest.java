package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdjustedPValuesTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("holm_bh")) {
            Tolerance.checkAll(row, "holm", AdjustedPValues.holm(row.reals("p_values")));
            Tolerance.checkAll(row, "bh", AdjustedPValues.benjaminiHochberg(row.reals("p_values")));
        }
    }

    @Property
    void shouldRejectTheSameAsTheStepwiseRules(
            @ForAll @Size(max = 30) List<@DoubleRange(max = 0.2) Double> values,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double alpha) {
        double[] pValues = values.stream().mapToDouble(Double::doubleValue).toArray();
        double[] rising =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int m = pValues.length;
        int holm = 0;
        while (holm < m && (m - holm) * rising[holm] <= alpha) {
            holm++;
        }
        int hochberg = m;
        while (hochberg > 0 && rising[hochberg - 1] * m / hochberg > alpha) {
            hochberg--;
        }
        assertThat(rejected(AdjustedPValues.holm(pValues), alpha)).isEqualTo(holm);
        assertThat(rejected(AdjustedPValues.benjaminiHochberg(pValues), alpha)).isEqualTo(hochberg);
    }

    @Test
    void shouldKeepThePValuesOfTheFarTail() {
        assertThat(AdjustedPValues.holm(new double[] {0.5, 1e-300, 3e-301}))
                .usingComparatorWithPrecision(1e-312)
                .containsExactly(0.5, 2e-300, 9e-301);
        assertThat(AdjustedPValues.benjaminiHochberg(new double[] {1e-300, 0, 1})[0])
                .isCloseTo(1.5e-300, within(1e-312));
    }

    @Test
    void shouldLeaveNothingAndOneAsTheyAre() {
        assertThat(AdjustedPValues.holm(new double[0])).isEmpty();
        assertThat(AdjustedPValues.benjaminiHochberg(new double[] {0.03})).containsExactly(0.03);
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdjustedPValues.holm(new double[] {0.5, Double.NaN}))
                .withMessage("pValues must be from 0 to 1, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdjustedPValues.benjaminiHochberg(new double[] {1.5}))
                .withMessage("pValues must be from 0 to 1, not 1.5");
    }

    private static int rejected(double[] adjusted, double alpha) {
        int count = 0;
        for (double p : adjusted) {
            count += p <= alpha ? 1 : 0;
        }
        return count;
    }
}
