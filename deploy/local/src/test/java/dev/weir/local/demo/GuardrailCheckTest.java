package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.cli.Terminal;
import java.io.PrintWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class GuardrailCheckTest {

    @Test
    void shouldStandInTheMiddleWhenNothingIsProved() {
        assertThat(check(null, null).position(0.05, 0.05)).isZero();
        assertThat(check(0.3, 0.7).position(0.05, 0.05)).isZero();
    }

    @Test
    void shouldStandAtTheEndOfWhatIsProved() {
        assertThat(check(20.0, 0.1).position(0.05, 0.05)).isEqualTo(-1, within(1e-12));
        assertThat(check(1e9, 0.1).position(0.05, 0.05)).isEqualTo(-1);
        assertThat(check(0.1, 100.0).position(0.05, 0.01)).isEqualTo(1, within(1e-12));
    }

    @Test
    void shouldMoveInProportionToTheLogarithm() {
        assertThat(check(0.1, Math.sqrt(20)).position(0.05, 0.05)).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void shouldDrawTheSideThatIsProved() {
        String red = "\u001b[31m";
        String green = "\u001b[32m";

        LiveView view = new LiveView(new PrintWriter(Writer.nullWriter()), new Terminal(118, 40));

        assertThat(view.bar(-1)).startsWith("[" + red + "████████████").doesNotContain(green);
        assertThat(view.bar(0.5))
                .startsWith("[············|" + green + "██████")
                .doesNotContain(red);
    }

    private static GuardrailCheck check(Double eValue, Double advanceEValue) {
        return new GuardrailCheck("errorRate", null, "UNDECIDED", 0.0, 0.0, null, 2.0, eValue, advanceEValue);
    }
}
