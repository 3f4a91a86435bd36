package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.EventRules;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.UnitChoice;
import dev.weir.event.UnitKey;
import dev.weir.event.UnitMemory;
import dev.weir.shadow.Answer;
import dev.weir.shadow.Asked;
import dev.weir.window.Delta.Correction;
import dev.weir.window.ModelCounts.CellCount;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counts the events of one source partition between two commits. After {@link #drain} nothing is left in it, so that
 * a task which commits right after draining has nothing to lose. Not safe for use by several threads.
 *
 * <p>When deltas are cut does not matter to what is concluded from them, because counts keep their second of assignment.
 * Nor does the order of the events: of a unit's requests, and of a request's retries, the one assigned first counts. If
 * it comes after another was counted, that one is taken back, as long as their seconds can still be open.
 *
 * <p>Nor does it matter that a task ends and another goes on: a new combiner that was given the units of the old one, with
 * {@link #restore}, and told of the events of the last {@link #memory} once more, with {@link #remember}, counts what is
 * to come as the old one would have.
 */
public final class Combiner {
    private static final int LARGEST_UNITS = 1_000_000;
    private static final long SECOND_MILLIS = 1_000;

    private final int partition;
    private final long closingMillis;
    private final Map<String, ModelCounts> counts = new HashMap<>();
    private final KnownSegments segments = new KnownSegments();
    private final UnitMemory units = new UnitMemory(LARGEST_UNITS);
    private final RecentRequests recent = new RecentRequests();
    private long readUntilMillis = Long.MIN_VALUE;
    private long longestMillis;
    private boolean alarming;
    private boolean remembering;
    private int fresh;
    private Cell freshIn;

    /**
     * Nothing counted yet of a partition.
     *
     * @param closing time after a request's deadline after which it is settled, once the partition has been read so far: by
     *                then its second has closed, unless other partitions are waited for
     */
    public Combiner(int partition, Duration closing) {
        this.partition = partition;
        this.closingMillis = closing.toMillis();
    }

    /**
     * Counts what is new in an event.
     *
     * @param limits how long the model's requests may take
     * @return false if all of it had come before
     */
    public boolean add(Observation event, TimeLimits limits) {
        longestMillis = Math.max(longestMillis, limits.deadlineMillis() + closingMillis);
        fresh = 0;
        recent.rotate(event.assignedMillis(), generationMillis());
        UnitKey key = UnitKey.ofRequest(event);
        CountedRequest known = recent.find(key.identity());
        CountedRequest same = known == null ? null : known.by(event.variant());
        int parts = Parts.of(event);
        if (same == null) {
            CountedRequest request = new CountedRequest(event.assignedMillis(), known);
            countNew(event, key, request, known, limits);
            recent.put(key.identity(), request);
            fresh(parts, request);
            return event.hasParts();
        }
        boolean assignedAgain =
                event.assignedMillis() != same.assignedMillis() && same.repeated(event.assignedMillis());
        int others = parts & ~same.parts();
        if (assignedAgain && (parts == 0 || (parts & same.parts()) != 0)) {
            countRepeat(event, key, same, known, limits);
            others = 0;
        } else if (others != 0) {
            count(event, others, false, same, of(event.model()).of(same.cell()), limits);
            fresh(others, same);
        }
        if (assignedAgain || others != 0) {
            recent.put(key.identity(), known);
        }
        return others != 0;
    }

    private void fresh(int parts, CountedRequest request) {
        fresh = parts;
        freshIn = request.cell();
    }

    /**
     * Counts what the event that was added last asked and answered, as far as it is new and of a request that stands for its
     * unit. A retry with the same id asks and is answered nothing new.
     *
     * @param asked  what it asked; only looked at if it is counted
     * @param answer what was answered; only looked at if it is counted
     */
    public void addContent(Observation event, ContentScope scope, Supplier<Asked> asked, Supplier<Answer> answer) {
        if (fresh == 0
                || freshIn.role() != Role.SERVED
                || freshIn.admission() != Admission.FIRST_OF_UNIT
                || !scope.variants().contains(event.variant())) {
            return;
        }
        ContentCounter contents = of(event.model()).contents();
        if ((fresh & Parts.REQUEST) != 0) {
            contents.add(event.variant(), event.second(), asked.get(), scope);
        }
        if ((fresh & Parts.PREDICTION) != 0 && scope.predictions()) {
            contents.add(event.variant(), event.second(), answer.get());
        }
    }

    /**
     * Takes in an event that was counted before by another combiner of the partition. Once all are told, in their order,
     * what they would have counted goes with the next {@link #drain}.
     */
    public void remember(Observation event, TimeLimits limits) {
        remembering = true;
        add(event, limits);
        remembering = false;
    }

    /**
     * How far back, by the time of the log, events have to be told to a new combiner. It grows with the time that the
     * requests of what it has been told may take.
     */
    public Duration memory() {
        return Duration.ofMillis(RecentRequests.GENERATIONS_TOLD * generationMillis() + EventRules.CLOCK_SKEW_MILLIS);
    }

    private long generationMillis() {
        return Math.max(RecentRequests.SHORTEST_GENERATION_MILLIS, longestMillis);
    }

    private void countNew(
            Observation event, UnitKey key, CountedRequest request, CountedRequest known, TimeLimits limits) {
        // A request without a unit is its own.
        boolean isOfUnit = event.unit() != null && isDrawn(event) && !Boolean.FALSE.equals(event.firstOfUnit());
        UnitKey unit = isOfUnit ? UnitKey.ofUnit(event) : key;
        Admission admission = admission(event, key, unit, known, limits);
        CellCount cell = of(event.model()).of(cell(event, admission));
        if (admission == Admission.FIRST_OF_UNIT) {
            cell.tally().addUnit(unit);
        }
        count(event, Parts.of(event), event.routed(), request, cell, limits);
    }

    /**
     * The same request, assigned by a router once more: an assignment that the router accounts for, but no second
     * request. Events come in the order in which calls end, so that a quick retry comes before the slow first attempt.
     */
    private void countRepeat(
            Observation event, UnitKey key, CountedRequest same, CountedRequest known, TimeLimits limits) {
        boolean isFirst = event.hasParts() && event.assignedMillis() < same.assignedMillis();
        if (isFirst) {
            ModelCounts model = of(event.model());
            Cell noEvidence = same.cell().with(Admission.NOT_RANDOMISED);
            model.correct(new Correction(same.cell(), same.countedParts(limits), null));
            model.correct(new Correction(same.cell(), same.countedAssignment(limits), Admission.NOT_RANDOMISED));
            model.correct(new Correction(noEvidence, same.countedBeside(limits), null));
            same.restart(event.assignedMillis());
            countNew(event, key, same, known, limits);
        } else if (event.routed()) {
            of(event.model()).of(cell(event, Admission.NOT_RANDOMISED)).tally().add(0, true, null, 0);
        }
    }

    /** Counts parts of a request in a cell; a call that ended after the deadline is no evidence, its absence is. */
    private void count(
            Observation event, int parts, boolean routed, CountedRequest request, CellCount in, TimeLimits limits) {
        boolean overdue = (parts & Parts.CALL) != 0
                && in.cell().admission() != Admission.NOT_RANDOMISED
                && limits.isOverdue(event.call());
        int counted = overdue ? (parts | Parts.REQUEST) & ~(request.parts() & Parts.REQUEST) : parts;
        in.tally().add(overdue ? counted & ~Parts.CALL : counted, routed, event.call(), limits.timeoutMicros());
        if (overdue) {
            of(event.model())
                    .of(in.cell().with(Admission.NOT_RANDOMISED))
                    .tally()
                    .add(Parts.CALL, false, event.call(), limits.timeoutMicros());
        }
        request.counted(in.cell(), counted, routed, event.call(), overdue);
        alarming |= in.tally().isAlarming();
    }

    private ModelCounts of(String model) {
        return counts.computeIfAbsent(model, key -> new ModelCounts());
    }

    private Cell cell(Observation event, Admission admission) {
        return new Cell(
                event.second(),
                event.revision(),
                event.variant(),
                event.role(),
                segments.bounded(event.model(), event.segments()),
                admission);
    }

    private static boolean isDrawn(Observation event) {
        return event.randomised() && event.role() == Role.SERVED;
    }

    private Admission admission(Observation event, UnitKey key, UnitKey unit, CountedRequest known, TimeLimits limits) {
        if (!isDrawn(event)) {
            return Admission.NOT_RANDOMISED;
        }
        CountedRequest drawn = known == null ? null : known.drawn();
        if (drawn != null && !drawn.cell().variant().equals(event.variant())) {
            // A retry that another variant got, since weights have changed in between.
            if (!isBefore(event, drawn)) {
                return Admission.NOT_RANDOMISED;
            }
            move(drawn, event.model(), Admission.NOT_RANDOMISED, limits);
        }
        if (event.firstOfUnit() != null) {
            return event.firstOfUnit() ? Admission.FIRST_OF_UNIT : Admission.REPEAT;
        }
        if (event.unit() == null) {
            return Admission.FIRST_OF_UNIT;
        }
        // Once its second has closed a request is not chosen any more, but it may have been, by a retry that came
        // before.
        return remembering || isSettled(event, limits)
                ? units.recall(event.model(), unit, key.identity())
                : units.admit(
                        event.model(),
                        unit,
                        key.identity(),
                        event.assignedMillis(),
                        later -> makeRepeat(later, event.model(), limits));
    }

    private boolean makeRepeat(long key, String model, TimeLimits limits) {
        CountedRequest known = recent.find(key);
        CountedRequest drawn = known == null ? null : known.drawn();
        if (drawn == null || drawn.cell().admission() != Admission.FIRST_OF_UNIT) {
            return false;
        }
        move(drawn, model, Admission.REPEAT, limits);
        recent.put(key, known);
        return true;
    }

    private void move(CountedRequest request, String model, Admission admission, TimeLimits limits) {
        of(model).correct(new Correction(request.cell(), request.counted(limits), admission));
        request.moveTo(admission);
    }

    private static boolean isBefore(Observation event, CountedRequest drawn) {
        return event.assignedMillis() == drawn.assignedMillis()
                ? event.variant().compareTo(drawn.cell().variant()) < 0
                : event.assignedMillis() < drawn.assignedMillis();
    }

    /** Whether an event is settled: what comes of it decides nothing any more. */
    private boolean isSettled(Observation event, TimeLimits limits) {
        return (event.second() + 1) * SECOND_MILLIS + limits.deadlineMillis() + closingMillis <= readUntilMillis;
    }

    /** Whether so much failed since the last drain that the next commit should not be waited for. */
    public boolean isAlarming() {
        return alarming;
    }

    /** What was counted since the last drain, by model, in the order of the models' names. */
    public Map<String, Delta> drain() {
        String[] models = counts.keySet().toArray(new String[0]);
        Arrays.sort(models);
        Map<String, Delta> deltas = new LinkedHashMap<>(2 * models.length);
        for (String model : models) {
            deltas.put(model, counts.get(model).delta(partition));
        }
        counts.clear();
        alarming = false;
        return deltas;
    }

    /**
     * The partition has been read up to an assignment time, epoch milliseconds: of units whose requests come later than that
     * allows none is chosen any more. Where it is told after each event what that {@linkplain ObservedTime#proved proves}, what
     * is chosen follows from the log alone, whenever it is read and wherever commits cut it.
     */
    public void readUntil(long millis) {
        readUntilMillis = Math.max(readUntilMillis, millis);
    }

    /**
     * Forgets the units whose ten minutes are over once the partition has been read up to an assignment time, epoch
     * milliseconds; returns the instant before which they are.
     */
    public long forgetUnits(long readMillis) {
        long overBefore = readMillis == Long.MIN_VALUE ? readMillis : readMillis - SECOND_MILLIS - longestMillis;
        units.forgetBefore(overBefore);
        return overBefore;
    }

    /** Which requests of units were chosen since the last call, to be stored in the transaction of the counts. */
    public List<UnitChoice> drainUnits() {
        return units.drainChanges();
    }

    /** Puts back what {@link #drainUnits} returned, in its order. */
    public void restore(UnitChoice choice) {
        units.restore(choice);
    }
}
