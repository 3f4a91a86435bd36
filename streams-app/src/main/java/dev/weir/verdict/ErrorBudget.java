package dev.weir.verdict;

/**
 * How often Weir may be wrong.
 *
 * @param alphaRollback probability, over the whole rollout, of rolling back a candidate within every limit; in (0, 1)
 * @param alphaAdvance  probability, per stage, of advancing a candidate beyond a limit; in (0, 1)
 */
public record ErrorBudget(double alphaRollback, double alphaAdvance) {
    /** Share of the rollback budget that the fast way back has for itself; the guardrails share the rest. */
    static final double CATASTROPHE_SHARE = 0.2;

    /** Share of the rollback budget that each of so many guardrails has. */
    double shareOfGuardrail(int guardrails) {
        return (1 - CATASTROPHE_SHARE) / Math.max(1, guardrails);
    }

    public ErrorBudget {
        if (!(alphaRollback > 0 && alphaRollback < 1)) {
            throw new IllegalArgumentException("alphaRollback must be above 0 and below 1, was " + alphaRollback);
        }
        if (!(alphaAdvance > 0 && alphaAdvance < 1)) {
            throw new IllegalArgumentException("alphaAdvance must be above 0 and below 1, was " + alphaAdvance);
        }
    }
}
