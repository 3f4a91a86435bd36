package dev.weir.benchmark.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DelaysTest {

    @Test
    void shouldSayP99OfAHundredAndTheMaximumOfFewer() {
        Delays hundred = upTo(100);
        Delays fewer = upTo(99);

        assertThat(columns(hundred, hundred)).containsExactly("it", "50.00", "99.00", "100.00", "1.00", "1.00");
        assertThat(columns(fewer, hundred)).containsExactly("it", "50.00", "max", "of", "99", "99.00", "1.00", "-");
        assertThat(columns(hundred, fewer)).containsExactly("it", "50.00", "99.00", "100.00", "1.00", "-");
    }

    private static String[] columns(Delays delays, Delays bare) {
        return delays.row("it", bare).split(" +");
    }

    private static Delays upTo(int millis) {
        return new Delays(
                LongStream.rangeClosed(1, millis).map(each -> each * 1_000).toArray());
    }
}
