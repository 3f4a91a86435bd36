package dev.weir.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How long is waited before an alert is sent once more. */
class WaitingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldDoubleUpToTheLongestAndDrawFromTheUpperHalf() {
        BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(7));
        for (int attempts = 1; attempts <= 100; attempts++) {
            long full = attempts > 6 ? 60_000 : 1_000L << (attempts - 1);
            for (int i = 0; i < 20; i++) {
                assertThat(backOff.after(attempts).toMillis()).isBetween(full / 2, full);
            }
        }
        assertThat(backOff.after(3)).isNotEqualTo(backOff.after(3));
    }

    @Test
    void shouldUnderstandSecondsAndDates() {
        assertThat(RetryAfter.of(Optional.of("120"), NOW)).contains(Duration.ofMinutes(2));
        assertThat(RetryAfter.of(Optional.of(" 0 "), NOW)).contains(Duration.ZERO);
        assertThat(RetryAfter.of(Optional.of("Thu, 01 Jan 2026 00:00:30 GMT"), NOW))
                .contains(Duration.ofSeconds(30));
        assertThat(RetryAfter.of(Optional.of("Wed, 31 Dec 2025 23:59:30 GMT"), NOW))
                .contains(Duration.ZERO);
    }

    @Test
    void shouldNotBelieveWhatItDoesNotUnderstand() {
        assertThat(RetryAfter.of(Optional.empty(), NOW)).isEmpty();
        assertThat(RetryAfter.of(Optional.of("soon"), NOW)).isEmpty();
        assertThat(RetryAfter.of(Optional.of("-5"), NOW)).isEmpty();
        assertThat(RetryAfter.of(Optional.of("99999999999999"), NOW)).isEmpty();
    }
}
