package dev.weir.evidence;

import dev.weir.event.Admission;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Delta.Count;
import dev.weir.window.Delta.Pairs;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Seconds of assignment of one model that may still grow, counted by source partition. Seconds close in order; what
 * comes for a closed second is late and never becomes evidence. Not safe for use by several threads.
 */
public final class OpenSeconds {
    private static final Comparator<Cell> CELLS = Comparator.comparingLong(Cell::second)
            .thenComparingLong(Cell::revision)
            .thenComparing(Cell::variant)
            .thenComparing(Cell::role)
            .thenComparing(Cell::segments)
            .thenComparing(Cell::admission);
    private static final Comparator<Count> ORDER = Comparator.comparing(Count::cell, CELLS);

    private long front;
    private final TreeMap<Long, Map<Integer, Map<Cell, Tally>>> seconds = new TreeMap<>();
    private final TreeMap<Long, Map<Integer, Map<Cell, PairTally>>> pairs = new TreeMap<>();
    private Progress progress;

    /** Open seconds from a first one on, epoch seconds; everything before is closed. */
    public OpenSeconds(long front) {
        this.front = front;
    }

    /** The first second that is open, epoch seconds. */
    public long front() {
        return front;
    }

    /** Whether a second has closed. */
    public boolean isClosed(long second) {
        return second < front;
    }

    /** Takes every second before one, epoch seconds, as closed without looking at it. */
    public void skipTo(long second) {
        front = Math.max(front, second);
        seconds.headMap(front).clear();
        pairs.headMap(front).clear();
        progress = null;
    }

    /** Adds a count; only for a second that is open. */
    public void add(int partition, Cell cell, Tally tally) {
        if (isClosed(cell.second())) {
            throw new IllegalStateException("second " + cell.second() + " has closed, the first open one is " + front);
        }
        changed(cell.second());
        seconds.computeIfAbsent(cell.second(), second -> new TreeMap<>())
                .computeIfAbsent(partition, key -> new HashMap<>())
                .merge(cell, tally, Tally::plus);
    }

    /** Adds a count of pairs; only for a second that is open. */
    public void add(int partition, Cell cell, PairTally tally) {
        if (isClosed(cell.second())) {
            throw new IllegalStateException("second " + cell.second() + " has closed, the first open one is " + front);
        }
        pairs.computeIfAbsent(cell.second(), second -> new TreeMap<>())
                .computeIfAbsent(partition, key -> new HashMap<>())
                .merge(cell, tally, PairTally::plus);
    }

    /**
     * Puts right what was counted in an open second; what is not there, since it was counted before anybody asked for it,
     * need not be.
     */
    public void correct(int partition, Delta.Correction correction) {
        Map<Cell, Tally> cells =
                seconds.getOrDefault(correction.cell().second(), Map.of()).get(partition);
        Tally counted = cells == null ? null : cells.get(correction.cell());
        if (counted == null || !counted.contains(correction.tally())) {
            return;
        }
        changed(correction.cell().second());
        Tally rest = counted.minus(correction.tally());
        if (rest.withoutUnits().equals(Tally.EMPTY)) {
            cells.remove(correction.cell());
        } else {
            cells.put(correction.cell(), rest);
        }
        if (correction.admission() != null) {
            cells.merge(correction.cell().with(correction.admission()), correction.tally(), Tally::plus);
        }
    }

    /** Requests counted so far in an open second that routers account for, by variant. */
    public Map<String, Long> routed(long second) {
        return progress(second).routed;
    }

    /** Requests counted so far in an open second that may be evidence and whose call has not come yet. */
    public long unanswered(long second) {
        return progress(second).unanswered;
    }

    /** Requests counted so far in an open second that may be evidence and that no router accounts for. */
    public long unrouted(long second) {
        return progress(second).unrouted;
    }

    private Progress progress(long second) {
        if (progress == null || progress.second != second) {
            progress =
                    Progress.of(second, seconds.getOrDefault(second, Map.of()).values());
        }
        return progress;
    }

    private void changed(long second) {
        if (progress != null && progress.second == second) {
            progress = null;
        }
    }

    /** How far an open second has come. It is asked for at every tick, and few of them find it changed. */
    private record Progress(long second, Map<String, Long> routed, long unanswered, long unrouted) {

        /** Cells are merged first: the parts of a request may have come in different deltas. */
        static Progress of(long second, Collection<Map<Cell, Tally>> partitions) {
            Map<String, Long> routed = new HashMap<>();
            Map<Cell, Parts> evidence = new HashMap<>();
            partitions.forEach(cells -> cells.forEach((cell, tally) -> {
                if (tally.routed() > 0) {
                    routed.merge(cell.variant(), tally.routed(), Long::sum);
                }
                if (cell.admission() != Admission.NOT_RANDOMISED) {
                    evidence.computeIfAbsent(cell, key -> new Parts()).add(tally);
                }
            }));
            long unanswered = 0;
            long unrouted = 0;
            for (Parts parts : evidence.values()) {
                unanswered += parts.requests() - parts.calls;
                unrouted += Math.max(0, parts.requests() - parts.routed);
            }
            return new Progress(second, Map.copyOf(routed), unanswered, unrouted);
        }
    }

    /** The counts of a cell without its distributions. */
    private static final class Parts {
        private long requestParts;
        private long predictionParts;
        private long calls;
        private long routed;

        void add(Tally tally) {
            requestParts += tally.requestParts();
            predictionParts += tally.predictionParts();
            calls += tally.calls();
            routed += tally.routed();
        }

        long requests() {
            return Math.max(calls, Math.max(requestParts, predictionParts));
        }
    }

    /** Closes the first open second if it is over: every partition was read past it, or those left out are silent. */
    public Optional<ClosedSecond> closeByWatermark(Watermarks watermarks, ClosingRule rule) {
        if (watermarks.allUntil() >= rule.completeAt(front)) {
            return Optional.of(close(partition -> true));
        }
        if (watermarks.furthest() >= rule.abandonedAt(front)) {
            long needed = rule.completeAt(front);
            return Optional.of(close(partition -> watermarks.covers(partition, needed)));
        }
        return Optional.empty();
    }

    /** Closes the first open second, of which every request and its call are known to be counted. */
    public ClosedSecond closeComplete() {
        return close(partition -> true);
    }

    private ClosedSecond close(IntPredicate isRead) {
        Map<Integer, Map<Cell, Tally>> partitions = seconds.remove(front);
        changed(front);
        Map<Cell, Tally> merged = new HashMap<>();
        long leftOut = 0;
        if (partitions != null) {
            for (Map.Entry<Integer, Map<Cell, Tally>> partition : partitions.entrySet()) {
                if (isRead.test(partition.getKey())) {
                    partition.getValue().forEach((cell, tally) -> merged.merge(cell, tally, Tally::plus));
                } else {
                    leftOut += partition.getValue().values().stream()
                            .mapToLong(Tally::requests)
                            .sum();
                }
            }
        }
        List<Count> counts = new ArrayList<>();
        merged.forEach((cell, tally) -> counts.add(new Count(cell, tally.atDeadline())));
        counts.sort(ORDER);
        List<Pairs> closedPairs = closePairs(isRead);
        return new ClosedSecond(front++, counts, closedPairs, leftOut);
    }

    private List<Pairs> closePairs(IntPredicate isRead) {
        Map<Integer, Map<Cell, PairTally>> partitions = pairs.remove(front);
        if (partitions == null) {
            return List.of();
        }
        TreeMap<Cell, PairTally> merged = new TreeMap<>(CELLS);
        partitions.forEach((partition, cells) -> {
            if (isRead.test(partition)) {
                cells.forEach((cell, tally) -> merged.merge(cell, tally, PairTally::plus));
            }
        });
        List<Pairs> closed = new ArrayList<>();
        merged.forEach((cell, tally) -> closed.add(new Pairs(cell, tally)));
        return closed;
    }

    /** What is open, one delta a partition, for a snapshot. */
    public List<Delta> snapshot() {
        Map<Integer, List<Count>> byPartition = new TreeMap<>();
        seconds.values()
                .forEach(partitions -> partitions.forEach((partition, cells) -> {
                    List<Count> counts = byPartition.computeIfAbsent(partition, key -> new ArrayList<>());
                    cells.forEach((cell, tally) -> counts.add(new Count(cell, tally)));
                }));
        Map<Integer, List<Pairs>> pairsByPartition = new TreeMap<>();
        pairs.values()
                .forEach(partitions -> partitions.forEach((partition, cells) -> {
                    List<Pairs> all = pairsByPartition.computeIfAbsent(partition, key -> new ArrayList<>());
                    cells.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey(CELLS))
                            .forEach(entry -> all.add(new Pairs(entry.getKey(), entry.getValue())));
                }));
        pairsByPartition
                .keySet()
                .forEach(partition -> byPartition.computeIfAbsent(partition, key -> new ArrayList<>()));
        List<Delta> deltas = new ArrayList<>();
        byPartition.forEach((partition, counts) -> {
            counts.sort(ORDER);
            deltas.add(new Delta(partition, counts, List.of(), pairsByPartition.getOrDefault(partition, List.of())));
        });
        return deltas;
    }

    /** Puts back what {@link #snapshot} returned. */
    public void restore(List<Delta> deltas) {
        deltas.forEach(delta -> {
            delta.counts().forEach(count -> add(delta.partition(), count.cell(), count.tally()));
            delta.pairs().forEach(some -> add(delta.partition(), some.cell(), some.tally()));
        });
    }
}
