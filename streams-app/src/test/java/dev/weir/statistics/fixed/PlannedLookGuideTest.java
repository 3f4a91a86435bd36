package dev.weir.statistics.fixed;

import static dev.weir.statistics.Alternative.TWO_SIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.Interval;
import org.junit.jupiter.api.Test;

/** The code of docs/statistics.md, "One planned look", with the figures it gives there. */
class PlannedLookGuideTest {
    @Test
    void shouldGiveTheFiguresOfTheGuide() {
        long perVariant = CohensH.perVariant(CohensH.effect(0.89, 0.87), 1, 0.05, 0.8, TWO_SIDED)
                .n1();
        TwoProportionTest test = TwoProportionTest.test(43, 50, 44, 50, TWO_SIDED);
        Interval difference = NewcombeInterval.interval(43, 50, 44, 50, 0.95);

        assertThat(perVariant).isEqualTo(4138);
        assertThat(test.z()).isCloseTo(-0.297, within(0.0005));
        assertThat(test.pValue()).isCloseTo(0.766, within(0.0005));
        assertThat(difference.lower()).isCloseTo(-0.158, within(0.0005));
        assertThat(difference.upper()).isCloseTo(0.117, within(0.0005));
    }
}
