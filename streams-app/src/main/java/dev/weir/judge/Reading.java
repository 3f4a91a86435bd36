package dev.weir.judge;

import dev.weir.window.Extent;

/**
 * How far one partition was known when so many seconds had closed.
 *
 * @param partition the partition
 * @param front     first second that was open, epoch seconds: what came of the seconds before it was late
 * @param place     place in the partition up to which it was known
 * @param treatment what was done with its events
 * @param leftOut   whether it was not read further, but left out of the second before the front because it was behind
 */
public record Reading(int partition, long front, Extent.Place place, Extent.Treatment treatment, boolean leftOut) {
    /** A partition was left out of a second, epoch seconds. */
    static Reading leftOut(int partition, long second) {
        return new Reading(partition, second + 1, new Extent.Place(0, 0, 0), Extent.Treatment.COUNTED, true);
    }
}
