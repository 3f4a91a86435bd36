package dev.weir.statistics.fixed;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class StratumTest {
    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stratum(0, 0, -3, 0))
                .withMessage("c must be from 0 to 9007199254740992, not -3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stratum(1L << 53, 1, 0, 0))
                .withMessage("a + b + c + d must be at most 9007199254740992, not 9007199254740993");
    }
}
