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

    /**
     * How the rollback budget is shared out; the shares of all processes add up to 1.
     *
     * @param overall     share of each guardrail's process in all traffic
     * @param segment     share of each guardrail's process in one segment; 0 without segments
     * @param catastrophe share of the fast way back
     */
    record Shares(double overall, double segment, double catastrophe) {}

    public ErrorBudget {
        if (!(alphaRollback > 0 && alphaRollback < 1)) {
            throw new IllegalArgumentException("alphaRollback must be above 0 and below 1, was " + alphaRollback);
        }
        if (!(alphaAdvance > 0 && alphaAdvance < 1)) {
            throw new IllegalArgumentException("alphaAdvance must be above 0 and below 1, was " + alphaAdvance);
        }
    }

    /** Share of the rollback budget that each of so many guardrails has. */
    double shareOfGuardrail(int guardrails) {
        return (1 - CATASTROPHE_SHARE) / Math.max(1, guardrails);
    }

    /** Half of a guardrail's share is for all traffic, half for the segments, each alike; all of it without segments. */
    Shares shares(int guardrails, int segments) {
        double each = shareOfGuardrail(guardrails);
        double catastrophe = guardrails == 0 ? 1 : CATASTROPHE_SHARE;
        return segments == 0
                ? new Shares(each, 0, catastrophe)
                : new Shares(each / 2, each / 2 / segments, catastrophe);
    }
}
