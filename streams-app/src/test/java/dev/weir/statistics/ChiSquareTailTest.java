package dev.weir.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChiSquareTailTest {
    private static final double PERCENT = 1e-9;

    /** Computed with mpmath at 60 digits, from the finite sums over erfc and e^-y. */
    @ParameterizedTest
    @CsvSource({
        "0.3, 1, 0.58388242077036517865, -0.5380556507217003392",
        "3.84, 1, 0.050043521248705103189, -2.9948622271800272845",
        "1e-9, 1, 0.99997476867478400362, -0.000025231643531236812913",
        "1e-9, 7, 1.0, -2.402983353370421329e-34",
        "25, 2, 3.7266531720786709929e-6, -12.5",
        "100, 3, 1.5541594313896049214e-21, -47.913352111990123893",
        "300, 200, 5.9245403354839158294e-6, -12.03640745446164631",
        "1300, 1, 1.1303728441492742445e-284, -653.81161888143186626",
        "1340, 11, 1.0570592087005721486e-280, -644.66833531721354363",
        "1400, 1, 2.101014516264217495e-306, -703.84861812512231741",
        "1400, 19, 1.2760895851616885266e-285, -655.99295111303790861",
        "5000, 1, 0, -2504.4845878484513719",
        "5000, 1000, 0, -1200.6943717304726085",
        "9000, 2000, 0, -2001.5486328130770299",
        "1e6, 4, 0, -499986.87763462259767",
        "1e9, 7, 0, -499999951.12567695638",
    })
    void shouldAgreeWithFiniteSumsIntoTheFarTail(double x, long df, double survival, double logSurvival) {
        assertThat(ChiSquareTail.survival(x, df)).isCloseTo(survival, withinPercentage(PERCENT));
        assertThat(ChiSquareTail.logSurvival(x, df)).isCloseTo(logSurvival, withinPercentage(PERCENT));
    }

    @Test
    void shouldBeCertainOfNothingAndOfNoFreedom() {
        assertThat(ChiSquareTail.survival(0, 3)).isEqualTo(1);
        assertThat(ChiSquareTail.logSurvival(0, 3)).isZero();
        assertThat(ChiSquareTail.survival(5, 0)).isEqualTo(1);
        assertThat(ChiSquareTail.logSurvival(5, 0)).isZero();
        assertThat(ChiSquareTail.survival(Double.POSITIVE_INFINITY, 3)).isZero();
        assertThat(ChiSquareTail.logSurvival(Double.POSITIVE_INFINITY, 3)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChiSquareTail.survival(Double.NaN, 1))
                .withMessage("x must be 0 or more, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChiSquareTail.logSurvival(1, -1))
                .withMessage("df must be 0 or more, not -1");
    }
}
