package dev.weir.evidence;

import dev.weir.evidence.SplitEvidence.Arrivals;
import dev.weir.evidence.SplitEvidence.Draws;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes the units of one second into the evidence of the split. Not safe for use by several threads, and used once. */
final class SplitIntake {
    private static final Comparator<Draws> ORDER =
            Comparator.comparingInt(Draws::fromBps).thenComparingInt(Draws::toBps);

    private final SplitEvidence before;
    private final long[] held;
    private final int[] marks;
    private final TreeMap<Long, Integer> added = new TreeMap<>();
    private final Map<Probability, long[]> counted = new HashMap<>();

    private record Probability(int fromBps, int toBps) {}

    SplitIntake(SplitEvidence before) {
        this.before = before;
        this.held = before.units();
        this.marks = before.marks();
    }

    /** Takes in what one table assigned. */
    void take(Arrivals table) {
        int i = 0;
        int j = 0;
        long[] candidate = table.candidate();
        long[] baseline = table.baseline();
        while (i < candidate.length || j < baseline.length) {
            boolean isCandidate = j == baseline.length || i < candidate.length && candidate[i] <= baseline[j];
            long unit = isCandidate ? candidate[i] : baseline[j];
            if (unit >= before.threshold()) {
                return;
            }
            boolean isBoth = isCandidate && j < baseline.length && baseline[j] == unit;
            // Without stickiness one unit may fall to both in a second; which was first is anybody's guess.
            take(unit, table.candidateBps(), isBoth ? (unit & 1) == 0 : isCandidate);
            i += isCandidate ? 1 : 0;
            j += isCandidate && !isBoth ? 0 : 1;
        }
    }

    private void take(long unit, int candidateBps, boolean isCandidate) {
        int index = Arrays.binarySearch(held, unit);
        Integer known = index >= 0 ? (Integer) marks[index] : added.get(unit);
        int fromBps = known == null ? 0 : known / 2;
        boolean wasCandidate = known != null && known % 2 == 1;
        if (wasCandidate || fromBps >= candidateBps) {
            return;
        }
        int mark = 2 * candidateBps + (isCandidate ? 1 : 0);
        if (index >= 0) {
            marks[index] = mark;
        } else {
            added.put(unit, mark);
        }
        counted.computeIfAbsent(new Probability(fromBps, candidateBps), key -> new long[2])[isCandidate ? 0 : 1]++;
    }

    /** The evidence after the second. */
    SplitEvidence result() {
        if (counted.isEmpty()) {
            return before;
        }
        List<Draws> draws = draws();
        double logE = 0;
        for (Draws each : draws) {
            logE += each.logE();
        }
        long[] units = new long[held.length + added.size()];
        int[] newMarks = new int[units.length];
        merge(units, newMarks);
        long threshold = before.threshold();
        int kept = units.length;
        while (kept > SplitEvidence.MOST_UNITS) {
            threshold /= 2;
            int found = Arrays.binarySearch(units, threshold);
            kept = found >= 0 ? found : -found - 1;
        }
        return new SplitEvidence(
                threshold,
                Arrays.copyOf(units, kept),
                Arrays.copyOf(newMarks, kept),
                draws,
                logE,
                before.alarmed() || logE >= SplitEvidence.LOG_BOUND);
    }

    private List<Draws> draws() {
        List<Draws> draws = new ArrayList<>();
        for (Draws known : before.draws()) {
            long[] more = counted.remove(new Probability(known.fromBps(), known.toBps()));
            draws.add(more == null ? known : known.plus(more[0], more[1]));
        }
        counted.forEach((probability, first) ->
                draws.add(new Draws(probability.fromBps, probability.toBps, 0, 0, 0).plus(first[0], first[1])));
        draws.sort(ORDER);
        return draws;
    }

    private void merge(long[] units, int[] newMarks) {
        int i = 0;
        int size = 0;
        for (Map.Entry<Long, Integer> unit : added.entrySet()) {
            while (i < held.length && held[i] < unit.getKey()) {
                newMarks[size] = marks[i];
                units[size++] = held[i++];
            }
            newMarks[size] = unit.getValue();
            units[size++] = unit.getKey();
        }
        System.arraycopy(held, i, units, size, held.length - i);
        System.arraycopy(marks, i, newMarks, size, held.length - i);
    }
}
