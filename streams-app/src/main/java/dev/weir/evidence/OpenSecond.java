package dev.weir.evidence;

import dev.weir.event.Admission;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Delta.Count;
import dev.weir.window.Delta.Pairs;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** One second of assignment that may still grow, counted by source partition. Not safe for use by several threads. */
final class OpenSecond {
    private static final Comparator<Count> ORDER = Comparator.comparing(Count::cell, Cell.ORDER);
    private static final IntPredicate ANY = partition -> true;

    private final long second;
    private final Map<Cell, ByPartition<Tally>> counts = new HashMap<>();
    private final Map<Cell, ByPartition<PairTally>> pairs = new HashMap<>();
    private Progress progress;
    private int size;
    private boolean changed;

    OpenSecond(long second) {
        this.second = second;
    }

    void add(int partition, Cell cell, Tally tally) {
        change();
        size += counts.computeIfAbsent(cell, key -> new ByPartition<>()).merge(partition, tally, Tally::plus) ? 1 : 0;
    }

    void add(int partition, Cell cell, PairTally tally) {
        change();
        size += pairs.computeIfAbsent(cell, key -> new ByPartition<>()).merge(partition, tally, PairTally::plus)
                ? 1
                : 0;
    }

    /** How many counts it has: one for each cell and partition. */
    int size() {
        return size;
    }

    void correct(int partition, Delta.Correction correction) {
        ByPartition<Tally> partitions = counts.get(correction.cell());
        Tally counted = partitions == null ? null : partitions.get(partition);
        if (counted == null || !counted.contains(correction.tally())) {
            return;
        }
        change();
        Tally rest = counted.minus(correction.tally());
        if (rest.withoutUnits().equals(Tally.EMPTY)) {
            partitions.remove(partition);
            size--;
        } else {
            partitions.put(partition, rest);
        }
        if (correction.admission() != null) {
            add(partition, correction.cell().with(correction.admission()), correction.tally());
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
            progress = Progress.of(counts);
        }
        return progress;
    }

    /** The second, closed; of partitions that have not been read so far nothing becomes evidence. */
    ClosedSecond close(IntPredicate isRead) {
        List<Count> closed = new ArrayList<>();
        long leftOut = 0;
        for (Map.Entry<Cell, ByPartition<Tally>> cell : counts.entrySet()) {
            ByPartition<Tally> partitions = cell.getValue();
            partitions
                    .sum(isRead, Tally::plus)
                    .ifPresent(tally -> closed.add(new Count(cell.getKey(), tally.atDeadline())));
            leftOut += partitions.sumOf(isRead.negate(), Tally::requests);
        }
        closed.sort(ORDER);
        return new ClosedSecond(second, closed, closePairs(isRead), leftOut);
    }

    private List<Pairs> closePairs(IntPredicate isRead) {
        List<Pairs> closed = new ArrayList<>();
        pairs.forEach((cell, partitions) ->
                partitions.sum(isRead, PairTally::plus).ifPresent(tally -> closed.add(new Pairs(cell, tally))));
        closed.sort(Comparator.comparing(Pairs::cell, Cell.ORDER));
        return closed;
    }

    /** Those of some partitions that something has come of. */
    SortedSet<Integer> partitions(IntPredicate which) {
        TreeSet<Integer> found = new TreeSet<>();
        counts.values().forEach(counted -> counted.forEach((partition, tally) -> add(found, partition, which)));
        pairs.values().forEach(counted -> counted.forEach((partition, tally) -> add(found, partition, which)));
        return found;
    }

    private static void add(SortedSet<Integer> found, int partition, IntPredicate which) {
        if (which.test(partition)) {
            found.add(partition);
        }
    }

    /** What has been counted so far. */
    SecondCounts snapshot() {
        TreeMap<Integer, List<Count>> counted = new TreeMap<>();
        counts.forEach((cell, partitions) -> partitions.forEach((partition, tally) ->
                counted.computeIfAbsent(partition, key -> new ArrayList<>()).add(new Count(cell, tally))));
        TreeMap<Integer, List<Pairs>> paired = new TreeMap<>();
        pairs.forEach((cell, partitions) -> partitions.forEach((partition, tally) ->
                paired.computeIfAbsent(partition, key -> new ArrayList<>()).add(new Pairs(cell, tally))));
        return new SecondCounts(second, deltas(counted, paired));
    }

    private static List<Delta> deltas(Map<Integer, List<Count>> counted, Map<Integer, List<Pairs>> paired) {
        TreeSet<Integer> partitions = new TreeSet<>(counted.keySet());
        partitions.addAll(paired.keySet());
        return partitions.stream()
                .map(partition -> new Delta(
                        partition,
                        counted.getOrDefault(partition, List.of()),
                        List.of(),
                        paired.getOrDefault(partition, List.of())))
                .toList();
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
        counts.values().forEach(counted -> counted.sort(ORDER));
        pairs.values().forEach(paired -> paired.sort(Comparator.comparing(Pairs::cell, Cell.ORDER)));
        return deltas(counts, pairs);
    }

    /** How far an open second has come. It is asked for at every tick, and few of them find it changed. */
    record Progress(Map<String, Long> routed, long unanswered, long unrouted) {

        /** The parts of a request may have come in different partitions' counts of a cell, and are looked at together. */
        static Progress of(Map<Cell, ByPartition<Tally>> counts) {
            Map<String, Long> routed = new HashMap<>();
            long unanswered = 0;
            long unrouted = 0;
            for (Map.Entry<Cell, ByPartition<Tally>> counted : counts.entrySet()) {
                Cell cell = counted.getKey();
                ByPartition<Tally> partitions = counted.getValue();
                long assigned = partitions.sumOf(ANY, Tally::routed);
                if (assigned > 0) {
                    routed.merge(cell.variant(), assigned, Long::sum);
                }
                if (cell.admission() != Admission.NOT_RANDOMISED) {
                    long calls = partitions.sumOf(ANY, Tally::calls);
                    long requests = Math.max(
                            calls,
                            Math.max(
                                    partitions.sumOf(ANY, Tally::requestParts),
                                    partitions.sumOf(ANY, Tally::predictionParts)));
                    unanswered += requests - calls;
                    unrouted += Math.max(0, requests - assigned);
                }
            }
            return new Progress(Map.copyOf(routed), unanswered, unrouted);
        }
    }
}
