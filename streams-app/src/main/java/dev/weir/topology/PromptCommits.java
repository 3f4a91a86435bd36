package dev.weir.topology;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Asks for a commit as soon as something should not wait for the next one, but leaves time to work between two of them: what
 * is decided meanwhile shares the next. A commit of its own for each of thousands of decisions that come at once would
 * make each wait for all before it.
 *
 * <p>For a decision, other commits, which tasks of the same thread ask for or which are due, do not count: the first one after
 * a pause never waits. For counts they do, since all tasks of a thread commit together.
 */
final class PromptCommits {
    /** Shortest time for work between a commit that was asked for and the next, milliseconds. */
    static final long REST_MILLIS = 50;

    /** Shortest time for work between any commit and one that counts should not wait for, milliseconds. */
    static final long COUNTS_REST_MILLIS = 25;

    private static final long AT_WORK = -1;

    private final ProcessorContext<?, ?> context;
    private final long restMillis;
    private final boolean afterAny;
    private boolean asked;
    private long restSince;
    private Cancellable later;

    private PromptCommits(ProcessorContext<?, ?> context, long restMillis, boolean afterAny) {
        this.context = context;
        this.restMillis = restMillis;
        this.afterAny = afterAny;
        // As if the last one were long ago.
        this.restSince = Long.MIN_VALUE / 2;
    }

    /** Commits of decisions. */
    static PromptCommits ofDecisions(ProcessorContext<?, ?> context) {
        return new PromptCommits(context, REST_MILLIS, false);
    }

    /** Commits of counts. */
    static PromptCommits ofCounts(ProcessorContext<?, ?> context) {
        return new PromptCommits(context, COUNTS_REST_MILLIS, true);
    }

    /** Something should not wait for the next commit. */
    void want() {
        askWhenDue(context.currentSystemTimeMs());
    }

    private void askWhenDue(long now) {
        if (asked) {
            return;
        }
        if (restSince == AT_WORK) {
            // The commit is over by now, however long it took.
            restSince = now;
        }
        long left = restSince + restMillis - now;
        if (left <= 0) {
            cancelLater();
            asked = true;
            context.commit();
        } else if (later == null) {
            later = context.schedule(Duration.ofMillis(left), PunctuationType.WALL_CLOCK_TIME, this::askWhenDue);
        }
    }

    /** A commit is under way, whoever asked for it. */
    void committing() {
        cancelLater();
        if (asked || afterAny) {
            restSince = AT_WORK;
        }
        asked = false;
    }

    private void cancelLater() {
        if (later != null) {
            later.cancel();
            later = null;
        }
    }
}
