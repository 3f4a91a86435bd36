package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.verdict.PlannedComparison.Design;
import dev.weir.verdict.PlannedComparison.Winner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Expected figures: statsmodels 0.13.5, proportions_ztest([kb, ka], [nb, na]), proportion_confint(method='wilson'),
 * NormalIndPower().solve_power(proportion_effectsize(pb, pa)).
 */
class PlannedComparisonTest {

    @Test
    void shouldAskForMoreWhereAFewRequestsDifferByLuck() {
        PlannedComparison compared = PlannedComparison.of(17, 20, 18, 20, Design.STANDARD);
        assertThat(compared.winner()).isEqualTo(Winner.INCONCLUSIVE);
        assertThat(compared.z()).isCloseTo(0.478091443733758, within(1e-12));
        assertThat(compared.pValue()).isCloseTo(0.632585121696041, within(1e-12));
        assertThat(compared.requiredPerVariant()).isEqualTo(681);
        assertThat(compared.missing()).isEqualTo(661);
        assertThat(compared.message())
                .isEqualTo("Continue the test: 661 more requests of each variant are needed, 34.1x what there is;"
                        + " 90.0 % vs 85.0 % (p = 0.633, exact 1.00)");
    }

    @Test
    void shouldGiveWilsonIntervalsOfEachRate() {
        PlannedComparison compared = PlannedComparison.of(43, 50, 44, 50, Design.STANDARD);
        assertThat(compared.pValue()).isCloseTo(0.766198917921233, within(1e-12));
        assertThat(compared.a().interval().lower()).isCloseTo(0.738138, within(5e-7));
        assertThat(compared.a().interval().upper()).isCloseTo(0.930492, within(5e-7));
        assertThat(compared.b().interval().lower()).isCloseTo(0.761952, within(5e-7));
        assertThat(compared.b().interval().upper()).isCloseTo(0.943824, within(5e-7));
    }

    @ParameterizedTest
    @CsvSource({
        "8700, 10000, 9000, 10000, B_WINS",
        "9000, 10000, 8700, 10000, A_WINS",
        "8700, 10000, 8700, 10000, TIE",
        "870, 1000, 870, 1000, INCONCLUSIVE",
        "0, 1000, 0, 1000, TIE",
        "0, 10, 10, 10, B_WINS",
    })
    void shouldConclude(long kA, long nA, long kB, long nB, Winner winner) {
        assertThat(PlannedComparison.of(kA, nA, kB, nB, Design.STANDARD).winner())
                .isEqualTo(winner);
    }

    /** Whatever all of three differ from, none of three: z = 2.449, p = 0.0143, and Fisher's 0.1. */
    @Test
    void shouldNotCallAWinnerOnAHandfulOfOutcomesThatOnlyTheZTestBelieves() {
        PlannedComparison compared = PlannedComparison.of(0, 3, 3, 3, Design.STANDARD);
        assertThat(compared.pValue()).isLessThan(0.05);
        assertThat(compared.exactP()).isCloseTo(0.1, within(1e-12));
        assertThat(compared.winner()).isEqualTo(Winner.INCONCLUSIVE);
        assertThat(compared.message())
                .isEqualTo("No significant difference: 100.0 % vs 0.0 % (p = 0.0143, exact 0.100);"
                        + " test longer, or accept that it does not matter");
        assertThat(PlannedComparison.of(870, 1_000, 868, 1_000, Design.STANDARD).exactP())
                .isNull();
    }

    /** Significant, and still too small to matter: p = 0.0016 for a loss of less than 1.4 points. */
    @Test
    void shouldCallADifferenceThatIsProvedTooSmallATie() {
        PlannedComparison compared = PlannedComparison.of(8502, 44700, 8279, 45489, Design.STANDARD);
        assertThat(compared.pValue()).isLessThan(0.01);
        assertThat(compared.winner()).isEqualTo(Winner.TIE);
        assertThat(PlannedComparison.of(8502, 44700, 8279, 45489, new Design(0.05, 0.8, 0.005))
                        .winner())
                .isEqualTo(Winner.A_WINS);
    }

    /** p = 0.02, but to see such an effect reliably takes half as many again. */
    @Test
    void shouldNotLetALuckyBeginningDecide() {
        PlannedComparison compared = PlannedComparison.of(400, 1_000, 450, 1_000, Design.STANDARD);
        assertThat(compared.pValue()).isBetween(0.02, 0.03);
        assertThat(compared.requiredPerVariant()).isEqualTo(1_534);
        assertThat(compared.winner()).isEqualTo(Winner.INCONCLUSIVE);
    }

    @Test
    void shouldLookForTheEffectOnTheOtherSideWhereARateCannotGrow() {
        assertThat(PlannedComparison.of(100, 100, 100, 100, Design.STANDARD).requiredPerVariant())
                .isEqualTo(new Design(0.05, 0.8, 0.02).perVariant(1, 0.98));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedComparison.of(0, 0, 1, 2, Design.STANDARD))
                .withMessage("a must hold at least one outcome, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlannedComparison.of(3, 2, 1, 2, Design.STANDARD))
                .withMessage("a successes must be from 0 to a outcomes = 2, not 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Design(0.05, 0.04, 0.02))
                .withMessage("power must be above alpha = 0.05, not 0.04");
    }
}
