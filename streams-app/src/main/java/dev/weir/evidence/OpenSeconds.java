package dev.weir.evidence;

import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Seconds of assignment of one model that may still grow, counted by source partition. Seconds close in order; what
 * comes for a closed second is late and never becomes evidence. Not safe for use by several threads.
 */
public final class OpenSeconds {
    private static final OpenSecond.Progress NOTHING = OpenSecond.Progress.of(Map.of());

    private long front;
    private SortedSet<Integer> leftOut = new TreeSet<>();
    private final TreeMap<Long, OpenSecond> seconds = new TreeMap<>();
    private int size;

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
        SortedMap<Long, OpenSecond> skipped = seconds.headMap(front);
        skipped.values().forEach(open -> size -= open.size());
        skipped.clear();
    }

    /** How many counts are kept: one for each cell and partition. */
    public int size() {
        return size;
    }

    /** Adds a count; only for a second that is open. */
    public void add(int partition, Cell cell, Tally tally) {
        change(open(cell.second()), second -> second.add(partition, cell, tally));
    }

    /** Adds a count of pairs; only for a second that is open. */
    public void add(int partition, Cell cell, PairTally tally) {
        change(open(cell.second()), second -> second.add(partition, cell, tally));
    }

    private void change(OpenSecond second, Consumer<OpenSecond> how) {
        size -= second.size();
        how.accept(second);
        size += second.size();
    }

    private OpenSecond open(long second) {
        if (isClosed(second)) {
            throw new IllegalStateException("second " + second + " has closed, the first open one is " + front);
        }
        return seconds.computeIfAbsent(second, OpenSecond::new);
    }

    /**
     * Puts right what was counted in an open second; what is not there, since it was counted before anybody asked for it,
     * need not be.
     */
    public void correct(int partition, Delta.Correction correction) {
        OpenSecond second = seconds.get(correction.cell().second());
        if (second != null) {
            change(second, open -> open.correct(partition, correction));
        }
    }

    /** Requests counted so far in an open second that routers account for, by variant. */
    public Map<String, Long> routed(long second) {
        return progress(second).routed();
    }

    /** Requests counted so far in an open second that may be evidence and whose call has not come yet. */
    public long unanswered(long second) {
        return progress(second).unanswered();
    }

    /** Requests counted so far in an open second that may be evidence and that no router accounts for. */
    public long unrouted(long second) {
        return progress(second).unrouted();
    }

    private OpenSecond.Progress progress(long second) {
        OpenSecond open = seconds.get(second);
        return open == null ? NOTHING : open.progress();
    }

    /** Whether the first open second is over: every partition was read past it that is waited for. */
    public boolean isOver(Watermarks watermarks, ClosingRule rule) {
        return watermarks.awaitedUntil() >= rule.completeAt(front);
    }

    /** Closes the first open second if it {@link #isOver}. */
    public Optional<ClosedSecond> closeByWatermark(Watermarks watermarks, ClosingRule rule) {
        if (!isOver(watermarks, rule)) {
            return Optional.empty();
        }
        long needed = rule.completeAt(front);
        boolean all = watermarks.allUntil() >= needed;
        return Optional.of(close(partition -> all || watermarks.covers(partition, needed)));
    }

    /** Closes the first open second, of which every request and its call are known to be counted. */
    public ClosedSecond closeComplete() {
        return close(partition -> true);
    }

    /** Closes the first open second without what came of some partitions, as it was closed once. */
    public ClosedSecond closeWithout(Set<Integer> partitions) {
        return close(partition -> !partitions.contains(partition));
    }

    /** Partitions that something had come of and that were left out of the second that closed last. */
    public SortedSet<Integer> leftOut() {
        return Collections.unmodifiableSortedSet(leftOut);
    }

    private ClosedSecond close(IntPredicate isRead) {
        OpenSecond over = seconds.remove(front);
        size -= over == null ? 0 : over.size();
        long second = front++;
        leftOut = over == null ? new TreeSet<>() : over.partitions(isRead.negate());
        return over == null ? new ClosedSecond(second, List.of(), 0) : over.close(isRead);
    }

    /** What is open, one delta a partition, for a snapshot. */
    public List<Delta> snapshot() {
        return byPartition(seconds.values().stream().map(OpenSecond::snapshot).toList());
    }

    /** Counts of several seconds, one delta a partition, as {@link #snapshot} returns them. */
    public static List<Delta> byPartition(List<SecondCounts> seconds) {
        return OpenSecond.byPartition(seconds);
    }

    /** Open seconds that have changed since this was last asked for. */
    public List<SecondCounts> takeChanged() {
        List<SecondCounts> changed = new ArrayList<>();
        for (OpenSecond second : seconds.values()) {
            if (second.isChanged()) {
                changed.add(second.snapshot());
                second.stored();
            }
        }
        return changed;
    }

    /** Puts back what {@link #snapshot} returned; it counts as stored. */
    public void restore(List<Delta> deltas) {
        deltas.forEach(delta -> {
            delta.counts().forEach(count -> add(delta.partition(), count.cell(), count.tally()));
            delta.pairs().forEach(some -> add(delta.partition(), some.cell(), some.tally()));
        });
        seconds.values().forEach(OpenSecond::stored);
    }
}
