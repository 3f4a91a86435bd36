package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    /** A multiple of a minute. */
    private static final long START = 1_700_000_040_000L;

    private static final long MINUTE = RecentRequests.SHORTEST_GENERATION_MILLIS;
    private static final CountedRequest REQUEST = new CountedRequest(
            START,
            new Cell(START / 1_000, 1, "v1.0", Role.SERVED, "", Admission.REPEAT),
            Parts.REQUEST,
            true,
            null,
            false);

    private final RecentRequests recent = new RecentRequests();

    @Test
    void shouldRememberForAtLeastAGeneration() {
        at(START - 1);
        recent.put(7, REQUEST);
        at(START);
        at(START + MINUTE - 1);
        assertThat(recent.find(7)).usingRecursiveComparison().isEqualTo(REQUEST);
        at(START + MINUTE);
        assertThat(recent.find(7))
                .as("found a minute ago")
                .usingRecursiveComparison()
                .isEqualTo(REQUEST);
        at(START + 2 * MINUTE);
        at(START + 3 * MINUTE);
        at(START + 4 * MINUTE);
        assertThat(recent.find(7)).isNull();
    }

    @Test
    void shouldTurnAtTheSameInstantWheneverItBegan() {
        RecentRequests later = new RecentRequests();
        at(START + 1);
        later.rotate(START + MINUTE - 1, MINUTE);
        for (RecentRequests each : new RecentRequests[] {recent, later}) {
            each.put(7, REQUEST);
            each.rotate(START + MINUTE, MINUTE);
            each.rotate(START + 2 * MINUTE, MINUTE);
            assertThat(each.find(7)).isNull();
        }
    }

    /** A file of old events has one time for a memory that turns with time. */
    @Test
    void shouldForgetTheOldestWhenRequestsAreMoreThanItHolds() {
        recent.put(-1, REQUEST);
        for (int i = 0; i < RecentRequests.LARGEST_GENERATION; i++) {
            at(START - i);
            recent.put(2L * i, REQUEST);
        }
        assertThat(recent.find(-1)).usingRecursiveComparison().isEqualTo(REQUEST);
        for (int i = 0; i < 2 * RecentRequests.LARGEST_GENERATION + 2; i++) {
            at(START - i);
            recent.put(2L * i, REQUEST);
        }
        assertThat(recent.find(-1)).isNull();
    }

    private void at(long millis) {
        recent.rotate(millis, MINUTE);
    }
}
