package dev.weir.evidence;

import java.time.Duration;

/**
 * When a second of assignment is over as evidence.
 *
 * @param deadline latency above which a request counts as timed out, as evidence
 * @param slack    time an event may take from its end to the log
 */
public record ClosingRule(Duration deadline, Duration slack) {

    /** Instant up to which a partition must have been read for a second to be complete in it, epoch milliseconds. */
    public long completeAt(long second) {
        return (second + 1) * 1_000 + waitMillis();
    }

    /** The first second that is not over yet, epoch seconds; 0 while nothing is known. */
    public long firstOpen(Watermarks watermarks) {
        return firstBeyond(watermarks.awaitedUntil());
    }

    /** The first second that is not complete in every partition, epoch seconds; 0 while nothing is known. */
    public long readEnd(Watermarks watermarks) {
        return firstBeyond(watermarks.allUntil());
    }

    private long firstBeyond(long readUntil) {
        return Math.max(0, Math.floorDiv(Math.max(0, readUntil) - waitMillis(), 1_000L));
    }

    private long waitMillis() {
        return deadline.plus(slack).toMillis();
    }
}
