package dev.weir.event;

/**
 * What one event says, in the terms of the core.
 *
 * @param requestId      id of the user's request, not blank
 * @param model          logical endpoint, not blank
 * @param variant        version that handled it, not blank
 * @param role           whether the user got the answer
 * @param assignedMillis instant at which the variant was chosen, epoch milliseconds
 * @param unit           what traffic sticks by; null without one
 * @param segments       attributes in canonical form, see {@link Segments}
 * @param revision       revision of the routing table, {@link #NO_REVISION} where the event names none
 * @param routed         whether a router's report accounts for this event as assigned to its variant
 * @param randomised     whether the variant was drawn by weight
 * @param firstOfUnit    the router's mark; null without one
 * @param request        whether the event says what was asked
 * @param prediction     whether the event says what was answered
 * @param call           how the call went; null where the event does not say
 */
public record Observation(
        String requestId,
        String model,
        String variant,
        Role role,
        long assignedMillis,
        String unit,
        String segments,
        long revision,
        boolean routed,
        boolean randomised,
        Boolean firstOfUnit,
        boolean request,
        boolean prediction,
        Call call) {

    /** Revision of an event that names none. */
    public static final long NO_REVISION = -1;

    /** Marks a figure that a call does not carry. */
    public static final long ABSENT = -1;

    /** How a call ended. */
    public enum Status {
        OK,
        ERROR,
        TIMEOUT
    }

    /**
     * How the call went.
     *
     * @param durationMicros duration in microseconds, at least 0
     * @param status         how it ended, as the producer saw it
     * @param cpuMicros      CPU time in microseconds, or {@link #ABSENT}
     * @param memoryBytes    memory in bytes, or {@link #ABSENT}
     * @param costMicros     cost in millionths of its currency, or {@link #ABSENT}
     */
    public record Call(long durationMicros, Status status, long cpuMicros, long memoryBytes, long costMicros) {

        /** Whether it counts as timed out under a limit in microseconds; the limit itself is still in time. */
        public boolean timedOut(long timeoutMicros) {
            return status == Status.TIMEOUT || durationMicros > timeoutMicros;
        }
    }

    /** Whether it says anything of the request, and not only that a router assigned it once more. */
    public boolean hasParts() {
        return request || prediction || call != null;
    }

    /** Second of assignment, epoch seconds. */
    public long second() {
        return Math.floorDiv(assignedMillis, 1_000L);
    }
}
