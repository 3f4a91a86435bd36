package dev.weir.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTailTest {
    /** mpmath 1.3, 60 digits: log of betainc(df/2, 1/2, 0, df/(df+t^2), regularized), by hyp2f1 or by quadrature. */
    @ParameterizedTest
    @CsvSource({
        "1e-06,3,-7.3510546408551480086e-7",
        "0.5,30.5,-0.47696617333648517075",
        "2,1.5,-1.4952688198501561955",
        "2.5,103.33,-4.2692542354506912064",
        "5,1000000000.0,-14.371851044867404256",
        "36,100000.0,-647.6405352129615758",
        "40,1000000000.0,-803.91465403412590492",
        "39,1000.25,-465.79598946612019877",
        "100000.0,1000.25,-8064.6176657009069161",
        "1e+100,7.5,-1720.6494128525508354",
        "1e+150,2,-690.77552789821370517"
    })
    void shouldHoldLogarithmsForAnyDegreesOfFreedom(double t, double df, double logTwoSided) {
        assertThat(StudentTail.logTwoSided(-t, df)).isCloseTo(logTwoSided, withinPercentage(1e-10));
        assertThat(StudentTail.logSurvival(t, df)).isCloseTo(logTwoSided - Math.log(2), withinPercentage(1e-10));
        assertThat(StudentTail.logSurvival(-t, df))
                .isCloseTo(Math.log1p(-Math.exp(logTwoSided) / 2), withinPercentage(1e-10));
        if (logTwoSided > -700) {
            assertThat(StudentTail.twoSided(t, df)).isCloseTo(Math.exp(logTwoSided), withinPercentage(1e-9));
        }
    }

    @Test
    void shouldBecomeTheNormalTailWhenTheDegreesOfFreedomGrow() {
        for (double z : new double[] {0.1, 3, 20, 60}) {
            assertThat(StudentTail.logTwoSided(z, 1e15)).isCloseTo(NormalTail.logTwoSided(z), withinPercentage(1e-9));
        }
        assertThat(StudentTail.upperQuantile(0.025, 1e15))
                .isCloseTo(NormalTail.upperQuantile(0.025), withinPercentage(1e-10));
    }

    @Test
    void shouldInvertTheTail() {
        for (double p : new double[] {1e-12, 0.005, 0.4, 0.975}) {
            for (double df : new double[] {1, 2.3, 1e3, 1e9}) {
                assertThat(StudentTail.survival(StudentTail.upperQuantile(p, df), df))
                        .isCloseTo(p, withinPercentage(1e-9));
            }
        }
    }

    @Test
    void shouldBeExactAtTheEnds() {
        assertThat(StudentTail.logTwoSided(0, 5)).isEqualTo(0.0);
        assertThat(StudentTail.twoSided(0, 5)).isEqualTo(1);
        assertThat(StudentTail.logTwoSided(Double.POSITIVE_INFINITY, 5)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void shouldRefuseWhatIsNoNumber() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudentTail.survival(Double.NaN, 3))
                .withMessage("t must be a number, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudentTail.logTwoSided(1, 0))
                .withMessage("df must be positive and finite, not 0.0");
    }
}
