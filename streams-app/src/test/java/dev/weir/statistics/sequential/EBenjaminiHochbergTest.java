package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import dev.weir.statistics.sequential.AveragedEvidence.Share;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EBenjaminiHochbergTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("ebh")) {
            double[] logE = row.reals("log_e_values");
            Boolean[] expected = Stream.of(row.text("reject").split(";"))
                    .map(Boolean::parseBoolean)
                    .toArray(Boolean[]::new);
            assertThat(EBenjaminiHochberg.rejections(logE, row.real("alpha")))
                    .as("%s", row)
                    .containsExactly(expected);
            List<Share> equalShares = Arrays.stream(logE)
                    .mapToObj(log -> new Share(1.0 / logE.length, log))
                    .toList();
            Tolerance.check(row, "log_e_average", AveragedEvidence.logE(equalShares));
        }
    }

    @Property
    void shouldNameTheLargestOnlyAndNoFewerThanBonferroni(
            @ForAll @Size(max = 40) List<@DoubleRange(min = -50, max = 50) Double> values) {
        double[] logE = values.stream().mapToDouble(Double::doubleValue).toArray();
        boolean[] named = EBenjaminiHochberg.rejections(logE, 0.05);
        for (int i = 0; i < logE.length; i++) {
            if (logE[i] > Math.log(logE.length / 0.05)) {
                assertThat(named[i]).isTrue();
            }
            for (int j = 0; j < logE.length; j++) {
                if (named[i] && logE[j] >= logE[i]) {
                    assertThat(named[j]).isTrue();
                }
            }
        }
    }

    @Test
    void shouldNameThemAllTogetherWhereNoneWouldStandAlone() {
        double each = Math.log(25);
        assertThat(EBenjaminiHochberg.rejections(new double[] {each, each, each}, 0.05))
                .containsExactly(true, true, true);
        assertThat(EBenjaminiHochberg.rejections(new double[] {each, 0, 0}, 0.05))
                .containsExactly(false, false, false);
    }

    @Test
    void shouldNameAnEValueThatIsExactlyAtTheBound() {
        assertThat(EBenjaminiHochberg.rejections(new double[] {Math.log(20)}, 0.05))
                .containsExactly(true);
    }

    @Test
    void shouldNameNoneOfNoneAndNothingThatWasRefuted() {
        assertThat(EBenjaminiHochberg.rejections(new double[0], 0.05)).isEmpty();
        assertThat(EBenjaminiHochberg.rejections(new double[] {Double.NEGATIVE_INFINITY, 1e5}, 0.05))
                .containsExactly(false, true);
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EBenjaminiHochberg.rejections(new double[] {0}, 1))
                .withMessage("alpha must be above 0 and below 1, not 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EBenjaminiHochberg.rejections(new double[] {0, Double.NaN}, 0.05))
                .withMessage("logE must hold finite logarithms or -Infinity, not NaN");
    }
}
