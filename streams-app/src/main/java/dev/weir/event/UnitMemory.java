package dev.weir.event;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

/**
 * Remembers which request of a unit is its evidence, for units whose router left no mark: the first that was assigned,
 * then the first assigned ten minutes or more after that one, and so on. Not safe for use by several threads.
 *
 * <p>Events come in the order in which requests ended, so that the first to come depends on how long requests took. One
 * that was assigned earlier therefore takes the place of the one admitted before, if that can be taken back. As long as
 * events come within less than ten minutes of their assignment, the order in which they come has no say in the result.
 *
 * <p>Holds about 110 bytes a unit, until {@link #forgetBefore} is told that its ten minutes are over, and at most so
 * many units as it was made for: beyond that a new unit counts as {@link Admission#REPEAT}, since losing evidence is
 * harmless and counting a unit twice is not. The memory is lost with its process unless {@link #drainChanges} is stored and
 * {@link #restore} told of it again: it cannot be had from the events of the last ten minutes, since which of them counts
 * goes back from ten minutes to ten minutes to the first one ever.
 */
public final class UnitMemory {
    /** Time in which a unit is evidence once, milliseconds. */
    public static final long ONCE_IN_MILLIS = 600_000;

    /** Spreads the hash of a model's name over all bits: 2^64 divided by the golden ratio. */
    private static final long MODEL_SPREAD = 0x9E3779B97F4A7C15L;

    private final int limit;
    // Nearly in the order of assignment, since a unit is put anew when its ten minutes are over.
    private final Map<Long, Choice> chosen = new LinkedHashMap<>();
    private final Map<Long, Choice> changed = new LinkedHashMap<>();

    private static final class Choice {
        private final long notBefore;
        private long assignedMillis;
        private long request;

        Choice(long notBefore, long assignedMillis, long request) {
            this.notBefore = notBefore;
            this.assignedMillis = assignedMillis;
            this.request = request;
        }

        /** Of two requests of the same millisecond one has to be the first, whichever came first. */
        boolean isAfter(long otherMillis, long otherRequest) {
            return assignedMillis == otherMillis ? request > otherRequest : assignedMillis > otherMillis;
        }
    }

    /** A memory for at most so many units. */
    public UnitMemory(int limit) {
        this.limit = limit;
    }

    /**
     * What a randomised request with a unit may be used for.
     *
     * @param request        {@link UnitKey#identity} of the request
     * @param assignedMillis instant at which its variant was chosen, epoch milliseconds
     * @param takeBack       told the key of a request that was admitted although it was assigned later: makes it a
     *                       repeat, or returns false where it no longer can
     */
    public Admission admit(String model, UnitKey unit, long request, long assignedMillis, LongPredicate takeBack) {
        long key = key(model, unit);
        Choice choice = chosen.get(key);
        if (choice == null) {
            return chosen.size() < limit ? choose(key, Long.MIN_VALUE, assignedMillis, request) : Admission.REPEAT;
        }
        if (choice.request == request) {
            // A retry of it came before its first attempt. Should that lie in the ten minutes before, it is admitted
            // all
            // the same: what was made a repeat because of the retry can no longer be told.
            if (assignedMillis < choice.assignedMillis) {
                choice.assignedMillis = assignedMillis;
                changed.put(key, choice);
            }
            return Admission.FIRST_OF_UNIT;
        }
        long later = assignedMillis - choice.assignedMillis;
        if (later >= ONCE_IN_MILLIS) {
            chosen.remove(key);
            return choose(key, choice.assignedMillis + ONCE_IN_MILLIS, assignedMillis, request);
        }
        boolean isFirst = choice.isAfter(assignedMillis, request)
                && assignedMillis >= choice.notBefore
                && later > -ONCE_IN_MILLIS
                && takeBack.test(choice.request);
        if (!isFirst) {
            return Admission.REPEAT;
        }
        choice.assignedMillis = assignedMillis;
        choice.request = request;
        changed.put(key, choice);
        return Admission.FIRST_OF_UNIT;
    }

    private Admission choose(long key, long notBefore, long assignedMillis, long request) {
        Choice choice = new Choice(notBefore, assignedMillis, request);
        chosen.put(key, choice);
        changed.put(key, choice);
        return Admission.FIRST_OF_UNIT;
    }

    private static long key(String model, UnitKey unit) {
        return unit.identity() ^ model.hashCode() * MODEL_SPREAD;
    }

    /** What a request was used for, as far as is known now: nothing is chosen by asking. */
    public Admission recall(String model, UnitKey unit, long request) {
        Choice choice = chosen.get(key(model, unit));
        return choice != null && choice.request == request ? Admission.FIRST_OF_UNIT : Admission.REPEAT;
    }

    /** The choices made or changed since the last call, but for those forgotten in between. */
    public List<UnitChoice> drainChanges() {
        List<UnitChoice> drained = new ArrayList<>(changed.size());
        changed.forEach((key, choice) ->
                drained.add(new UnitChoice(key, choice.notBefore, choice.assignedMillis, choice.request)));
        changed.clear();
        return drained;
    }

    /** Puts back a choice that was drained, in the place of an earlier one of the same unit. */
    public void restore(UnitChoice choice) {
        chosen.remove(choice.unit());
        chosen.put(choice.unit(), new Choice(choice.notBefore(), choice.assignedMillis(), choice.request()));
    }

    /** Forgets units whose ten minutes were over by an instant, epoch milliseconds: no request of theirs is to come. */
    public void forgetBefore(long millis) {
        forgetBefore(chosen, millis);
        // Where nobody asks for the changes they must not grow either.
        forgetBefore(changed, millis);
    }

    private static void forgetBefore(Map<Long, Choice> choices, long millis) {
        Iterator<Choice> oldest = choices.values().iterator();
        while (oldest.hasNext() && isOver(oldest.next().assignedMillis, millis)) {
            oldest.remove();
        }
    }

    /** Whether the ten minutes of a choice are over by an instant, both epoch milliseconds. */
    public static boolean isOver(long assignedMillis, long millis) {
        return assignedMillis + ONCE_IN_MILLIS <= millis;
    }
}
