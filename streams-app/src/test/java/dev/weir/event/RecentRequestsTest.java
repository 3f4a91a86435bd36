package dev.weir.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation.Call;
import dev.weir.event.Observation.Status;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
    private static final long START = 1_700_000_000_000L;
    private static final Call CALL = new Call(9, Status.OK, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT);

    private final RecentRequests recent = new RecentRequests();

    @Test
    void shouldPassOnOnlyWhatIsNew() {
        Observation request = event(START, true, false, null);
        Observation whole = event(START, true, true, CALL);
        assertThat(recent.unseen(request)).isEqualTo(request);
        Observation rest = recent.unseen(whole);
        assertThat(rest.request()).isFalse();
        assertThat(rest.prediction()).isTrue();
        assertThat(rest.call()).isEqualTo(CALL);
        // A router accounts for the request once, whatever its parts.
        assertThat(rest.routed()).isFalse();
        assertThat(recent.unseen(whole)).isNull();
    }

    @Test
    void shouldRememberForAtLeastAMinute() {
        Observation event = event(START, true, true, CALL);
        recent.unseen(event(START - 59_000, false, false, null));
        recent.unseen(event);
        recent.unseen(event(START + 1_000, false, false, null));
        recent.unseen(event(START + 60_999, false, false, null));
        assertThat(recent.unseen(event)).isNull();
        recent.unseen(event(START + 61_000, false, false, null));
        assertThat(recent.unseen(event)).isNotNull();
    }

    /** The parts of a request need have nothing in common but request, variant and role. */
    @Test
    void shouldPutALaterPartWhereItsRequestIs() {
        Observation request = new Observation(
                "r1", "m", "v", Role.SERVED, START, "u1", "user_type=free", 3, false, true, true, true, false, null);
        Observation call = new Observation(
                "r1",
                "m",
                "v",
                Role.SERVED,
                START + 2_500,
                null,
                Segments.NONE,
                Observation.NO_REVISION,
                false,
                true,
                null,
                false,
                false,
                CALL);
        recent.unseen(request);
        Observation counted = recent.unseen(call);
        assertThat(counted.call()).isEqualTo(CALL);
        assertThat(counted.second()).isEqualTo(request.second());
        assertThat(counted.segments()).isEqualTo("user_type=free");
        assertThat(counted.revision()).isEqualTo(3);
        assertThat(counted.firstOfUnit()).isTrue();
        assertThat(counted.unit()).isEqualTo("u1");
        assertThat(counted.request()).isFalse();
    }

    /** A file of old events has one time for a memory that turns with time. */
    @Test
    void shouldForgetTheOldestWhenRequestsAreMoreThanItHolds() {
        Observation first = event(START, true, true, CALL);
        recent.unseen(first);
        for (int i = 1; i < RecentRequests.LARGEST_GENERATION + 9; i++) {
            recent.unseen(event(START - i, false, false, null));
        }
        assertThat(recent.unseen(first)).isNull();
        for (int i = 0; i < 2 * RecentRequests.LARGEST_GENERATION; i++) {
            recent.unseen(event(START - 1_000_000 - i, false, false, null));
        }
        assertThat(recent.unseen(first)).isNotNull();
    }

    private static Observation event(long millis, boolean request, boolean prediction, Call call) {
        return new Observation(
                call == null && !request ? "tick" + millis : "r1",
                "m",
                "v",
                Role.SERVED,
                millis,
                null,
                Segments.NONE,
                1,
                true,
                true,
                null,
                request,
                prediction,
                call);
    }
}
