package dev.weir.topology;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Asks for the commits of a task: those at the {@link CommitPace} of its thread, and one as soon as something should not
 * wait for the next. It leaves time to work between two of them: what is decided meanwhile shares the next. A commit of its
 * own for each of thousands of decisions that come at once would make each wait for all before it. Nor do commits take more
 * than half of the time, however long each takes.
 *
 * <p>For a decision, other commits, which tasks of the same thread ask for or which are due, do not count: the first one after
 * a pause never waits. For counts they do, since all tasks of a thread commit together.
 */
final class PromptCommits {
    /** Shortest time for work between a commit that was asked for and the next, milliseconds. */
    static final long REST_MILLIS = 50;

    /** Shortest time for work between any commit and one that counts should not wait for, milliseconds. */
    static final long COUNTS_REST_MILLIS = 10;

    private static final long AT_WORK = -1;

    private final ProcessorContext<?, ?> context;
    private final long restMillis;
    private final boolean afterAny;
    private final CommitPace pace = CommitPace.ofThisThread();
    private final long intervalMillis;
    private boolean asked;
    private long restSince;
    private Cancellable later;

    private PromptCommits(ProcessorContext<?, ?> context, long restMillis, boolean afterAny) {
        this.context = context;
        this.restMillis = restMillis;
        this.afterAny = afterAny;
        Object interval = context.appConfigs().get(CommitPace.INTERVAL_CONFIG);
        this.intervalMillis = interval == null ? Long.MAX_VALUE : Long.parseLong(interval.toString());
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

    /** The task is at work, epoch milliseconds; to be said from time to time. */
    void working(long now) {
        pace.working(now);
        restFrom(now);
        if (!asked && pace.isDue(now, intervalMillis)) {
            context.commit();
        }
    }

    /** Something should not wait for the next commit. */
    void want() {
        askWhenDue(context.currentSystemTimeMs());
    }

    private void askWhenDue(long now) {
        if (asked) {
            return;
        }
        restFrom(now);
        long left = restSince + Math.max(restMillis, pace.lastMillis()) - now;
        if (left <= 0) {
            cancelLater();
            asked = true;
            context.commit();
        } else if (later == null) {
            later = context.schedule(Duration.ofMillis(left), PunctuationType.WALL_CLOCK_TIME, this::askWhenDue);
        }
    }

    /** A commit that was under way is over by now, however long it took. */
    private void restFrom(long now) {
        if (restSince == AT_WORK) {
            restSince = now;
        }
    }

    /** A commit is under way, whoever asked for it. */
    void committing() {
        cancelLater();
        pace.committing(context.currentSystemTimeMs());
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
