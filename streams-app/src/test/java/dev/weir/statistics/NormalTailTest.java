package dev.weir.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalTailTest {
    /** mpmath 1.3, 60 digits: log(erfc(z/sqrt(2))/2) and log(erfc(|z|/sqrt(2))). */
    @ParameterizedTest
    @CsvSource({
        "-9,-1.1285884059538406478e-19,-42.935001932772170187",
        "-1.5,-0.069143455612233982993,-2.0127972202639444975",
        "-0.3,-0.48141016158848120517,-0.26895563760890534725",
        "0,-0.69314718055994530942,0.0",
        "1e-9,-0.69314718135782987054,-7.9788456112117529179e-10",
        "0.3,-0.96210281816885065666,-0.26895563760890534725",
        "0.7,-1.4189677615315315793,-0.72582058097158626992",
        "0.8,-1.551851319187776684,-0.85870413862783137456",
        "2,-3.7831843336820319488,-3.0900371531220866394",
        "6,-20.736768949974705655,-20.043621769414760346",
        "10,-53.231285150512470578,-52.538137969952525269",
        "30,-454.32124395634319711,-453.6280967757832518",
        "37,-689.0305855768905936,-688.33743839633064829",
        "38.5,-745.69527029041108133,-745.00212310985113602",
        "40,-804.60844201375378817,-803.91529483319384286",
        "1000,-500007.82669481218431,-500007.13354763162436",
        "1e5,-5000000012.4318639983,-5000000011.7387168177"
    })
    void shouldHoldLogarithmsToFourteenDigitsFarBeyondTheSmallestDouble(
            double z, double logSurvival, double logTwoSided) {
        assertThat(NormalTail.logSurvival(z)).isCloseTo(logSurvival, withinPercentage(1e-12));
        assertThat(NormalTail.logTwoSided(z)).isCloseTo(logTwoSided, withinPercentage(1e-12));
        assertThat(Math.log(NormalTail.survival(Math.min(z, 37))))
                .isCloseTo(NormalTail.logSurvival(Math.min(z, 37)), within(1e-12));
    }

    @Test
    void shouldGoOnWhereOneFormGivesWayToAnother() {
        double seam = 0.5 * Math.sqrt(2);
        for (double z : new double[] {seam, -seam, 0}) {
            assertThat(NormalTail.logSurvival(Math.nextUp(z)))
                    .isCloseTo(NormalTail.logSurvival(Math.nextDown(z)), within(1e-15));
        }
    }

    @Test
    void shouldInvertTheTail() {
        for (double p : new double[] {1e-300, 1e-20, 0.025, 0.5, 0.975}) {
            assertThat(NormalTail.survival(NormalTail.upperQuantile(p))).isCloseTo(p, withinPercentage(1e-10));
            assertThat(NormalTail.quantile(p)).isEqualTo(-NormalTail.upperQuantile(p));
        }
    }

    @Test
    void shouldTakeTheTailThatTheAlternativePointsTo() {
        assertThat(Alternative.LARGER.tail(2)).isEqualTo(NormalTail.survival(2));
        assertThat(Alternative.SMALLER.tail(2)).isEqualTo(NormalTail.survival(-2));
        assertThat(Alternative.TWO_SIDED.tail(-2)).isEqualTo(2 * NormalTail.survival(2));
        for (Alternative alternative : Alternative.values()) {
            assertThat(Math.exp(alternative.logTail(1.5))).isCloseTo(alternative.tail(1.5), withinPercentage(1e-12));
        }
    }

    @Test
    void shouldBeExactAtTheEnds() {
        assertThat(NormalTail.logTwoSided(0)).isEqualTo(0.0);
        assertThat(NormalTail.twoSided(0)).isEqualTo(1);
        assertThat(NormalTail.logSurvival(Double.POSITIVE_INFINITY)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(NormalTail.logSurvival(Double.NEGATIVE_INFINITY)).isEqualTo(0.0);
    }

    @Test
    void shouldRefuseWhatIsNoNumberAndNoProbability() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NormalTail.logSurvival(Double.NaN))
                .withMessage("z must be a number, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NormalTail.upperQuantile(0))
                .withMessage("p must be above 0 and below 1, not 0.0");
    }
}
