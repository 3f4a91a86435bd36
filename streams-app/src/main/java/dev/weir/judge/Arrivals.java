package dev.weir.judge;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.ClosingRule;
import dev.weir.evidence.Completeness;
import dev.weir.evidence.OpenSeconds;
import dev.weir.evidence.RouterLedger;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Trial;
import dev.weir.evidence.TrialRules;
import dev.weir.evidence.Watermarks;
import dev.weir.window.Cell;
import dev.weir.window.Delta.Correction;
import dev.weir.window.Delta.Count;
import dev.weir.window.Delta.Pairs;
import dev.weir.window.Tally;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The requests of one model whose seconds are not over yet, and how complete the seconds were that are. Only what a trial
 * can use is kept, by the attributes it asks for. Not safe for use by several threads.
 */
final class Arrivals {
    /** Where requests come that no router assigned, what routers say they assigned is not all there is. */
    private static final long ROUTERS_SPEAK_FOR_ALL_AFTER_SECONDS = 600;

    /** A router that is alive says so at least every ten seconds. */
    private static final long ROUTERS_HEARD_WITHIN_SECONDS = 30;

    private final RouterLedger routers = new RouterLedger();
    private final Completeness completeness = new Completeness();
    private final OpenSeconds open;
    private long lastUnrouted;
    private long routersHeardFrom;

    /** Nothing has arrived, and everything before 1970 is over. */
    Arrivals() {
        this.open = new OpenSeconds(0);
        this.lastUnrouted = Long.MIN_VALUE / 2;
    }

    /**
     * What had arrived when a snapshot was taken. The routers are to be heard anew: until all have been, what some say is
     * not all there is, so that seconds close by the clock for a while.
     */
    Arrivals(ModelSnapshot snapshot) {
        this.open = new OpenSeconds(snapshot.front());
        this.open.restore(snapshot.open());
        this.completeness.restore(snapshot.completeness());
        this.lastUnrouted = snapshot.lastUnrouted();
        this.routersHeardFrom = snapshot.front() + ROUTERS_HEARD_WITHIN_SECONDS;
    }

    /** The last second with a request that no router assigned, epoch seconds. */
    long lastUnrouted() {
        return lastUnrouted;
    }

    OpenSeconds open() {
        return open;
    }

    Completeness completeness() {
        return completeness;
    }

    /**
     * Takes note of a router's report. Whose the events are that it lost, it does not know, so that they count as missing
     * for both variants of a trial: as many may be missing of either.
     */
    void report(RouterReport report, Trial trial, long nowMillis) {
        routers.report(report, nowMillis);
        if (trial != null && report.dropped() > 0) {
            completeness.missing(open.front(), trial.rules().baseline(), report.dropped());
            completeness.missing(open.front(), trial.rules().candidate(), report.dropped());
        }
    }

    void seen(String sidecar, long nowMillis) {
        routers.seen(sidecar, nowMillis);
    }

    /** Adds a count; false if it is late. */
    boolean add(int partition, Count count, Trial trial) {
        Cell cell = count.cell();
        if (open.isClosed(cell.second())) {
            if (isRandomised(cell) && count.tally().requests() > count.tally().routed()) {
                lastUnrouted = open.front();
            }
            if (trial != null && isEvidence(cell, trial)) {
                completeness.missing(open.front(), cell.variant(), count.tally().requests());
            }
            return false;
        }
        if (trial != null && (count.tally().routed() > 0 || isRandomised(cell) && isArm(cell, trial.rules()))) {
            open.add(partition, projected(cell, trial), count.tally());
        }
        return true;
    }

    /** Adds a count of shadow pairs; false if it is late. */
    boolean add(int partition, Pairs pairs, Trial trial) {
        if (open.isClosed(pairs.cell().second())) {
            return false;
        }
        if (trial != null) {
            open.add(partition, projected(pairs.cell(), trial), pairs.tally());
        }
        return true;
    }

    /** Puts a count right, unless its second has closed: then what was evidence stays evidence. */
    void correct(int partition, Correction correction, Trial trial) {
        if (trial != null && !open.isClosed(correction.cell().second())) {
            Cell cell = projected(correction.cell(), trial);
            open.correct(partition, new Correction(cell, correction.tally(), correction.admission()));
        }
    }

    private static Cell projected(Cell cell, Trial trial) {
        String segments = Segments.project(cell.segments(), trial.rules().segments());
        return new Cell(cell.second(), cell.revision(), cell.variant(), cell.role(), segments, cell.admission());
    }

    private static boolean isEvidence(Cell cell, Trial trial) {
        return isRandomised(cell)
                && isArm(cell, trial.rules())
                && cell.second() * 1_000 >= trial.starts().get(0).sinceMillis();
    }

    private static boolean isRandomised(Cell cell) {
        return cell.role() == Role.SERVED && cell.admission() != Admission.NOT_RANDOMISED;
    }

    private static boolean isArm(Cell cell, TrialRules rules) {
        return cell.variant().equals(rules.baseline()) || cell.variant().equals(rules.candidate());
    }

    /** Whether the first open second may be over; it is not without. */
    boolean mayClose(Watermarks watermarks, ClosingRule rule) {
        return !routers.isEmpty() || open.isOver(watermarks, rule);
    }

    /** Closes the first open second if it is over: all of it is accounted for, or it is by the clock. */
    Optional<ClosedSecond> close(Watermarks watermarks, ClosingRule rule, Trial trial, long nowMillis) {
        long second = open.front();
        if (open.unrouted(second) > 0) {
            lastUnrouted = second;
        }
        // Of copies routers tell nothing, so that pairs wait for the clock.
        boolean complete = !trial.current().isPaired()
                && second >= routersHeardFrom
                && second - lastUnrouted > ROUTERS_SPEAK_FOR_ALL_AFTER_SECONDS
                && routers.isAccountedFor(second, open.routed(second), nowMillis)
                && open.unanswered(second) == 0;
        return complete ? Optional.of(open.closeComplete()) : open.closeByWatermark(watermarks, rule);
    }

    /** Closes the first open second without what came of some partitions, as it was closed once. */
    ClosedSecond closeWithout(Set<Integer> partitions) {
        if (open.unrouted(open.front()) > 0) {
            lastUnrouted = open.front();
        }
        return open.closeWithout(partitions);
    }

    /** Takes note of how complete a closed second is. */
    void account(ClosedSecond closed, Trial trial, long nowMillis) {
        boolean covered = routers.covers(closed.second(), nowMillis);
        Map<String, Long> assigned = covered ? routers.assigned(closed.second()) : Map.of();
        for (String variant : List.of(trial.rules().baseline(), trial.rules().candidate())) {
            List<Count> counts = closed.counts().stream()
                    .filter(count -> count.cell().variant().equals(variant))
                    .toList();
            completeness.counted(
                    closed.second(),
                    variant,
                    counts.stream()
                            .filter(count -> isEvidence(count.cell(), trial))
                            .map(Count::tally)
                            .mapToLong(Tally::requests)
                            .sum());
            completeness.missing(closed.second(), variant, assigned.getOrDefault(variant, 0L) - heardOf(counts));
        }
    }

    /**
     * Requests that may be among those routers assigned. Where no event says that a router sent it, any may be: their services
     * ask a router and do not pass on what it said of itself.
     */
    private static long heardOf(List<Count> counts) {
        long routed = counts.stream().mapToLong(count -> count.tally().routed()).sum();
        return routed > 0
                ? routed
                : counts.stream()
                        .filter(count -> count.cell().role() == Role.SERVED)
                        .mapToLong(count -> count.tally().requests())
                        .sum();
    }

    /** Why the evidence of a trial cannot be trusted; null if it can. */
    String complaint(TrialRules rules) {
        String candidate = completeness.complaint(rules.candidate());
        return candidate == null ? completeness.complaint(rules.baseline()) : candidate;
    }
}
