package dev.weir.router.report;

import java.util.Map;

/**
 * What was assigned under one revision in one stretch of time; it ends where its second ends at the latest, unless
 * nothing was assigned in it.
 *
 * @param revision    revision in force
 * @param fromMillis  start, inclusive, epoch milliseconds
 * @param untilMillis end, exclusive, epoch milliseconds; above {@code fromMillis}
 * @param assigned    variant to the requests chosen for it
 */
record RoutedInterval(long revision, long fromMillis, long untilMillis, Map<String, Long> assigned) {

    RoutedInterval {
        if (untilMillis <= fromMillis) {
            throw new IllegalArgumentException("interval ends at " + untilMillis + " but starts at " + fromMillis);
        }
        assigned = Map.copyOf(assigned);
    }
}
