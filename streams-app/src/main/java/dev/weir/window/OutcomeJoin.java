package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.UnitChoice;
import dev.weir.event.UnitKey;
import dev.weir.event.UnitMemory;
import dev.weir.window.AwaitedOutcome.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Joins the requests of one source partition with what became known of their answers, however late within a horizon. Not
 * safe for use by several threads.
 *
 * <p>Either may come first, the request in parts, each more than once. Whatever comes changes what is known of one
 * request, and the difference between what that counted as before and counts as now is what is added to the counts: so
 * all counts together are what a recount of all that is known would give, in whatever order it came.
 *
 * <p>What is known lives outside, in a store; on the heap is what changed since the last {@link #drainChanges}, and what
 * did shortly before. A new join goes on as the one before it if it is given that one's units, with {@link #restore}, and
 * told once more of the requests of the last minutes, with {@link #remember}: of those some are still undecided.
 */
public final class OutcomeJoin {
    /** Requests on the heap that have not changed since the last commit: some 20 MB. */
    static final int LARGEST_GENERATION = 50_000;

    private static final int LARGEST_UNITS = 1_000_000;
    private static final long SECOND_MILLIS = 1_000;

    private final long horizonMillis;
    private final long slackMillis;
    private final Stored stored;
    private final KnownSegments segments = new KnownSegments();
    private final UnitMemory units = new UnitMemory(LARGEST_UNITS);
    private final Map<String, Map<Cell, OutcomeSum>> counts = new HashMap<>();
    private final TreeMap<Long, List<Undecided>> undecided = new TreeMap<>();
    private Map<Key, AwaitedOutcome> changed = new LinkedHashMap<>();
    private Map<Key, AwaitedOutcome> current = new HashMap<>();
    private Map<Key, AwaitedOutcome> previous = new HashMap<>();
    private long newestMillis = Long.MIN_VALUE;
    private long settledUntil = Long.MIN_VALUE;

    /** What is stored of requests. */
    @FunctionalInterface
    public interface Stored {
        /** Returns what is stored of a request; null if nothing is. */
        AwaitedOutcome find(Key key);

        /** The same of one that would be stored under an instant, which may be found at less cost. */
        default AwaitedOutcome find(Key key, long sinceMillis) {
            return find(key);
        }
    }

    /** A request of which it is not known yet whether it is its unit's first in ten minutes. */
    private record Undecided(Key key, long sinceMillis, UnitKey unit, UnitKey request, long assignedMillis) {
        private static final Comparator<Undecided> ORDER = Comparator.comparingLong(Undecided::assignedMillis)
                .thenComparing(undecided -> undecided.key.model())
                .thenComparing(undecided -> undecided.key.requestId());
    }

    /**
     * Nothing joined yet.
     *
     * @param horizon time after a request for which its outcome is waited for
     * @param slack   time an event may take from its end to the log
     * @param stored  where what is known lives
     */
    public OutcomeJoin(Duration horizon, Duration slack, Stored stored) {
        this.horizonMillis = horizon.toMillis();
        this.slackMillis = slack.toMillis();
        this.stored = stored;
    }

    /**
     * Takes in what an event tells of a request; one that the scope does not concern changes nothing.
     *
     * @param label predicted class; null where the event tells none
     */
    public void add(Observation event, String label, OutcomeScope scope) {
        if (!scope.concerns(event) || !isRecent(event.assignedMillis())) {
            return;
        }
        Key key = new Key(event.model(), event.requestId());
        AwaitedOutcome before = find(key);
        UnitKey request = UnitKey.ofRequest(event);
        UnitKey unit = event.unit() == null ? request : UnitKey.ofUnit(event);
        ServedAnswer told = ServedAnswer.of(
                event,
                segments.bounded(event.model(), event.segments()),
                event.unit() == null && event.firstOfUnit() == null ? Boolean.TRUE : event.firstOfUnit(),
                Clusters.bucket(unit),
                label,
                scope.limits());
        AwaitedOutcome after = (before == null ? AwaitedOutcome.since(event.assignedMillis()) : before).with(told);
        if (after.equals(before)) {
            return;
        }
        replace(key, before, after);
        boolean isNew =
                before == null || before.answer() == null || before.answer().assignedMillis() != event.assignedMillis();
        if (isNew) {
            awaitDecision(event, key, after, scope);
        }
    }

    /** Takes in again an event that was taken in before the last commit; it counts for nothing. */
    public void remember(Observation event, OutcomeScope scope) {
        if (!scope.concerns(event) || !isRecent(event.assignedMillis())) {
            return;
        }
        Key key = new Key(event.model(), event.requestId());
        AwaitedOutcome known = find(key);
        if (known != null && known.answer() != null) {
            awaitDecision(event, key, known, scope);
        }
    }

    private void awaitDecision(Observation event, Key key, AwaitedOutcome awaited, OutcomeScope scope) {
        ServedAnswer answer = awaited.answer();
        if (answer.randomised() && answer.firstOfUnit() == null && answer.assignedMillis() == event.assignedMillis()) {
            UnitKey request = UnitKey.ofRequest(event);
            UnitKey unit = event.unit() == null ? request : UnitKey.ofUnit(event);
            long deadline =
                    (event.second() + 1) * SECOND_MILLIS + scope.limits().deadlineMillis() + slackMillis;
            undecided
                    .computeIfAbsent(deadline, millis -> new ArrayList<>())
                    .add(new Undecided(key, awaited.sinceMillis(), unit, request, event.assignedMillis()));
        }
    }

    /** Puts back which request of a unit was chosen, as {@link #drainUnits} returned it. */
    public void restore(UnitChoice choice) {
        units.restore(choice);
    }

    /** Which requests of units were chosen since the last call. */
    public List<UnitChoice> drainUnits() {
        return units.drainChanges();
    }

    /** Instant before which units are forgotten, epoch milliseconds; the smallest long while nothing was settled. */
    public long unitsUntil() {
        return settledUntil == Long.MIN_VALUE ? settledUntil : settledUntil - SECOND_MILLIS;
    }

    /** Takes in an outcome. */
    public void add(Outcome outcome) {
        Key key = new Key(outcome.model(), outcome.requestId());
        Truth told = Truth.of(outcome);
        AwaitedOutcome before = find(key);
        if (!isRecent(outcome.knownMillis()) && before == null) {
            lose(outcome.model(), new OutcomeLosses(0, 0, 1, 0, 0));
            return;
        }
        Truth known = before == null ? null : before.known(told);
        if (known != null) {
            boolean same = known.agrees(told);
            lose(outcome.model(), new OutcomeLosses(0, 0, 0, same ? 1 : 0, same ? 0 : 1));
        }
        AwaitedOutcome after = (before == null ? AwaitedOutcome.since(outcome.knownMillis()) : before).with(told);
        if (!after.equals(before)) {
            replace(key, before, after);
        }
    }

    /** What is older than the horizon would be stored for nothing: it is forgotten by then. */
    private boolean isRecent(long millis) {
        newestMillis = Math.max(newestMillis, millis);
        return millis > newestMillis - horizonMillis;
    }

    private AwaitedOutcome find(Key key) {
        AwaitedOutcome known = onHeap(key);
        return known == null ? stored.find(key) : known;
    }

    private AwaitedOutcome onHeap(Key key) {
        AwaitedOutcome known = changed.get(key);
        if (known == null) {
            known = current.get(key);
        }
        return known == null ? previous.get(key) : known;
    }

    private void replace(Key key, AwaitedOutcome before, AwaitedOutcome after) {
        Function<Cell, OutcomeSum> sums = sums(key.model());
        if (before != null) {
            before.count(horizonMillis, -1, sums);
        }
        after.count(horizonMillis, 1, sums);
        changed.put(key, after);
    }

    private void lose(String model, OutcomeLosses losses) {
        sums(model).apply(AwaitedOutcome.NOWHERE).lose(losses, 1);
    }

    private Function<Cell, OutcomeSum> sums(String model) {
        Map<Cell, OutcomeSum> cells = counts.computeIfAbsent(model, key -> new HashMap<>());
        return cell -> cells.computeIfAbsent(cell, key -> new OutcomeSum());
    }

    /**
     * Decides which requests are their unit's first, of those whose second is over: in the order of their assignment, so
     * that the order in which they came has no say in it.
     *
     * @param untilMillis assignment time up to which the partition has been read, epoch milliseconds
     */
    public void settle(long untilMillis) {
        settledUntil = Math.max(settledUntil, untilMillis);
        while (!undecided.isEmpty() && undecided.firstKey() <= untilMillis) {
            List<Undecided> over = undecided.pollFirstEntry().getValue();
            over.sort(Undecided.ORDER);
            over.forEach(this::decide);
        }
        units.forgetBefore(unitsUntil());
    }

    private void decide(Undecided request) {
        AwaitedOutcome known = onHeap(request.key);
        AwaitedOutcome before = known == null ? stored.find(request.key, request.sinceMillis) : known;
        ServedAnswer answer = before == null ? null : before.answer();
        if (answer == null || answer.firstOfUnit() != null || answer.assignedMillis() != request.assignedMillis) {
            return;
        }
        Admission admission = units.admit(
                request.key.model(), request.unit, request.request.identity(), request.assignedMillis, later -> false);
        replace(request.key, before, before.replaced(answer.decided(admission == Admission.FIRST_OF_UNIT)));
    }

    /** What was counted since the last drain, by model. */
    public Map<String, List<Delta.Outcomes>> drain() {
        Map<String, List<Delta.Outcomes>> drained = new TreeMap<>();
        counts.forEach((model, cells) -> {
            List<Delta.Outcomes> outcomes = new ArrayList<>();
            cells.forEach((cell, sum) -> {
                OutcomeTally tally = sum.total();
                if (!tally.equals(OutcomeTally.EMPTY)) {
                    outcomes.add(new Delta.Outcomes(cell, tally));
                }
            });
            // In one order, since the first of many attributes are kept apart.
            outcomes.sort(Comparator.comparing(Delta.Outcomes::cell, Cell.ORDER));
            drained.put(model, outcomes);
        });
        counts.clear();
        return drained;
    }

    /** Tells of each request of which something changed since the last call; those are to be stored. */
    public void drainChanges(BiConsumer<Key, AwaitedOutcome> action) {
        if (changed.isEmpty()) {
            return;
        }
        changed.forEach(action);
        if (current.size() + changed.size() > LARGEST_GENERATION) {
            previous = current;
            current = new HashMap<>();
        }
        if (changed.size() <= LARGEST_GENERATION) {
            current.putAll(changed);
        } else {
            previous = new HashMap<>();
        }
        // What is in an older generation must not be found there any more once a newer one has lost it.
        previous.keySet().removeAll(changed.keySet());
        changed = new LinkedHashMap<>();
    }
}
