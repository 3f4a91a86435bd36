package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.window.Watermark;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** For whom seconds wait. Instants are those of requests and of the clock at once; partition 0 goes on with the clock. */
class WatermarksTest {
    private static final long START = 1_700_000_000_000L;
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final long RETURNING = HeardTime.RETURNING.toMillis();
    private static final long LONGEST_WAIT = Watermarks.LONGEST_WAIT.toMillis();

    private final Watermarks watermarks = new Watermarks(2, SILENCE);
    private long now = START;

    /** All are heard for as long as it takes until silence counts. */
    WatermarksTest() {
        for (now = START - RETURNING; now <= START; now += 1_000) {
            read(0, now);
            read(1, now);
        }
        now = START;
    }

    @Test
    void shouldWaitForAPartitionUntilNothingNewHasBeenReadOfItForTheSilence() {
        goOn(9_999);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START);
        goOn(1);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START);
        goOn(1);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START + 1);
    }

    @Test
    void shouldWaitForOneFarBehindWhileSomethingNewIsReadOfIt() {
        for (int i = 1; i <= 20; i++) {
            goOn(9_999);
            read(1, START + i);
            assertThat(watermarks.awaitedUntil()).isEqualTo(START + i);
        }
    }

    @Test
    void shouldTakeNoWordWithoutNewsForASignOfLife() {
        for (int i = 0; i < 20; i++) {
            goOn(1_000);
            read(1, START);
        }
        assertThat(watermarks.awaitedUntil()).isEqualTo(now - SILENCE.toMillis());
    }

    /** One that is up to date is not behind, however long nothing new has been read of it. */
    @Test
    void shouldLeaveOutNobodyWhoIsNotBehind() {
        read(1, START + 60_000);
        goOn(60_000);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START + 60_000);
        assertThat(watermarks.allUntil()).isEqualTo(START + 60_000);
    }

    /** Nor the time in which instances come back, one after the other. */
    @Test
    void shouldNotTakeAnOutageOfAllForSilence() {
        goOn(8_000);
        now += 3_600_000;
        goOn(0);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START);
        goOn(RETURNING + 9_999);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START);
        goOn(1);
        assertThat(watermarks.awaitedUntil()).isEqualTo(now - SILENCE.toMillis());
    }

    /** Pauses are as long where thousands of models make commits rare. */
    @Test
    void shouldCountAShortPauseOfAllForHalfOfTheSilenceAtMost() {
        now += 20_000;
        goOn(0);
        goOn(4_999);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START);
        goOn(1);
        assertThat(watermarks.awaitedUntil()).isEqualTo(now - SILENCE.toMillis());
    }

    @Test
    void shouldCountSilenceAnewWhenTheClockIsSetBack() {
        goOn(9_999);
        watermarks.advance(new Watermark(0, now), now - 3_600_000);
        watermarks.advance(new Watermark(0, now + 1_000), now - 3_600_000 + 1_000);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START);
    }

    @Test
    void shouldWaitAsLongForAPartitionOfWhichNothingIsKnown() {
        Watermarks one = new Watermarks(2, SILENCE);
        assertThat(one.awaitedUntil()).isEqualTo(Long.MIN_VALUE);
        for (long millis = 0; millis < RETURNING + 10_000; millis += 1_000) {
            one.advance(new Watermark(0, START + millis), START + millis);
        }
        assertThat(one.awaitedUntil()).isEqualTo(Long.MIN_VALUE);
        one.advance(new Watermark(0, START + RETURNING + 10_000), START + RETURNING + 10_000);
        assertThat(one.awaitedUntil()).isEqualTo(START + RETURNING);
        assertThat(one.allUntil()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void shouldGoOnWithoutOneThatHasStayedBehindForTenMinutesUntilItHasCaughtUp() {
        goOn(11_000);
        long behindSince = now;
        while (now < behindSince + LONGEST_WAIT) {
            long until = START + 1 + (now - behindSince) / 2;
            read(1, until);
            assertThat(watermarks.awaitedUntil()).isEqualTo(until);
            goOn(1_000);
        }
        assertThat(watermarks.awaitedUntil()).isEqualTo(now - SILENCE.toMillis());

        long caughtUp = now - SILENCE.toMillis() + 1;
        read(1, caughtUp);
        goOn(9_000);
        assertThat(watermarks.awaitedUntil()).isEqualTo(caughtUp);
    }

    /** Where pauses are so long that silence is counted anew after each. */
    @Test
    void shouldNotWaitForEverWhereWordsAreFarBetween() {
        for (int i = 0; i < 125; i++) {
            now += 20_001;
            goOn(0);
        }
        assertThat(watermarks.awaitedUntil()).isEqualTo(now - SILENCE.toMillis());
    }

    @Test
    void shouldWaitForNobodyBehindWhileThereIsNoRoom() {
        for (int i = 1; i <= 20; i++) {
            goOn(1_000);
            read(1, START + i);
        }
        watermarks.hurry(true);
        assertThat(watermarks.awaitedUntil()).isEqualTo(now - SILENCE.toMillis());
        watermarks.hurry(false);
        assertThat(watermarks.awaitedUntil()).isEqualTo(START + 20);
    }

    /** A judge that begins anew has heard of nobody, but knows how far they were read. */
    @Test
    void shouldCountSilenceAnewWhenItIsRestored() {
        goOn(9_999);
        Watermarks restored = new Watermarks(2, SILENCE);
        watermarks.snapshot().forEach((partition, until) -> restored.restore(new Watermark(partition, until)));
        assertThat(restored.snapshot()).isEqualTo(Map.of(0, now, 1, START));
        assertThat(restored.awaitedUntil()).isEqualTo(START);
        for (long millis = 1; millis < RETURNING + 10_000; millis += 1_000) {
            restored.advance(new Watermark(0, now + millis), now + millis);
            assertThat(restored.awaitedUntil()).isEqualTo(START);
        }
        restored.advance(new Watermark(0, now + RETURNING + 10_001), now + RETURNING + 10_001);
        assertThat(restored.awaitedUntil()).isEqualTo(now + RETURNING + 1);
    }

    /** Partition 0 is read for so long, word by word. */
    private void goOn(long millis) {
        long until = now + millis;
        while (now < until) {
            now = Math.min(until, now + 1_000);
            read(0, now);
        }
        read(0, now);
    }

    private void read(int partition, long until) {
        watermarks.advance(new Watermark(partition, until), now);
    }
}
