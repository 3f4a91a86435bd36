package dev.weir.window;

import dev.weir.event.Outcome;
import java.util.Comparator;

/**
 * What one outcome says: a label or a success, or a reward.
 *
 * @param knownMillis instant at which it became known, epoch milliseconds
 * @param variant     version that answered, as the outcome says; null where it does not
 * @param label       true class; null where it is not told
 * @param success     whether the answer was right; null where it is not told
 * @param reward      value of the answer in millionths; null where it is not told
 */
public record Truth(long knownMillis, String variant, String label, Boolean success, Long reward) {
    private static final Comparator<String> TEXT = Comparator.nullsLast(Comparator.naturalOrder());

    /** Two that became known at the same time must be put in one order, whichever it is. */
    private static final Comparator<Truth> ORDER = Comparator.comparingLong(Truth::knownMillis)
            .thenComparing(Truth::label, TEXT)
            .thenComparing(Truth::success, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Truth::reward, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Truth::variant, TEXT);

    static Truth of(Outcome outcome) {
        return new Truth(
                outcome.knownMillis(),
                outcome.variant(),
                outcome.label(),
                outcome.success(),
                outcome.reward() == null ? null : (Long) Math.round(outcome.reward() * OutcomeTally.MILLIONTHS));
    }

    boolean isReward() {
        return reward != null;
    }

    /** Whether both say the same, whenever it became known. */
    boolean agrees(Truth other) {
        return new Truth(0, null, label, success, reward)
                .equals(new Truth(0, null, other.label, other.success, other.reward));
    }

    /** The one of two that counts: what became known first. */
    Truth or(Truth other) {
        return ORDER.compare(this, other) <= 0 ? this : other;
    }
}
