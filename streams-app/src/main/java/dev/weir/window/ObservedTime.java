package dev.weir.window;

/**
 * Assignment time up to which a partition has been read.
 *
 * <p>While records come it is the largest assignment time among them, as far as the log had got by then. Once none has come
 * for a while and none is left to read, it goes on at the pace of the clock, so that a quiet partition holds up nobody; at
 * the pace and not at the time, so that a file of last week's events is not all late by the time it is half read. When it
 * has been quiet for long the file is over, and the partition is up to date.
 */
public final class ObservedTime {
    /** Time without a record after which a partition counts as quiet, milliseconds. */
    static final long QUIET_MILLIS = 1_000;

    /** Time without a record after which old events are not expected to go on, milliseconds. */
    static final long OVER_MILLIS = 10_000;

    private long attentiveSince;
    private long checkedAt;
    private long observedUntil = Long.MIN_VALUE;
    private long anchorObserved;
    private long anchorClock;

    /** Nothing read yet at an instant, epoch milliseconds. */
    public ObservedTime(long nowMillis) {
        this.attentiveSince = nowMillis;
        this.checkedAt = nowMillis;
        this.anchorObserved = nowMillis;
        this.anchorClock = nowMillis;
    }

    /**
     * Assignment time up to which a record proves that its partition has been read, all epoch milliseconds. Assigned later than
     * it was in the log, by a producer whose clock is ahead, it proves nothing about what else is in the log up to there.
     *
     * @param loggedMillis instant by which it was in the log
     */
    public static long proved(long assignedMillis, long loggedMillis) {
        return Math.min(assignedMillis, loggedMillis);
    }

    /**
     * A record was read.
     *
     * @param loggedMillis instant by which it was in the log, epoch milliseconds
     */
    public void read(long assignedMillis, long loggedMillis, long nowMillis) {
        observedUntil = Math.max(observedUntil, Math.min(proved(assignedMillis, loggedMillis), nowMillis));
        anchorObserved = observedUntil;
        anchorClock = nowMillis;
    }

    /**
     * Whether nothing has come for a while, to be asked again and again. A thread that was held up has not looked, and
     * what it believes of the log is old.
     */
    public boolean isQuiet(long nowMillis) {
        if (nowMillis - checkedAt >= QUIET_MILLIS) {
            attentiveSince = nowMillis;
        }
        checkedAt = nowMillis;
        return nowMillis - Math.max(anchorClock, attentiveSince) >= QUIET_MILLIS;
    }

    /** Nothing has come for a while and nothing is left to read; after longer than that, what came last was all. */
    public void idle(long nowMillis) {
        long quietMillis = nowMillis - Math.max(anchorClock, attentiveSince);
        long paced = quietMillis >= OVER_MILLIS ? nowMillis : anchorObserved + (nowMillis - anchorClock);
        observedUntil = Math.max(observedUntil, Math.min(nowMillis, paced));
    }

    /** The assignment time, epoch milliseconds; the smallest long while nothing is known. */
    public long until() {
        return observedUntil;
    }
}
