package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObservedTimeTest {
    private static final long NOW = 1_700_000_000_000L;

    private final ObservedTime time = new ObservedTime(NOW);

    @Test
    void shouldFollowTheLatestEventButNotAheadOfNow() {
        time.read(NOW - 500, NOW, NOW);
        time.read(NOW - 900, NOW, NOW + 10);
        assertThat(time.until()).isEqualTo(NOW - 500);
        time.read(NOW + 30_000, NOW + 30_000, NOW + 20);
        assertThat(time.until()).isEqualTo(NOW + 20);
    }

    /** Read an hour later, an event from a minute ahead is long past; what others published in that minute is not read. */
    @Test
    void shouldNotRunAheadOfTheLogWhileThePartitionIsBehind() {
        long hourAgo = NOW - 3_600_000;
        time.read(hourAgo - 20, hourAgo, NOW);
        time.read(hourAgo + 59_000, hourAgo + 10, NOW);
        assertThat(time.until()).isEqualTo(hourAgo + 10);
        time.read(hourAgo + 5, hourAgo + 30, NOW);
        assertThat(time.until()).isEqualTo(hourAgo + 10);
    }

    @Test
    void shouldGoOnAtThePaceOfTheClockWhenNothingComes() {
        long lastWeek = NOW - 604_800_000;
        time.read(lastWeek, NOW, NOW);
        assertThat(quietAfter(750)).isFalse();
        assertThat(quietAfter(1_000)).isTrue();
        time.idle(NOW + 1_000);
        assertThat(time.until()).isEqualTo(lastWeek + 1_000);
    }

    @Test
    void shouldCatchUpWithTheClockWhenOldEventsAreOver() {
        time.read(NOW - 604_800_000, NOW, NOW);
        assertThat(quietAfter(10_000)).isTrue();
        time.idle(NOW + 10_000);
        assertThat(time.until()).isEqualTo(NOW + 10_000);
    }

    /** What the consumer knew of its lag before the thread was held up is no longer true. */
    @Test
    void shouldNotCallAPartitionQuietThatNobodyLookedAt() {
        time.read(NOW, NOW, NOW);
        assertThat(time.isQuiet(NOW + 20_000)).isFalse();
        for (long millis = 20_250; millis < 21_000; millis += 250) {
            assertThat(time.isQuiet(NOW + millis)).isFalse();
        }
        assertThat(time.isQuiet(NOW + 21_000)).isTrue();
    }

    private boolean quietAfter(long millis) {
        boolean quiet = false;
        for (long checked = 250; checked <= millis; checked += 250) {
            quiet = time.isQuiet(NOW + checked);
        }
        return quiet;
    }
}
