package dev.weir.router.proxy.upstream;

import io.vertx.core.Vertx;

/**
 * The calls of one event loop that must be over within one same time, in the order in which that time ends. Not
 * thread-safe.
 *
 * <p>All have the same limit, so that a call that starts comes last, one that ends leaves from the middle, and the first is
 * the next to be late: each step costs a few references, where a timer for each call would cost a heap.
 */
public final class Deadlines {

    /** Something that may be late. */
    public abstract static class Entry {
        private Entry before;
        private Entry after;
        private boolean waiting;
        private long deadlineNanos;

        /** Called once when its time is over, unless it was stopped before. */
        protected abstract void late();
    }

    private final Vertx vertx;
    private final long limitNanos;
    private Entry first;
    private Entry last;
    private boolean timed;

    /**
     * Makes an empty list.
     *
     * @param vertx       its timers; the event loop is the one that calls
     * @param limitMillis time for each entry
     */
    public Deadlines(Vertx vertx, long limitMillis) {
        this.vertx = vertx;
        this.limitNanos = limitMillis * 1_000_000;
    }

    /** Gives an entry its whole time from now on, whether it waits already or not. */
    public void start(Entry entry) {
        stop(entry);
        entry.deadlineNanos = System.nanoTime() + limitNanos;
        entry.waiting = true;
        entry.before = last;
        if (last == null) {
            first = entry;
        } else {
            last.after = entry;
        }
        last = entry;
        if (!timed) {
            await(limitNanos);
        }
    }

    /** Takes an entry out; does nothing where it is not in. */
    public void stop(Entry entry) {
        if (!entry.waiting) {
            return;
        }
        entry.waiting = false;
        if (entry.before == null) {
            first = entry.after;
        } else {
            entry.before.after = entry.after;
        }
        if (entry.after == null) {
            last = entry.before;
        } else {
            entry.after.before = entry.before;
        }
        entry.before = null;
        entry.after = null;
    }

    /** Returns the time that each entry has, in milliseconds. */
    public long limitMillis() {
        return limitNanos / 1_000_000;
    }

    private void await(long nanos) {
        timed = true;
        vertx.setTimer(Math.max(1, nanos / 1_000_000 + 1), fired -> expire());
    }

    private void expire() {
        timed = false;
        long now = System.nanoTime();
        while (first != null && first.deadlineNanos - now <= 0) {
            Entry entry = first;
            stop(entry);
            entry.late();
        }
        if (first != null && !timed) {
            await(first.deadlineNanos - now);
        }
    }
}
