package dev.weir.topology;

import dev.weir.window.Extent;
import java.util.OptionalLong;

/**
 * Which part of the log a task has read since its last commit, so that what it tells of it can be derived once more. Not safe for
 * use by several threads.
 */
final class ReadExtent {
    private static final long NOTHING = -1;

    private long eventsFrom = NOTHING;
    private long outcomesFrom = NOTHING;
    private long events = NOTHING;
    private long outcomes = NOTHING;
    private long since;

    /** Nothing is read yet; the partition counts as read up to an assignment time, epoch milliseconds. */
    ReadExtent(long sinceMillis) {
        since = sinceMillis;
    }

    /** Assignment time up to which the partition counted as read at the last commit, epoch milliseconds. */
    long since() {
        return since;
    }

    /** An event was read. */
    void event(long offset) {
        if (eventsFrom == NOTHING) {
            eventsFrom = offset;
        }
        events = offset + 1;
    }

    /** An outcome was read. */
    void outcome(long offset) {
        if (outcomesFrom == NOTHING) {
            outcomesFrom = offset;
        }
        outcomes = offset + 1;
    }

    /** What was read since the last commit, of a model of which this was done with it. */
    Extent extent(long untilMillis, OptionalLong copiedSince, boolean joined) {
        return new Extent(
                new Extent.Place(Math.max(0, eventsFrom), Math.max(0, outcomesFrom), since),
                new Extent.Place(Math.max(0, events), Math.max(0, outcomes), Math.max(since, untilMillis)),
                new Extent.Treatment(copiedSince.orElse(Extent.Treatment.NOT_COPIED), joined));
    }

    /** A commit. */
    void commit(long untilMillis) {
        eventsFrom = events;
        outcomesFrom = outcomes;
        since = Math.max(since, untilMillis);
    }
}
