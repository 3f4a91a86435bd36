package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsWindowsTest {

    private static final long ALL_READ = Long.MAX_VALUE;
    private static final long START = 1_700_000_000L;
    private static final List<String> NO_KEYS = List.of();

    private final MetricsWindows windows = new MetricsWindows(10);

    @Test
    void shouldReportAWindowOnceItHasEnded() {
        windows.add(cell(START, "v1.0"), tally(3), NO_KEYS, false);
        windows.add(cell(START + 9, "v1.0"), tally(4), NO_KEYS, false);
        windows.add(cell(START + 10, "v1.0"), tally(5), NO_KEYS, false);
        assertThat(windows.changedUntil(START + 9, ALL_READ)).isEmpty();
        assertThat(windows.changedUntil(START + 10, ALL_READ)).singleElement().satisfies(totals -> {
            assertThat(totals.tally()).isEqualTo(tally(3).plus(tally(4)));
            assertThat(totals.start()).isEqualTo(Instant.ofEpochSecond(START));
            assertThat(totals.end()).isEqualTo(Instant.ofEpochSecond(START + 10));
            assertThat(totals.late()).isZero();
        });
        assertThat(windows.changedUntil(START + 19, ALL_READ)).isEmpty();
        assertThat(windows.changedUntil(START + 20, ALL_READ)).hasSize(1);
    }

    @Test
    void shouldReportAWindowAgainWhenLateRequestsHaveChangedIt() {
        windows.add(cell(START, "v1.0"), tally(3), NO_KEYS, false);
        windows.changedUntil(START + 10, ALL_READ);
        windows.add(cell(START + 1, "v1.0"), tally(2), NO_KEYS, true);
        assertThat(windows.changedUntil(START + 10, ALL_READ)).singleElement().satisfies(totals -> {
            assertThat(totals.tally().calls()).isEqualTo(5);
            assertThat(totals.late()).isEqualTo(2);
        });
        assertThat(windows.changedUntil(START + 10, ALL_READ)).isEmpty();
    }

    @Test
    void shouldTellVariantsRolesAndSegmentsApart() {
        String free = Segments.canonical(Map.of("user_type", "free"));
        windows.add(
                new Cell(START, 1, "v1.0", Role.SERVED, free, Admission.REPEAT), tally(3), List.of("user_type"), false);
        windows.add(
                new Cell(START, 1, "v1.0", Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT),
                tally(2),
                List.of("user_type"),
                false);
        windows.add(new Cell(START, 1, "v1.0", Role.SHADOW, free, Admission.NOT_RANDOMISED), tally(1), NO_KEYS, false);
        assertThat(windows.changedUntil(START + 10, ALL_READ))
                .extracting(totals -> totals.segment() + " " + totals.shadow() + " "
                        + totals.tally().calls())
                .containsExactlyInAnyOrder(
                        "null false 5", "user_type=free false 3", "user_type=unknown false 2", "null true 1");
    }

    /** With a timeout of minutes, evidence closes minutes behind: the figures must wait for it, not be forgotten. */
    @Test
    void shouldForgetNoWindowBeforeItWasReported() {
        int open = 3 * MetricsWindows.LARGEST_WINDOWS;
        for (int i = 0; i < open; i++) {
            windows.add(cell(START + 10L * i, "v1.0"), tally(1), NO_KEYS, false);
        }
        assertThat(windows.changedUntil(START + 10L * open, ALL_READ)).hasSize(open);
        assertThat(windows.all()).hasSize(MetricsWindows.LARGEST_WINDOWS);
    }

    /** After an outage partitions catch up at a pace of their own, and evidence does not wait for the slowest. */
    @Test
    void shouldKeepWindowsThatSomePartitionHasNotBeenReadPast() {
        int behind = 3 * MetricsWindows.LARGEST_WINDOWS;
        for (int i = 0; i < behind; i++) {
            windows.add(cell(START + 10L * i, "v1.0"), tally(1), NO_KEYS, false);
        }
        long end = START + 10L * behind;
        assertThat(windows.changedUntil(end, START)).hasSize(behind);

        windows.add(cell(START, "v1.0"), tally(2), NO_KEYS, true);

        assertThat(windows.changedUntil(end, START)).singleElement().satisfies(totals -> {
            assertThat(totals.tally().requests()).isEqualTo(3);
            assertThat(totals.late()).isEqualTo(2);
        });
        assertThat(windows.changedUntil(end, end)).isEmpty();
        assertThat(windows.all()).hasSize(MetricsWindows.LARGEST_WINDOWS);
    }

    /** A partition that catches up has its late requests where they were sent, after others that are younger. */
    @Test
    void shouldKeepWindowsForTheLateRequestsOfAPartitionThatCatchesUp() {
        int behind = 3 * MetricsWindows.LARGEST_WINDOWS;
        for (int i = 0; i < behind; i++) {
            windows.add(cell(START + 10L * i, "v1.0"), tally(1), NO_KEYS, false);
        }
        long end = START + 10L * behind;
        windows.changedUntil(end, START + 10L * (MetricsWindows.LARGEST_WINDOWS - 1));

        windows.add(cell(START, "v1.0"), tally(2), NO_KEYS, true);

        assertThat(windows.changedUntil(end, START + 10L * MetricsWindows.LARGEST_WINDOWS))
                .singleElement()
                .satisfies(totals -> assertThat(totals.tally().requests()).isEqualTo(3));
        windows.add(cell(START, "v1.0"), tally(4), NO_KEYS, true);
        assertThat(windows.changedUntil(end, end)).isEmpty();
    }

    @Test
    void shouldNotKeepMoreThanTenMinutesForAPartitionThatIsNeverRead() {
        for (int i = 0; i < 2 * MetricsWindows.LARGEST_BEHIND; i++) {
            windows.add(cell(START + 10L * i, "v1.0"), tally(1), NO_KEYS, false);
        }
        windows.changedUntil(START + 20L * MetricsWindows.LARGEST_BEHIND, 0);
        assertThat(windows.all()).hasSize(MetricsWindows.LARGEST_BEHIND);
    }

    @Test
    void shouldNotBringBackAForgottenWindowWithLateRequestsAlone() {
        for (int i = 0; i <= MetricsWindows.LARGEST_WINDOWS; i++) {
            windows.add(cell(START + 10L * i, "v1.0"), tally(1), NO_KEYS, false);
        }
        long end = START + 10L * (MetricsWindows.LARGEST_WINDOWS + 1);
        windows.changedUntil(end, ALL_READ);
        windows.add(cell(START, "v1.0"), tally(1), NO_KEYS, true);
        assertThat(windows.changedUntil(end, ALL_READ)).isEmpty();

        MetricsWindows restored = new MetricsWindows(10);
        restored.restore(windows.all(), windows.forgottenBefore());
        restored.changedUntil(end, ALL_READ);
        restored.add(cell(START, "v1.0"), tally(1), NO_KEYS, true);
        assertThat(restored.changedUntil(end, ALL_READ)).isEmpty();
    }

    @Test
    void shouldReportLateRequestsThatCameRightBeforeASnapshot() {
        windows.add(cell(START, "v1.0"), tally(3), NO_KEYS, false);
        windows.changedUntil(START + 10, ALL_READ);
        windows.add(cell(START, "v1.0"), tally(2), NO_KEYS, true);

        MetricsWindows restored = new MetricsWindows(10);
        restored.restore(windows.all(), windows.forgottenBefore());
        assertThat(restored.all()).isEqualTo(windows.all());
        assertThat(restored.changedUntil(START + 10, ALL_READ))
                .isEqualTo(windows.changedUntil(START + 10, ALL_READ))
                .hasSize(1);
    }

    @Test
    void shouldNotReportAWindowOnceMoreAfterASnapshot() {
        windows.add(cell(START, "v1.0"), tally(3), NO_KEYS, false);
        windows.changedUntil(START + 10, ALL_READ);

        MetricsWindows restored = new MetricsWindows(10);
        restored.restore(windows.all(), windows.forgottenBefore());
        assertThat(restored.changedUntil(START + 10, ALL_READ)).isEmpty();
        assertThat(restored.takeChanged()).isEmpty();
    }

    @Test
    void shouldTellWhichWindowsAreToBeStored() {
        windows.add(cell(START, "v1.0"), tally(3), NO_KEYS, false);
        windows.add(cell(START + 10, "v1.0"), tally(3), NO_KEYS, false);
        assertThat(windows.takeChanged()).extracting(KeptWindow::start).containsExactly(START, START + 10);
        assertThat(windows.takeChanged()).isEmpty();

        windows.add(cell(START + 10, "v1.0"), tally(1), NO_KEYS, false);
        assertThat(windows.takeChanged()).extracting(KeptWindow::start).containsExactly(START + 10);
        windows.changedUntil(START + 10, ALL_READ);
        assertThat(windows.takeChanged()).singleElement().satisfies(window -> {
            assertThat(window.start()).isEqualTo(START);
            assertThat(window.reported()).isTrue();
        });
        windows.takeBack(cell(START, "v1.0"), tally(1), NO_KEYS);
        assertThat(windows.takeChanged()).singleElement().satisfies(window -> assertThat(window.reported())
                .isFalse());
    }

    @Test
    void shouldTakeBackWhatCountsForNothingAfterAll() {
        windows.add(cell(START, "v1.0"), tally(3), List.of("user_type"), false);
        windows.add(cell(START, "v1.0"), tally(2), List.of("user_type"), false);
        windows.changedUntil(START + 10, ALL_READ);
        windows.takeBack(cell(START, "v1.0"), tally(2), List.of("user_type"));
        assertThat(windows.changedUntil(START + 10, ALL_READ))
                .hasSize(2)
                .allSatisfy(totals -> assertThat(totals.tally()).isEqualTo(tally(3)));

        windows.takeBack(cell(START, "v1.0"), tally(4), NO_KEYS);
        windows.takeBack(cell(START, "v9.0"), tally(1), NO_KEYS);
        windows.takeBack(cell(START - 100, "v1.0"), tally(1), NO_KEYS);
        assertThat(windows.isReported()).as("nothing of that was there").isTrue();
    }

    @Test
    void shouldSayOfHowManyRequestsAWindowHasNoRoomForTheFigures() {
        for (int i = 0; i < MetricsWindows.LARGEST_KEYS; i++) {
            assertThat(windows.add(cell(START, "v" + i), tally(1), NO_KEYS, false))
                    .isZero();
        }
        assertThat(windows.add(cell(START, "one more"), tally(7), NO_KEYS, false))
                .isEqualTo(7);
        assertThat(windows.add(cell(START, "v0"), tally(7), NO_KEYS, false)).isZero();
        assertThat(windows.add(cell(START, "v0"), tally(7), List.of("user_type"), false))
                .as("in the sum, not in its segment")
                .isEqualTo(7);
        assertThat(windows.add(cell(START + 10, "one more"), tally(7), NO_KEYS, false))
                .isZero();
    }

    private static Cell cell(long second, String variant) {
        return new Cell(second, 1, variant, Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT);
    }

    private static Tally tally(long calls) {
        HistogramBuilder durations = new HistogramBuilder();
        for (long i = 0; i < calls; i++) {
            durations.add(1_000 * (i + 1));
        }
        return new Tally(
                calls,
                calls,
                calls,
                0,
                0,
                calls,
                durations.build(),
                Histogram.EMPTY,
                Histogram.EMPTY,
                Histogram.EMPTY,
                1_000 * calls,
                0,
                0,
                0,
                UnitSample.EMPTY);
    }
}
