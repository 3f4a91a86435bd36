package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.RecentRequests;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.event.UnitKey;
import dev.weir.event.UnitMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts the events of one source partition between two commits. After {@link #drain} nothing is left in it, so that
 * a task which commits right after draining has nothing to lose.
 *
 * <p>When deltas are cut does not matter to what is concluded from them, because counts keep their second of assignment.
 */
public final class Combiner {
    /** Different sets of attributes kept apart for a model; the rest is counted as {@link Segments#OTHER}. */
    static final int LARGEST_SEGMENTS = 200;

    private static final int LARGEST_MODELS = 100_000;
    private static final int LARGEST_UNITS = 1_000_000;

    private final int partition;
    private final Map<String, Map<Cell, TallyBuilder>> counts = new TreeMap<>();
    private final Map<String, Set<String>> segments = new HashMap<>();
    private final UnitMemory units = new UnitMemory(LARGEST_UNITS);
    private final RecentRequests recent = new RecentRequests();
    private boolean alarming;

    public Combiner(int partition) {
        this.partition = partition;
    }

    /**
     * Counts what is new in an event.
     *
     * @param timeoutMicros latency above which the model's requests count as timed out, microseconds
     * @return false if all of it had come before
     */
    public boolean add(Observation event, long timeoutMicros) {
        Observation fresh = recent.unseen(event);
        if (fresh == null) {
            return false;
        }
        UnitKey unit = isDrawn(fresh) && fresh.firstOfUnit() != Boolean.FALSE ? UnitKey.of(fresh) : null;
        Admission admission = admission(fresh, unit);
        Cell cell = new Cell(
                fresh.second(),
                fresh.revision(),
                fresh.variant(),
                fresh.role(),
                bounded(fresh.model(), fresh.segments()),
                admission);
        TallyBuilder tally = counts.computeIfAbsent(fresh.model(), model -> new HashMap<>())
                .computeIfAbsent(cell, key -> new TallyBuilder());
        tally.add(fresh, timeoutMicros);
        if (admission == Admission.FIRST_OF_UNIT) {
            tally.addUnit(unit);
        }
        alarming |= tally.isAlarming();
        return fresh.hasParts();
    }

    /** Whether so much failed since the last drain that the next commit should not be waited for. */
    public boolean isAlarming() {
        return alarming;
    }

    /** What was counted since the last drain, by model, in the order of the models' names. */
    public Map<String, Delta> drain() {
        Map<String, Delta> deltas = new TreeMap<>();
        counts.forEach((model, cells) -> {
            List<Delta.Count> tallies = new ArrayList<>(cells.size());
            cells.forEach((cell, tally) -> tallies.add(new Delta.Count(cell, tally.build())));
            deltas.put(model, new Delta(partition, tallies));
        });
        counts.clear();
        alarming = false;
        return deltas;
    }

    private static boolean isDrawn(Observation event) {
        return event.randomised() && event.role() == Role.SERVED;
    }

    private Admission admission(Observation event, UnitKey unit) {
        if (!isDrawn(event)) {
            return Admission.NOT_RANDOMISED;
        }
        if (event.firstOfUnit() != null) {
            return event.firstOfUnit() ? Admission.FIRST_OF_UNIT : Admission.REPEAT;
        }
        return event.unit() == null
                ? Admission.FIRST_OF_UNIT
                : units.admit(event.model(), unit, event.requestId(), event.assignedMillis());
    }

    private String bounded(String model, String canonical) {
        if (segments.size() >= LARGEST_MODELS && !segments.containsKey(model)) {
            segments.clear();
        }
        Set<String> known = segments.computeIfAbsent(model, key -> new HashSet<>());
        if (known.contains(canonical)) {
            return canonical;
        }
        if (known.size() < LARGEST_SEGMENTS) {
            known.add(canonical);
            return canonical;
        }
        return Segments.others(canonical);
    }
}
