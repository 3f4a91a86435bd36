package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long INTERVAL = 1_000;

    private final CommitPace pace = new CommitPace();

    @Test
    void shouldKeepTheIntervalWhileCommitsAreShort() {
        commit(10_000, 10_020);

        assertThat(pace.isDue(11_019, INTERVAL)).isFalse();
        assertThat(pace.isDue(11_020, INTERVAL)).isTrue();
    }

    @Test
    void shouldLeaveNineTenthsOfTheTimeToWorkWhereCommitsAreLong() {
        commit(5_000, 5_500);
        commit(10_000, 10_400);

        assertThat(pace.isDue(13_999, INTERVAL)).isFalse();
        assertThat(pace.isDue(14_000, INTERVAL)).isTrue();
    }

    @Test
    void shouldKeepTheIntervalAfterACommitThatWasLongOnce() {
        commit(5_000, 5_020);
        commit(10_000, 13_000);

        assertThat(pace.isDue(14_000, INTERVAL)).isTrue();
    }

    @Test
    void shouldCountTheCommitsOfAllTasksAsOne() {
        pace.committing(10_000);
        pace.committing(10_300);
        pace.working(10_500);
        pace.working(10_600);

        assertThat(pace.lastMillis()).isEqualTo(500);
    }

    @Test
    void shouldBeDueBeforeTheFirst() {
        assertThat(pace.isDue(10_000, INTERVAL)).isTrue();
    }

    private void commit(long from, long until) {
        pace.committing(from);
        pace.working(until);
    }
}
