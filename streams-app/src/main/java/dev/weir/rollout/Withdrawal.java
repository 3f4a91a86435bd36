package dev.weir.rollout;

import java.util.Objects;

/**
 * That a plan was deleted: by whom and why.
 *
 * @param by     who deleted it; {@link Decision#WEIR} where nobody said
 * @param reason why; empty where nobody said
 */
public record Withdrawal(String by, String reason) {
    /** The plan is gone from the topic, and nobody said more. */
    public static final Withdrawal UNSIGNED = new Withdrawal(Decision.WEIR, "");

    public Withdrawal {
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(reason, "reason");
    }

    /** What the decision says that ends a rollout for it. */
    String sentence() {
        return "the plan was deleted" + (reason.isEmpty() ? "" : ": " + reason);
    }
}
