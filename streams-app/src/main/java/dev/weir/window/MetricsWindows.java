package dev.weir.window;

import dev.weir.event.Role;
import dev.weir.event.Segments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Figures of one model in windows of assignment time that do not overlap; every request counts, evidence or not.
 *
 * <p>A window is reported when evidence has closed past its end and again when late requests have changed it, until it
 * is forgotten; none is forgotten before it was reported, and while a partition is behind ten minutes are kept. Not safe for use
 * by several threads.
 */
public final class MetricsWindows {
    /** Windows kept after their report, so that late requests still find theirs. */
    static final int LARGEST_WINDOWS = 12;

    /** The same while some partition has not been read as far past them: what comes of it is no later. */
    static final int LARGEST_BEHIND = 60;

    /** Different variants and segments kept apart in a window. */
    static final int LARGEST_KEYS = 400;

    private final long lengthSeconds;
    private final TreeMap<Long, Window> windows = new TreeMap<>();
    private long forgottenBefore = Long.MIN_VALUE;

    /** Windows of a length in seconds, which starts at multiples of itself since 1970. */
    public MetricsWindows(long lengthSeconds) {
        this.lengthSeconds = lengthSeconds;
    }

    private static final class Window {
        private final Map<Key, TallySum> tallies = new LinkedHashMap<>();
        private final Map<Key, Long> late = new LinkedHashMap<>();
        private boolean changed;
        private boolean stored;

        /** Adds a count; false if there is no room for its key. */
        boolean add(Key key, Tally tally, boolean isLate) {
            TallySum sum = tallies.get(key);
            if (sum != null) {
                sum.add(tally);
            } else if (tallies.size() < LARGEST_KEYS) {
                tallies.put(key, new TallySum(tally));
            } else {
                return false;
            }
            if (isLate) {
                late.merge(key, tally.requests(), Long::sum);
            }
            change();
            return true;
        }

        void takeBack(Key key, Tally tally) {
            TallySum sum = tallies.get(key);
            if (sum != null && sum.takeBack(tally)) {
                change();
            }
        }

        private void change() {
            changed = true;
            stored = false;
        }
    }

    private record Key(String variant, Role role, String segment) {
        /** What a cell's count is part of: all of its variant, and one segment for each attribute. */
        static List<Key> of(Cell cell, List<String> attributes) {
            List<Key> all = new ArrayList<>(1 + attributes.size());
            all.add(new Key(cell.variant(), cell.role(), null));
            for (String attribute : attributes) {
                String segment = attribute + "=" + Segments.value(cell.segments(), attribute);
                all.add(new Key(cell.variant(), cell.role(), segment));
            }
            return all;
        }
    }

    /**
     * Adds the count of a cell.
     *
     * @param keys   attributes by which figures are also broken down
     * @param isLate whether the cell's second has closed as evidence
     * @return requests that are missing in figures of their own, since their window holds too many already; one for each
     *         such figure
     */
    public long add(Cell cell, Tally tally, List<String> keys, boolean isLate) {
        long start = startOf(cell);
        if (start < forgottenBefore) {
            return 0;
        }
        Window window = windows.computeIfAbsent(start, key -> new Window());
        long missing = 0;
        for (Key key : Key.of(cell, keys)) {
            missing += window.add(key, tally, isLate) ? 0 : tally.requests();
        }
        return missing;
    }

    /** Takes back what was counted of a cell, as far as its window is still kept. */
    public void takeBack(Cell cell, Tally tally, List<String> keys) {
        Window window = windows.get(startOf(cell));
        if (window != null) {
            Key.of(cell, keys).forEach(key -> window.takeBack(key, tally));
        }
    }

    private long startOf(Cell cell) {
        return Math.floorDiv(cell.second(), lengthSeconds) * lengthSeconds;
    }

    /**
     * Figures of the windows that ended by a second and changed since they were last asked for.
     *
     * @param second  first second that is open as evidence
     * @param readEnd second before which all has been read, also what the evidence did not wait for
     */
    public List<Totals> changedUntil(long second, long readEnd) {
        List<Totals> changed = new ArrayList<>();
        NavigableMap<Long, Window> ended = windows.headMap(second - lengthSeconds, true);
        ended.forEach((start, window) -> {
            if (window.changed) {
                window.changed = false;
                window.stored = false;
                changed.addAll(figures(start, window));
            }
        });
        // The late requests of a partition that is behind come as long after its own clock as those of any other.
        long kept = lengthSeconds * LARGEST_WINDOWS;
        while (ended.size() > LARGEST_BEHIND || ended.size() > LARGEST_WINDOWS && ended.firstKey() + kept <= readEnd) {
            forgottenBefore = ended.pollFirstEntry().getKey() + lengthSeconds;
        }
        return changed;
    }

    /** Whether nothing has changed since it was last reported. */
    public boolean isReported() {
        return windows.values().stream().noneMatch(window -> window.changed);
    }

    /** Everything kept, for a snapshot. */
    public List<KeptWindow> all() {
        List<KeptWindow> all = new ArrayList<>();
        windows.forEach((start, window) -> all.add(kept(start, window)));
        return all;
    }

    /** Windows that have changed, in themselves or in whether they were reported, since this was last asked for. */
    public List<KeptWindow> takeChanged() {
        List<KeptWindow> changed = new ArrayList<>();
        windows.forEach((start, window) -> {
            if (!window.stored) {
                window.stored = true;
                changed.add(kept(start, window));
            }
        });
        return changed;
    }

    /** Start before which windows are forgotten, epoch seconds. */
    public long forgottenBefore() {
        return forgottenBefore;
    }

    /** Puts back what {@link #all} and {@link #forgottenBefore} returned; it counts as stored. */
    public void restore(List<KeptWindow> kept, long restoredForgottenBefore) {
        forgottenBefore = restoredForgottenBefore;
        for (KeptWindow each : kept) {
            Window window = new Window();
            windows.put(each.start(), window);
            for (Totals totals : each.figures()) {
                Key key = new Key(totals.variant(), totals.shadow() ? Role.SHADOW : Role.SERVED, totals.segment());
                window.tallies.put(key, new TallySum(totals.tally()));
                if (totals.late() > 0) {
                    window.late.put(key, totals.late());
                }
            }
            window.changed = !each.reported();
            window.stored = true;
        }
    }

    private KeptWindow kept(long start, Window window) {
        return new KeptWindow(start, !window.changed, figures(start, window));
    }

    private List<Totals> figures(long start, Window window) {
        List<Totals> figures = new ArrayList<>();
        window.tallies.forEach((key, sum) -> figures.add(totals(start, key, sum.total(), window)));
        return figures;
    }

    private Totals totals(long start, Key key, Tally tally, Window window) {
        return new Totals(
                Instant.ofEpochSecond(start),
                Instant.ofEpochSecond(start + lengthSeconds),
                key.variant(),
                key.role() == Role.SHADOW,
                key.segment(),
                tally,
                window.late.getOrDefault(key, 0L));
    }
}
