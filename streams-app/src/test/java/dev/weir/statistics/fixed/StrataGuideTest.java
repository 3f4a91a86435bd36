package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of docs/statistics.md, "Many tests at once" and "Strata and segments", with the figures it gives there. */
class StrataGuideTest {
    @Test
    void shouldGiveTheFiguresOfTheGuide() {
        double[] adjusted = AdjustedPValues.holm(new double[] {0.01, 0.04, 0.03, 0.2});
        assertThat(adjusted).usingComparatorWithPrecision(1e-12).containsExactly(0.04, 0.09, 0.09, 0.2);

        List<Stratum> strata = List.of(new Stratum(930, 70, 8_700, 1_300), new Stratum(7_300, 2_700, 690, 310));
        MantelHaenszelTest.Result within = MantelHaenszelTest.test(strata);
        BreslowDayTest.Result same = BreslowDayTest.test(strata);

        assertThat((930 + 7_300) / 11_000.0).isCloseTo(0.75, within(0.005));
        assertThat((8_700 + 690) / 11_000.0).isCloseTo(0.85, within(0.005));
        assertThat(within.oddsRatio()).isCloseTo(1.40, within(0.005));
        assertThat(within.chiSquare().pValue()).isCloseTo(5e-8, within(1e-8));
        assertThat(same.tarone().pValue()).isCloseTo(0.0007, within(0.00005));
    }
}
