package dev.weir.topology;

/**
 * How often a stream thread commits when nothing asks for it: at an interval while commits are short, less often where they
 * would take more than a tenth of its time, as with thousands of models, of each of which something is stored. A commit that
 * is long once, as when a broker starts again, holds up nothing: of the last two the shorter counts. One for each stream
 * thread, whose tasks all commit together.
 */
public final class CommitPace {
    /** Streams setting with the interval, milliseconds; without it Kafka Streams' own is all there is. */
    public static final String INTERVAL_CONFIG = "weir.commit.interval.ms";

    /** Longest time between two commits, as a multiple of the interval. */
    public static final int LONGEST = 20;

    private static final int WORK_PER_COMMIT = 9;
    private static final ThreadLocal<CommitPace> OF_THREAD = ThreadLocal.withInitial(CommitPace::new);

    private boolean isUnderWay;
    private long startedAt;
    private long overAt;
    private long millisBefore;
    private long lastMillis;

    CommitPace() {}

    /** The pace of the thread that asks. */
    static CommitPace ofThisThread() {
        return OF_THREAD.get();
    }

    /** One of the tasks commits, epoch milliseconds: others do so before and after it. */
    void committing(long now) {
        if (!isUnderWay) {
            isUnderWay = true;
            startedAt = now;
        }
    }

    /** A task is at work, so that no commit is under way. */
    void working(long now) {
        if (isUnderWay) {
            isUnderWay = false;
            overAt = now;
            millisBefore = lastMillis;
            lastMillis = overAt - startedAt;
        }
    }

    /** Time that the last commit took, milliseconds; 0 before the first. */
    long lastMillis() {
        return lastMillis;
    }

    /** Whether it is time for the next commit. */
    boolean isDue(long now, long intervalMillis) {
        return now - overAt >= Math.max(intervalMillis, WORK_PER_COMMIT * Math.min(lastMillis, millisBefore));
    }
}
