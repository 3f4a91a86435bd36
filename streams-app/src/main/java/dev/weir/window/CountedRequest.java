package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import java.util.Arrays;

/**
 * Where a request was counted, by variant: its later parts belong there too, and from there it can be taken back. Not
 * safe for use by several threads.
 *
 * <p>A request may be assigned more than once: by a retry with the same id. It counts once, as it was assigned first.
 */
final class CountedRequest {
    private static final long[] NONE = new long[0];

    private final CountedRequest other;
    private long assignedMillis;
    private Cell cell;
    private int parts;
    private boolean routed;
    private Observation.Call call;
    private boolean overdue;
    private long[] repeats = NONE;

    /** A request of which nothing has been counted yet; {@code other} is the same one by another variant, or null. */
    CountedRequest(long assignedMillis, CountedRequest other) {
        this.assignedMillis = assignedMillis;
        this.other = other;
    }

    /** A request as it was remembered, of which only one assignment has come. */
    CountedRequest(long assignedMillis, Cell cell, int parts, boolean routed, Observation.Call call, boolean overdue) {
        this(assignedMillis, null);
        this.cell = cell;
        this.parts = parts;
        this.routed = routed;
        this.call = call;
        this.overdue = overdue;
    }

    /** Whether only one assignment of it has come, so that what the getters return is all there is. */
    boolean isPlain() {
        return other == null && repeats.length == 0;
    }

    /** The request by a variant; null if none of it has come. */
    CountedRequest by(String variant) {
        for (CountedRequest each = this; each != null; each = each.other) {
            if (each.cell.variant().equals(variant)) {
                return each;
            }
        }
        return null;
    }

    /** The request as it may be evidence, by whatever variant; null if it may not. */
    CountedRequest drawn() {
        for (CountedRequest each = this; each != null; each = each.other) {
            if (each.cell.admission() != Admission.NOT_RANDOMISED) {
                return each;
            }
        }
        return null;
    }

    long assignedMillis() {
        return assignedMillis;
    }

    Cell cell() {
        return cell;
    }

    int parts() {
        return parts;
    }

    /** Whether a router's report accounts for what was counted of it. */
    boolean isRouted() {
        return routed;
    }

    /** How the call went that was counted; null if none was. */
    Observation.Call call() {
        return call;
    }

    /** Whether that call ended after the deadline. */
    boolean isOverdue() {
        return overdue;
    }

    /** Takes note of parts that were counted. */
    void counted(Cell in, int newParts, boolean isRouted, Observation.Call newCall, boolean isOverdue) {
        cell = in;
        parts |= newParts;
        routed |= isRouted;
        if ((newParts & Parts.CALL) != 0) {
            call = newCall;
            overdue = isOverdue;
        }
    }

    /** Takes note of another assignment of the request; false if it was known. */
    boolean repeated(long millis) {
        for (long known : repeats) {
            if (known == millis) {
                return false;
            }
        }
        repeats = Arrays.copyOf(repeats, repeats.length + 1);
        repeats[repeats.length - 1] = millis;
        return true;
    }

    /** Begins anew with the assignment that was the first, which is no repeat, but the one known so far is. */
    void restart(long firstMillis) {
        repeated(assignedMillis);
        assignedMillis = firstMillis;
        parts = 0;
        routed = false;
        call = null;
        overdue = false;
    }

    /** Puts what was counted under another admission. */
    void moveTo(Admission admission) {
        cell = cell.with(admission);
    }

    /** What was counted in its cell. */
    Tally counted(TimeLimits limits) {
        return tally(partsInCell(), routed, limits);
    }

    /** The parts that were counted in its cell, without that it was assigned. */
    Tally countedParts(TimeLimits limits) {
        return tally(partsInCell(), false, limits);
    }

    /** That it was assigned, as counted in its cell. */
    Tally countedAssignment(TimeLimits limits) {
        return tally(0, routed, limits);
    }

    /** The call that was counted beside the evidence because it ended after the deadline; nothing if none was. */
    Tally countedBeside(TimeLimits limits) {
        return tally(parts & ~partsInCell(), false, limits);
    }

    private int partsInCell() {
        return overdue ? parts & ~Parts.CALL : parts;
    }

    private Tally tally(int some, boolean isRouted, TimeLimits limits) {
        TallyBuilder tally = new TallyBuilder();
        tally.add(some, isRouted, call, limits.timeoutMicros());
        return tally.build();
    }
}
