package dev.weir.statistics.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogConcaveIntegralTest {
    private static final double LOG_ROOT_TWO_PI = 0.91893853320467274178;

    @Test
    void shouldIntegrateTheNormalDensityToOne() {
        assertThat(LogConcaveIntegral.log(u -> -u * u / 2 - LOG_ROOT_TWO_PI, -4, 4, 0, 1))
                .isCloseTo(0, within(1e-12));
    }

    /** With this spread the range is 32 wide, so that edges of panels coincide but for their last digits. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-16, 1e-15, 3e-15, 1e-14, -1e-15, 1e-13})
    void shouldNotStumbleOverEdgesOfPanelsThatAllButCoincide(double shift) {
        for (double edge = -16; edge <= 16; edge += 0.4) {
            assertThat(LogConcaveIntegral.log(u -> -u * u / 2 - LOG_ROOT_TWO_PI, -4, 4, edge + shift, 1))
                    .isCloseTo(0, within(1e-9));
        }
    }
}
