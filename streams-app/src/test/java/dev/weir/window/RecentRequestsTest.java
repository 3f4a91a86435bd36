package dev.weir.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private static final long START = 1_700_000_000_000L;
    private static final long MINUTE = RecentRequests.SHORTEST_GENERATION_MILLIS;
    private static final CountedRequest REQUEST = new CountedRequest(START, null);

    private final RecentRequests recent = new RecentRequests();

    @Test
    void shouldRememberForAtLeastAGeneration() {
        at(START - 59_000);
        recent.put(7, REQUEST);
        at(START + 1_000);
        at(START + 60_999);
        assertThat(recent.find(7)).isSameAs(REQUEST);
        at(START + 61_000);
        assertThat(recent.find(7)).isSameAs(REQUEST);
        at(START + 121_000);
        assertThat(recent.find(7)).as("found a minute ago").isSameAs(REQUEST);
        at(START + 181_000);
        at(START + 241_000);
        assertThat(recent.find(7)).isNull();
    }

    /** A file of old events has one time for a memory that turns with time. */
    @Test
    void shouldForgetTheOldestWhenRequestsAreMoreThanItHolds() {
        recent.put(-1, REQUEST);
        for (int i = 0; i < RecentRequests.LARGEST_GENERATION; i++) {
            at(START - i);
            recent.put(i, REQUEST);
        }
        assertThat(recent.find(-1)).isSameAs(REQUEST);
        for (int i = 0; i < 2 * RecentRequests.LARGEST_GENERATION + 2; i++) {
            at(START - i);
            recent.put(i, REQUEST);
        }
        assertThat(recent.find(-1)).isNull();
    }

    private void at(long millis) {
        recent.rotate(millis, MINUTE);
    }
}
