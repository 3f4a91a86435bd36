package dev.weir.judge;

import dev.weir.evidence.ClosingRule;
import dev.weir.evidence.OutcomeEvidence;
import dev.weir.window.Delta;
import dev.weir.window.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What came to be known since the last verdict that was published, so that the next one can say it. Not safe for use by several
 * threads.
 *
 * <p>Counts add up, in whatever pieces and order they come while no second closes: of each partition it is enough to know how far
 * it had been read. Kept apart is what order has a say in: events of seconds that were over in their partition, and outcomes by
 * which a planned look was reached.
 */
final class Readings {
    /** Beyond them it is forgotten: a verdict a second takes some dozens. */
    static final int MOST = 2_000;

    private final List<Reading> since = new ArrayList<>();
    private int apartUntil;
    private boolean isKnown = true;

    /** Nothing is known. */
    Readings() {}

    /**
     * What was known when it was stored.
     *
     * @param stored as {@link #stored} returned it
     */
    Readings(List<Reading> stored) {
        isKnown = stored != null;
        if (isKnown) {
            since.addAll(stored);
        }
        apartUntil = since.size();
    }

    /** What came to be known, in its order; null where that is not known. */
    List<Reading> stored() {
        return isKnown ? List.copyOf(since) : null;
    }

    /** A rollout begins, or what is known has been published. */
    void begin() {
        since.clear();
        apartUntil = 0;
        isKnown = true;
    }

    /**
     * A task counted events.
     *
     * @param front  first second that was open, epoch seconds
     * @param before what was known of answers before
     * @param after  what is known of them now
     */
    void take(Delta delta, long front, ClosingRule rule, OutcomeEvidence before, OutcomeEvidence after) {
        Extent extent = delta.extent();
        if (extent == null || since.size() >= MOST) {
            isKnown = false;
            since.clear();
        }
        if (!isKnown) {
            return;
        }
        Reading reading = new Reading(delta.partition(), front, extent.until(), extent.treatment(), false);
        boolean isApart = after.strata().size() != before.strata().size()
                || (after.atLook() == null) != (before.atLook() == null)
                || isLate(delta, rule);
        if (isApart) {
            merge(new Reading(delta.partition(), front, extent.from(), extent.treatment(), false));
            since.add(reading);
            apartUntil = since.size();
        } else {
            merge(reading);
        }
    }

    /** Whether it has events of seconds that were over when they were read, by how far their partition had been read. */
    private static boolean isLate(Delta delta, ClosingRule rule) {
        return Stream.of(
                        delta.counts().stream().map(Delta.Count::cell),
                        delta.corrections().stream().map(Delta.Correction::cell),
                        delta.pairs().stream().map(Delta.Pairs::cell))
                .flatMap(cells -> cells)
                .anyMatch(cell ->
                        rule.completeAt(cell.second()) <= delta.extent().from().readMillis());
    }

    private void merge(Reading reading) {
        for (int i = since.size() - 1; i >= apartUntil; i--) {
            Reading known = since.get(i);
            if (known.partition() == reading.partition()) {
                if (known.front() != reading.front() || !known.treatment().equals(reading.treatment())) {
                    break;
                }
                since.set(
                        i,
                        new Reading(
                                known.partition(),
                                known.front(),
                                known.place().max(reading.place()),
                                known.treatment(),
                                false));
                return;
            }
        }
        since.add(reading);
    }

    /** A second closed without some partitions, epoch seconds. */
    void close(long second, Set<Integer> leftOut) {
        if (isKnown && !leftOut.isEmpty()) {
            leftOut.forEach(partition -> since.add(Reading.leftOut(partition, second)));
            apartUntil = since.size();
        }
    }
}
