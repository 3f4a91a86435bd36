package dev.weir.router.report;

import dev.weir.router.selection.Reason;
import dev.weir.router.selection.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Counts the assignments of one model and cuts them into intervals that tile time. Thread-safe.
 *
 * <p>Exact: for every second S and variant v, the sum of {@code assigned[v]} over the intervals within S equals the number
 * of assignments of v with a reason other than FALLBACK whose stamp lies in S. Choosing, stamping and counting are one
 * step under the ledger's lock, stamps never fall, and an interval once drained is never stamped into again.
 */
final class AssignmentLedger {

    // `from` is the start of the open interval, and `counts` what was assigned in it. It is closed when its second is
    // over
    // (with traffic), when the revision changes, when traffic starts after an idle stretch, and, idle, by drain(): once
    // for
    // the first whole second without traffic, then every ten seconds as a sign of life. A new revision starts a
    // millisecond
    // after the last assignment of the old one at the earliest, so that at millisecond resolution the two never
    // overlap.

    private static final long SECOND = 1_000;
    private static final long SIGN_OF_LIFE = 10 * SECOND;

    /** A clock set back by more than this is followed, and seconds come twice; below it, stamps wait for the clock. */
    private static final long CLOCK_SET_BACK = 10 * SECOND;

    private final LongSupplier clockMillis;
    private final SeenUnits units = new SeenUnits();
    private final List<RoutedInterval> closed = new ArrayList<>();
    private final Map<String, Long> counts = new HashMap<>();
    private long floor;
    private long from;
    private long lastAssigned = Long.MIN_VALUE;
    private long revision;
    // True at first, so that the judge hears of a new router within two seconds.
    private boolean idleSecondDue = true;

    /**
     * Opens the ledger at the current second, with revision 0 in force.
     *
     * @param clockMillis wall clock, epoch milliseconds
     */
    AssignmentLedger(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        this.floor = clockMillis.getAsLong();
        this.from = startOfSecond(floor);
    }

    /**
     * Chooses, stamps and counts one request.
     *
     * @param choice chooses by the image in force; called under the lock, so that an image once seen by one request is
     *     seen by all that follow
     */
    synchronized Assignment assign(
            String model, String requestId, String unit, Map<String, String> segments, Supplier<Selection> choice) {
        Selection selection = choice.get();
        long at = turnTo(selection.revision());
        if (selection.reason() != Reason.FALLBACK) {
            if (counts.isEmpty()) {
                closeIdle(startOfSecond(at));
            }
            counts.merge(selection.variant(), 1L, Long::sum);
            lastAssigned = at;
        }
        return new Assignment(model, requestId, unit, segments, selection, at, units.mark(unit, at));
    }

    /**
     * Notes that a revision is in force from now on; 0 when the model no longer has a table.
     *
     * @return the stamp of what is assigned now, epoch milliseconds
     */
    synchronized long revisionInForce(long next) {
        return turnTo(next);
    }

    /** Returns the intervals that were closed since the last call, in order of time. */
    synchronized List<RoutedInterval> drain() {
        long second = startOfSecond(turnTo(revision));
        if (counts.isEmpty() && (idleSecondDue || second - from >= SIGN_OF_LIFE)) {
            closeIdle(second);
        }
        return takeClosed();
    }

    /** Returns what {@link #drain()} would, and the open interval up to the end of its second: nothing will follow. */
    synchronized List<RoutedInterval> drainLast() {
        turnTo(revision);
        closeToEndOfSecond();
        return takeClosed();
    }

    /** Returns the requests that got no mark of their unit for want of room. */
    synchronized long unmarked() {
        return units.unmarked();
    }

    /** Reads the clock, closes what is over by then, and returns the stamp of what happens now. */
    private long turnTo(long next) {
        stamp();
        closeSecond();
        if (next != revision) {
            if (!counts.isEmpty()) {
                floor = Math.max(floor, lastAssigned + 1);
                closeSecond();
            }
            if (counts.isEmpty()) {
                closeIdle(floor);
            } else {
                close(floor);
            }
            revision = next;
        }
        return floor;
    }

    private void stamp() {
        long now = clockMillis.getAsLong();
        if (now < floor - CLOCK_SET_BACK) {
            closeToEndOfSecond();
            from = startOfSecond(now);
            floor = now;
        } else {
            floor = Math.max(floor, now);
        }
    }

    private void closeSecond() {
        long end = startOfSecond(from) + SECOND;
        if (!counts.isEmpty() && floor >= end) {
            close(end);
        }
    }

    private void closeToEndOfSecond() {
        long end = startOfSecond(floor) + SECOND;
        if (counts.isEmpty()) {
            closeIdle(end);
        } else {
            close(end);
        }
    }

    /** Closes the open interval, which has no traffic, so that no piece but a whole number of seconds crosses a second. */
    private void closeIdle(long until) {
        long end = startOfSecond(from) + SECOND;
        if (from % SECOND != 0 && until > end) {
            close(end);
        }
        if (startOfSecond(until) > from) {
            close(startOfSecond(until));
        }
        if (until > from) {
            close(until);
        }
    }

    private void close(long until) {
        closed.add(new RoutedInterval(revision, from, until, counts));
        idleSecondDue = !counts.isEmpty() || (idleSecondDue && until - from < SECOND);
        counts.clear();
        from = until;
    }

    private List<RoutedInterval> takeClosed() {
        List<RoutedInterval> taken = List.copyOf(closed);
        closed.clear();
        return taken;
    }

    private static long startOfSecond(long millis) {
        return millis - Math.floorMod(millis, SECOND);
    }
}
