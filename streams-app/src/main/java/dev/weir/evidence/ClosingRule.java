package dev.weir.evidence;

import java.time.Duration;

/**
 * When a second of assignment is over as evidence.
 *
 * @param deadline latency above which a request counts as timed out, as evidence
 * @param slack    time an event may take from its end to the log
 * @param silence  time after which a partition that has not been read so far is left out
 */
public record ClosingRule(Duration deadline, Duration slack, Duration silence) {

    /** Instant up to which a partition must have been read for a second to be complete in it, epoch milliseconds. */
    public long completeAt(long second) {
        return (second + 1) * 1_000 + waitMillis();
    }

    /** Instant of the most advanced partition from which on the others are not waited for, epoch milliseconds. */
    long abandonedAt(long second) {
        return completeAt(second) + silence.toMillis();
    }

    /** The first second that is not over yet, epoch seconds; 0 while nothing is known. */
    public long firstOpen(Watermarks watermarks) {
        long abandoned = Math.max(0, watermarks.furthest()) - waitMillis() - silence.toMillis();
        return Math.max(readEnd(watermarks), Math.floorDiv(abandoned, 1_000L));
    }

    /** The first second that is not complete in every partition, epoch seconds; 0 while nothing is known. */
    public long readEnd(Watermarks watermarks) {
        return Math.max(0, Math.floorDiv(Math.max(0, watermarks.allUntil()) - waitMillis(), 1_000L));
    }

    private long waitMillis() {
        return deadline.plus(slack).toMillis();
    }
}
