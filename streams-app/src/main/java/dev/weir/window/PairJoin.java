package dev.weir.window;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.event.UnitChoice;
import dev.weir.event.UnitKey;
import dev.weir.event.UnitMemory;
import dev.weir.window.OpenPair.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Joins requests of one source partition with the copies that were made of them for the shadow. Both have the same id, so
 * that they come in the same partition. Not safe for use by several threads.
 *
 * <p>A pair is counted once its second is over: when the partition has been read past it by the time an answer may take.
 * Until then its halves wait for each other, so that neither the order in which events come nor the parts they come in
 * have a say in what is counted. Of several assignments of one request the first counts. Each event is accounted for:
 * events = first events of halves + further parts + duplicate + late + no room, and halves = 2 pairs + unmatched.
 */
public final class PairJoin {
    /** A pair is of both variants. */
    private static final String NO_VARIANT = "";

    private static final int LARGEST_UNITS = 1_000_000;
    private static final long SECOND_MILLIS = 1_000;

    private final long slackMillis;
    private final OpenPairs open = new OpenPairs();
    private final Map<String, Map<Cell, PairTallyBuilder>> counts = new HashMap<>();
    private final KnownSegments segments = new KnownSegments();
    private final UnitMemory units = new UnitMemory(LARGEST_UNITS);
    private final PairSamples samples = new PairSamples();
    private long settledUntil = Long.MIN_VALUE;

    /** Nothing joined yet; slack is the time an event may take from its end to the log. */
    public PairJoin(Duration slack) {
        this.slackMillis = slack.toMillis();
    }

    /** Puts back which request of a unit was chosen, as {@link #drainUnits} returned it. */
    public void restore(UnitChoice choice) {
        units.restore(choice);
    }

    /**
     * Goes on from where pairs were settled. A join that is then told once more of the events since, in their order, and
     * whose {@link #drain} is thrown away, has the pairs open that the one before it had.
     */
    public void resumeAt(long settledMillis) {
        settledUntil = Math.max(settledUntil, settledMillis);
    }

    /** Assignment time up to which pairs have been settled, epoch milliseconds; the smallest long while none was. */
    public long settledUntil() {
        return settledUntil;
    }

    /** Takes in what an event tells of a request or its copy; one that the rules do not concern changes nothing. */
    public void add(Observation event, PairSide told, PairRules rules) {
        add(event, () -> told, rules);
    }

    /** The same of what is only looked at if the rules concern the event: where few requests are copied, most do not. */
    public void add(Observation event, Supplier<PairSide> told, PairRules rules) {
        if (event.hasParts() && rules.concern(event)) {
            take(event, told.get(), rules);
        }
    }

    private void take(Observation event, PairSide told, PairRules rules) {
        Key key = new Key(event.model(), event.requestId());
        OpenPair known = open.get(key);
        boolean served = event.role() == Role.SERVED;
        PairSide side = known == null ? null : served ? known.served() : known.shadow();
        if (known == null && deadline(told, rules) <= settledUntil) {
            lose(event, new PairLosses(0, 0, 1, 0, 0));
        } else if (side == null) {
            begin(event, key, known, told, rules);
        } else if (told.assignedMillis() < side.assignedMillis()) {
            lose(event, new PairLosses(0, 0, 0, side.events(), 0));
            open.replace(known, with(known, served, told, rules));
        } else if (told.assignedMillis() > side.assignedMillis() || side.knows(told)) {
            lose(event, new PairLosses(0, 0, 0, 1, 0));
        } else {
            open.replace(known, with(known, served, side.plus(told), rules));
        }
    }

    private void begin(Observation event, Key key, OpenPair known, PairSide told, PairRules rules) {
        if (!open.haveRoomFor(told, known)) {
            lose(event, new PairLosses(0, 0, 0, 0, 1));
            return;
        }
        OpenPair empty = known == null ? new OpenPair(key, null, null, 0) : known;
        open.replace(known, with(empty, event.role() == Role.SERVED, told, rules));
    }

    private OpenPair with(OpenPair pair, boolean served, PairSide side, PairRules rules) {
        PairSide newServed = served ? side : pair.served();
        PairSide newShadow = served ? pair.shadow() : side;
        long deadline = deadline(newServed == null ? newShadow : newServed, rules);
        return new OpenPair(pair.key(), newServed, newShadow, deadline);
    }

    /** By whole seconds, as the judge closes them, so that a second that is over holds all its pairs. */
    private long deadline(PairSide side, PairRules rules) {
        return (side.second() + 1) * SECOND_MILLIS + rules.limits().deadlineMillis() + slackMillis;
    }

    /**
     * Counts the pairs whose second is over.
     *
     * @param untilMillis assignment time up to which the partition has been read, epoch milliseconds
     * @param rules       by model; pairs of a model whose requests are no longer copied are forgotten
     */
    public void settle(long untilMillis, Function<String, Optional<PairRules>> rules) {
        settledUntil = Math.max(settledUntil, untilMillis);
        for (List<OpenPair> over = open.takeEarliest(settledUntil);
                !over.isEmpty();
                over = open.takeEarliest(settledUntil)) {
            for (OpenPair pair : over) {
                rules.apply(pair.model()).ifPresent(known -> count(pair, known));
            }
            samples.settleMedians();
        }
        units.forgetBefore(unitsUntil());
    }

    private void count(OpenPair pair, PairRules rules) {
        if (pair.served() == null || pair.shadow() == null) {
            boolean served = pair.shadow() == null;
            of(pair, Admission.NOT_RANDOMISED).addLosses(new PairLosses(served ? 1 : 0, served ? 0 : 1, 0, 0, 0));
            return;
        }
        Admission admission = admission(pair);
        PairTallyBuilder tally = of(pair, admission);
        if (admission == Admission.FIRST_OF_UNIT) {
            tally.addUnit(unit(pair));
        }
        SettledPair settled = SettledPair.of(pair, rules);
        settled.countInto(tally, rules.limits());
        settled.offerTo(samples);
    }

    private static UnitKey request(OpenPair pair) {
        return UnitKey.of(pair.requestId(), Role.SERVED, pair.model());
    }

    private static UnitKey unit(OpenPair pair) {
        String unit = pair.served().unit();
        return unit == null ? request(pair) : UnitKey.ofUnit(unit);
    }

    private Admission admission(OpenPair pair) {
        PairSide served = pair.served();
        if (!served.randomised()) {
            return Admission.NOT_RANDOMISED;
        }
        if (served.firstOfUnit() != null) {
            return served.firstOfUnit() ? Admission.FIRST_OF_UNIT : Admission.REPEAT;
        }
        // Pairs settle in the order of their assignment: what has been chosen is never taken back.
        return served.unit() == null
                ? Admission.FIRST_OF_UNIT
                : units.admit(
                        pair.model(), unit(pair), request(pair).identity(), served.assignedMillis(), later -> false);
    }

    private void lose(Observation event, PairLosses losses) {
        Cell cell = new Cell(
                event.second(), event.revision(), NO_VARIANT, Role.SHADOW, Segments.NONE, Admission.NOT_RANDOMISED);
        of(event.model(), cell).addLosses(losses);
    }

    private PairTallyBuilder of(OpenPair pair, Admission admission) {
        PairSide leading = pair.leading();
        return of(
                pair.model(),
                new Cell(
                        leading.second(),
                        leading.revision(),
                        NO_VARIANT,
                        Role.SHADOW,
                        segments.bounded(pair.model(), leading.segments()),
                        admission));
    }

    private PairTallyBuilder of(String model, Cell cell) {
        return counts.computeIfAbsent(model, key -> new HashMap<>())
                .computeIfAbsent(cell, key -> new PairTallyBuilder());
    }

    /** What was counted since the last drain, by model. */
    public Map<String, List<Delta.Pairs>> drain() {
        Map<String, List<Delta.Pairs>> drained = new TreeMap<>();
        counts.forEach((model, cells) -> {
            List<Delta.Pairs> pairs = new ArrayList<>();
            cells.forEach((cell, tally) -> pairs.add(new Delta.Pairs(cell, tally.build())));
            drained.put(model, pairs);
        });
        counts.clear();
        return drained;
    }

    /** Which requests of units were chosen since the last call. */
    public List<UnitChoice> drainUnits() {
        return units.drainChanges();
    }

    /** Instant before which units are forgotten, epoch milliseconds; the smallest long while nothing was settled. */
    public long unitsUntil() {
        return settledUntil == Long.MIN_VALUE ? settledUntil : settledUntil - SECOND_MILLIS;
    }

    /** Pairs for people to look into, since the last call. */
    public List<PairSample> drainSamples() {
        return samples.drain();
    }

    /** Pairs that are open. */
    int open() {
        return open.size();
    }
}
