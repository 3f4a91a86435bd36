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
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** One second of assignment that may still grow, counted by source partition. Not safe for use by several threads. */
final class OpenSecond {
    private static final Comparator<Cell> CELLS = Comparator.comparingLong(Cell::second)
            .thenComparingLong(Cell::revision)
            .thenComparing(Cell::variant)
            .thenComparing(Cell::role)
            .thenComparing(Cell::segments)
            .thenComparing(Cell::admission);
    private static final Comparator<Count> ORDER = Comparator.comparing(Count::cell, CELLS);

    private final long second;
    private final Map<Integer, Map<Cell, Tally>> counts = new TreeMap<>();
    private final Map<Integer, Map<Cell, PairTally>> pairs = new TreeMap<>();
    private Progress progress;
    private boolean changed;

    OpenSecond(long second) {
        this.second = second;
    }

    void add(int partition, Cell cell, Tally tally) {
        change();
        counts.computeIfAbsent(partition, key -> new HashMap<>()).merge(cell, tally, Tally::plus);
    }

    void add(int partition, Cell cell, PairTally tally) {
        change();
        pairs.computeIfAbsent(partition, key -> new HashMap<>()).merge(cell, tally, PairTally::plus);
    }

    void correct(int partition, Delta.Correction correction) {
        Map<Cell, Tally> cells = counts.get(partition);
        Tally counted = cells == null ? null : cells.get(correction.cell());
        if (counted == null || !counted.contains(correction.tally())) {
            return;
        }
        change();
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

    private void change() {
        progress = null;
        changed = true;
    }

    /** Whether it has changed since {@link #stored}. */
    boolean isChanged() {
        return changed;
    }

    /** It has been stored as it is. */
    void stored() {
        changed = false;
    }

    Progress progress() {
        if (progress == null) {
            progress = Progress.of(counts.values());
        }
        return progress;
    }

    /** The second, closed; of partitions that have not been read so far nothing becomes evidence. */
    ClosedSecond close(IntPredicate isRead) {
        Map<Cell, Tally> merged = new HashMap<>();
        long leftOut = 0;
        for (Map.Entry<Integer, Map<Cell, Tally>> partition : counts.entrySet()) {
            if (isRead.test(partition.getKey())) {
                partition.getValue().forEach((cell, tally) -> merged.merge(cell, tally, Tally::plus));
            } else {
                leftOut += partition.getValue().values().stream()
                        .mapToLong(Tally::requests)
                        .sum();
            }
        }
        List<Count> closed = new ArrayList<>();
        merged.forEach((cell, tally) -> closed.add(new Count(cell, tally.atDeadline())));
        closed.sort(ORDER);
        return new ClosedSecond(second, closed, closePairs(isRead), leftOut);
    }

    private List<Pairs> closePairs(IntPredicate isRead) {
        TreeMap<Cell, PairTally> merged = new TreeMap<>(CELLS);
        pairs.forEach((partition, cells) -> {
            if (isRead.test(partition)) {
                cells.forEach((cell, tally) -> merged.merge(cell, tally, PairTally::plus));
            }
        });
        List<Pairs> closed = new ArrayList<>();
        merged.forEach((cell, tally) -> closed.add(new Pairs(cell, tally)));
        return closed;
    }

    /** What has been counted so far. */
    SecondCounts snapshot() {
        List<Delta> deltas = new ArrayList<>(counts.size());
        counts.forEach((partition, cells) -> {
            List<Count> counted = new ArrayList<>(cells.size());
            cells.forEach((cell, tally) -> counted.add(new Count(cell, tally)));
            List<Pairs> paired = paired(partition);
            if (!counted.isEmpty() || !paired.isEmpty()) {
                deltas.add(new Delta(partition, counted, List.of(), paired));
            }
        });
        pairs.forEach((partition, cells) -> {
            if (!counts.containsKey(partition)) {
                deltas.add(new Delta(partition, List.of(), List.of(), paired(partition)));
            }
        });
        return new SecondCounts(second, deltas);
    }

    private List<Pairs> paired(int partition) {
        Map<Cell, PairTally> cells = pairs.getOrDefault(partition, Map.of());
        List<Pairs> paired = new ArrayList<>(cells.size());
        cells.forEach((cell, tally) -> paired.add(new Pairs(cell, tally)));
        return paired;
    }

    /** Counts of several seconds, one delta a partition, in a fixed order. */
    static List<Delta> byPartition(List<SecondCounts> seconds) {
        TreeMap<Integer, List<Count>> counts = new TreeMap<>();
        TreeMap<Integer, List<Pairs>> pairs = new TreeMap<>();
        for (SecondCounts second : seconds) {
            for (Delta delta : second.partitions()) {
                counts.computeIfAbsent(delta.partition(), partition -> new ArrayList<>())
                        .addAll(delta.counts());
                pairs.computeIfAbsent(delta.partition(), partition -> new ArrayList<>())
                        .addAll(delta.pairs());
            }
        }
        List<Delta> deltas = new ArrayList<>();
        counts.forEach((partition, counted) -> {
            counted.sort(ORDER);
            List<Pairs> paired = pairs.get(partition);
            paired.sort(Comparator.comparing(Pairs::cell, CELLS));
            deltas.add(new Delta(partition, counted, List.of(), paired));
        });
        return deltas;
    }

    /** How far an open second has come. It is asked for at every tick, and few of them find it changed. */
    record Progress(Map<String, Long> routed, long unanswered, long unrouted) {

        /** Cells are merged first: the parts of a request may have come in different deltas. */
        static Progress of(Collection<Map<Cell, Tally>> partitions) {
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
            return new Progress(Map.copyOf(routed), unanswered, unrouted);
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
}
