package dev.weir.rollout;

import dev.weir.evidence.Guardrail;
import java.time.Duration;
import java.util.List;

/**
 * One step of a plan after the baseline has been collected.
 *
 * @param name             name, unique in the plan, e.g. {@code canary-5}
 * @param weightBps        traffic of the candidate in basis points, 0 to 10 000
 * @param mirrorBps        share of served requests copied to the candidate in basis points, 0 to 10 000
 * @param minDuration      minimum time in the stage
 * @param maxDuration      time after which the plan's no-data policy applies; at least {@code minDuration}
 * @param minSamples       requests of the candidate that have to be evidence before the stage may end
 * @param approvalRequired whether a person has to approve the end of the stage
 * @param guardrails       guardrails that replace those of the plan, metric by metric
 * @param webhook          another system that has to agree to the end of the stage; null if none
 */
public record Stage(
        String name,
        int weightBps,
        int mirrorBps,
        Duration minDuration,
        Duration maxDuration,
        long minSamples,
        boolean approvalRequired,
        List<Guardrail> guardrails,
        Webhook webhook) {

    /** All of the traffic, in basis points. */
    public static final int FULL_BPS = 10_000;

    public Stage {
        guardrails = List.copyOf(guardrails);
    }

    /** A stage that asks no other system. */
    public Stage(
            String name,
            int weightBps,
            int mirrorBps,
            Duration minDuration,
            Duration maxDuration,
            long minSamples,
            boolean approvalRequired,
            List<Guardrail> guardrails) {
        this(name, weightBps, mirrorBps, minDuration, maxDuration, minSamples, approvalRequired, guardrails, null);
    }

    /** What kind of step a weight is. */
    public enum Kind {
        SHADOW,
        CANARY,
        FULL
    }

    /** The kind of this step, which follows from its weight. */
    public Kind kind() {
        if (weightBps == 0) {
            return Kind.SHADOW;
        }
        return weightBps < FULL_BPS ? Kind.CANARY : Kind.FULL;
    }
}
