package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CupedTest {
    private static CoMoments arm(Row row, int arm) {
        return CoMoments.ofSums(
                row.whole("n" + arm),
                row.real("sx" + arm),
                row.real("sy" + arm),
                row.real("sxx" + arm),
                row.real("syy" + arm),
                row.real("sxy" + arm));
    }

    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("cuped")) {
            Cuped cuped = Cuped.test(arm(row, 1), arm(row, 2));
            Tolerance.check(row, "theta", cuped.theta());
            Tolerance.check(row, "diff", cuped.difference());
            Tolerance.check(row, "se", cuped.standardError());
            Tolerance.check(row, "z", cuped.z());
            Tolerance.check(row, "p_value", cuped.pValue());
            assertThat(Math.exp(cuped.logPValue())).isCloseTo(cuped.pValue(), withinPercentage(1e-9));
        }
    }

    @Property
    void shouldScatterLeastAtTheEstimatedThetaWhenTheArmsAreAlike(
            @ForAll @Size(min = 2, max = 30) List<@DoubleRange(min = -10, max = 10) Double> values,
            @ForAll @DoubleRange(min = -5, max = 5) double other) {
        CoMoments arm = CoMoments.EMPTY;
        for (int i = 0; i < values.size(); i++) {
            arm = arm.plus(values.get(i), values.get((i + 1) % values.size()) + 2 * values.get(i));
        }
        assertThat(Cuped.test(arm, arm).standardError())
                .isLessThanOrEqualTo(Cuped.frozen(other, arm, arm).standardError() * (1 + 1e-12));
    }

    @Test
    void shouldExplainAwayAllThatTheCovariateTells() {
        CoMoments one = CoMoments.EMPTY.plus(1, 2).plus(2, 4).plus(4, 8);
        CoMoments two = CoMoments.EMPTY.plus(3, 6).plus(5, 10);
        Cuped cuped = Cuped.test(one, two);
        assertThat(cuped.theta()).isCloseTo(2, within(1e-15));
        assertThat(cuped.difference()).isCloseTo(0, within(1e-14));
        assertThat(cuped.standardError()).isCloseTo(0, within(1e-7));
    }

    @Test
    void shouldCompareThePlainMeansWhereTheCovariateDoesNotVary() {
        CoMoments one = CoMoments.EMPTY.plus(7, 1).plus(7, 3);
        CoMoments two = CoMoments.EMPTY.plus(7, 4).plus(7, 8);
        Cuped cuped = Cuped.test(one, two);
        assertThat(cuped).isEqualTo(new Cuped(0, -4, Math.sqrt(1 + 4)));
        assertThat(Cuped.frozen(0, one, two)).isEqualTo(cuped);
    }

    @Test
    void shouldBeCertainOnlyWhereNothingScatters() {
        CoMoments two = CoMoments.EMPTY.plus(0, 2).plus(0, 2);
        CoMoments three = CoMoments.EMPTY.plus(0, 3).plus(0, 3);
        assertThat(Cuped.test(two, two).z()).isZero();
        assertThat(Cuped.test(two, two).pValue()).isEqualTo(1);
        assertThat(Cuped.test(two, three).z()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Cuped.test(two, three).pValue()).isZero();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        CoMoments two = CoMoments.EMPTY.plus(0, 2).plus(0, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cuped.test(two, CoMoments.EMPTY.plus(1, 1)))
                .withMessage("arm2 must hold at least 2 pairs, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Cuped.frozen(Double.NaN, two, two))
                .withMessage("theta must be finite, not NaN");
    }
}
