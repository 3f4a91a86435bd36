package dev.weir.evidence;

import java.util.Map;

/**
 * What a router says it assigned in an interval.
 *
 * @param sidecar     id of the router
 * @param revision    revision in force
 * @param fromMillis  start, inclusive, epoch milliseconds
 * @param untilMillis end, exclusive, epoch milliseconds
 * @param assigned    variant to requests chosen for it
 * @param dropped     events it could not publish
 * @param stale       whether it has lost touch with the control topic
 */
public record RouterReport(
        String sidecar,
        long revision,
        long fromMillis,
        long untilMillis,
        Map<String, Long> assigned,
        long dropped,
        boolean stale) {

    public RouterReport {
        assigned = Map.copyOf(assigned);
    }

    /** The same of a router that lost none. */
    public RouterReport withoutLosses() {
        return new RouterReport(sidecar, revision, fromMillis, untilMillis, assigned, 0, stale);
    }

    /** The second the interval lies in, epoch seconds; -1 if it reaches over the end of one. */
    long second() {
        long second = Math.floorDiv(fromMillis, 1_000L);
        return untilMillis <= (second + 1) * 1_000 ? second : -1;
    }
}
