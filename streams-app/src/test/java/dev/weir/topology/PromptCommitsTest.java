package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptCommitsTest {
    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private final PromptCommits commits = PromptCommits.ofDecisions(context);
    private long now = 1_000_000;

    @BeforeEach
    void setClock() {
        context.setCurrentSystemTimeMs(now);
    }

    @Test
    void shouldAskAtOnceAfterAPause() {
        commits.want();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldAskOnceForWhatIsDecidedBeforeTheCommitComes() {
        commits.want();
        context.resetCommit();
        commits.want();
        assertThat(context.committed()).isFalse();
    }

    @Test
    void shouldLeaveTimeToWorkAfterACommitThatWasAskedForHoweverLongItTook() {
        commits.want();
        commit();
        after(5_000);
        commits.want();
        assertThat(context.committed()).isFalse();

        after(PromptCommits.REST_MILLIS - 1);
        commits.want();
        assertThat(context.committed()).isFalse();

        after(1);
        punctuate();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldCountTheTimeToWorkFromTheEndOfTheCommitAndNotFromTheNextDecision() {
        commits.want();
        commit();
        after(1);
        commits.working(now);
        after(PromptCommits.REST_MILLIS);
        commits.want();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldNotWaitAfterACommitThatOthersAskedFor() {
        commit();
        commits.want();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldLetCountsWaitAfterAnyCommit() {
        PromptCommits counts = PromptCommits.ofCounts(context);
        counts.want();
        assertThat(context.committed()).isTrue();

        counts.committing();
        context.resetCommit();
        counts.committing();
        counts.want();
        assertThat(context.committed()).isFalse();

        after(PromptCommits.COUNTS_REST_MILLIS);
        counts.want();
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldNotAskForWhatAnotherCommitTookAlong() {
        commits.want();
        commit();
        commits.want();
        commit();
        assertThat(context.scheduledPunctuators())
                .allSatisfy(scheduled -> assertThat(scheduled.cancelled()).isTrue());
        after(PromptCommits.REST_MILLIS);
        commits.want();
        assertThat(context.committed()).isTrue();
    }

    private void commit() {
        commits.committing();
        context.resetCommit();
    }

    private void after(long millis) {
        now += millis;
        context.setCurrentSystemTimeMs(now);
    }

    private void punctuate() {
        context.scheduledPunctuators().stream()
                .filter(scheduled -> !scheduled.cancelled())
                .toList()
                .forEach(scheduled -> scheduled.getPunctuator().punctuate(now));
    }
}
