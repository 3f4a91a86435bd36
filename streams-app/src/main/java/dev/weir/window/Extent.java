package dev.weir.window;

/**
 * Which part of the log a task counted between two commits, so that it can be counted once more as it was. Offsets are those of
 * the task's partition of the events, and of the same partition of the outcomes.
 *
 * @param from    where it began
 * @param until   where it ended
 * @param treatment what was done with the events in between
 */
public record Extent(Place from, Place until, Treatment treatment) {

    /**
     * A place in the log of one partition.
     *
     * @param events     offset before which the events had been read
     * @param outcomes   offset before which the outcomes had been read
     * @param readMillis assignment time up to which the partition counted as read, epoch milliseconds: what was over by then
     *                   had been counted
     */
    public record Place(long events, long outcomes, long readMillis) {
        /** The further of two places, by each of its figures. */
        public Place max(Place other) {
            return new Place(
                    Math.max(events, other.events),
                    Math.max(outcomes, other.outcomes),
                    Math.max(readMillis, other.readMillis));
        }
    }

    /**
     * What was done with a model's events besides counting them. It follows plans, but not at once.
     *
     * @param copiedSince revision of the routing table since which they were paired with copies; {@link #NOT_COPIED} where
     *                    they were not
     * @param joined      whether they were joined with outcomes
     */
    public record Treatment(long copiedSince, boolean joined) {
        /** No revision: events are not paired. */
        public static final long NOT_COPIED = -1;

        /** They were counted only. */
        public static final Treatment COUNTED = new Treatment(NOT_COPIED, false);

        /** Whether events were paired with copies. */
        public boolean isCopied() {
            return copiedSince != NOT_COPIED;
        }
    }
}
