package dev.weir.event;

import dev.weir.event.Rejection.Reason;
import java.util.Optional;

/** What makes an outcome usable. */
public final class OutcomeRules {
    /** Largest reward, either side of 0: some nine million of them add up without loss. */
    public static final double LARGEST_REWARD = 1e6;

    private OutcomeRules() {}

    /**
     * Why an outcome cannot be used; empty for one that can.
     *
     * @param nowMillis instant at which it is read, epoch milliseconds
     */
    public static Optional<Rejection> check(Outcome outcome, long nowMillis) {
        return EventRules.name("requestId", outcome.requestId())
                .or(() -> EventRules.name("model", outcome.model()))
                .or(() -> EventRules.instant(outcome.knownMillis(), nowMillis))
                .or(() -> outcome.label() == null ? Optional.empty() : EventRules.name("label", outcome.label()))
                .or(() -> content(outcome));
    }

    private static Optional<Rejection> content(Outcome outcome) {
        int told = (outcome.label() == null ? 0 : 1)
                + (outcome.success() == null ? 0 : 1)
                + (outcome.reward() == null ? 0 : 1);
        if (told != 1) {
            return EventRules.reject(
                    Reason.MISSING_FIELD,
                    "one of label, success and reward has to be set, and " + told + " are; send an event for each");
        }
        // A NaN is within no bounds.
        return outcome.reward() == null || Math.abs(outcome.reward()) <= LARGEST_REWARD
                ? Optional.empty()
                : EventRules.reject(
                        Reason.OUT_OF_RANGE,
                        "reward is " + outcome.reward()
                                + "; send it in a unit in which it is from -1000000 to 1000000");
    }
}
