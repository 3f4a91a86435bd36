package dev.weir.verdict;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How many requests of both variants a stage is expected to take.
 *
 * @param candidateBps traffic of the candidate, basis points
 * @param needs        one entry a guardrail
 */
public record StageForecast(int candidateBps, List<Need> needs) {
    /** One stage in ten takes more than this many times its expected requests. */
    public static final double UNLUCKY = 2.3;

    private static final double MILLIS = 1_000;

    /**
     * What one guardrail takes.
     *
     * @param guardrail the guardrail
     * @param toProve   requests after which half of all candidates like the baseline are proved within it; null if none
     *                  ever is, as without any failures and without a floor
     * @param toDetect  requests after which half of all candidates with a harm are rolled back
     */
    public record Need(Guardrail guardrail, Long toProve, List<Detection> toDetect) {
        public Need {
            toDetect = List.copyOf(toDetect);
        }
    }

    /**
     * What it takes to find a harm.
     *
     * @param ratio    candidate over baseline
     * @param requests requests needed; null if that harm is within the limit
     */
    public record Detection(double ratio, Long requests) {}

    /**
     * Another way to plan.
     *
     * @param kind         what would be different
     * @param candidateBps traffic of the candidate then, basis points
     * @param requests     requests that the stage would take; of a longer shadow the pairs
     */
    public record Proposal(Kind kind, int candidateBps, long requests) {
        /** What would be different, most harmless first. */
        public enum Kind {
            /** Proof from copies of requests, before the candidate answers anybody. */
            LONGER_SHADOW,
            /** More of the traffic from the start. */
            HIGHER_WEIGHT,
            /** Advance within a wider ratio; rolled back is beyond the same limit as before. */
            WIDER_ADVANCE_RATIO
        }

        /** The proposal in words. */
        public String text() {
            return switch (kind) {
                case LONGER_SHADOW -> "a shadow stage of " + Figures.about(requests) + " pairs before";
                case HIGHER_WEIGHT ->
                    "a weight of " + candidateBps / 100 + " % (" + Figures.about(requests) + " requests)";
                case WIDER_ADVANCE_RATIO ->
                    "advanceRatio 5 with the limits as they are (" + Figures.about(requests) + " requests)";
            };
        }
    }

    public StageForecast {
        needs = List.copyOf(needs);
    }

    /** Requests until every guardrail is proved; null if one never is. 0 without guardrails. */
    public Long requests() {
        long most = 0;
        for (Need need : needs) {
            if (asks(need) && need.toProve() == null) {
                return null;
            }
            most = asks(need) ? Math.max(most, need.toProve()) : most;
        }
        return most;
    }

    /** Requests until a metric's guardrail is proved; null if it never is or none watches the metric. */
    Long toProve(Metric metric) {
        for (Need need : needs) {
            if (need.guardrail().metric() == metric) {
                return need.toProve();
            }
        }
        return null;
    }

    /** The guardrail that takes longest; empty without guardrails. */
    public Optional<Need> slowest() {
        return needs.stream()
                .filter(StageForecast::asks)
                .max(Comparator.comparing(Need::toProve, Comparator.nullsLast(Comparator.naturalOrder())));
    }

    /** Advance does not wait for what only warns. */
    private static boolean asks(Need need) {
        return need.guardrail().action() != Guardrail.Action.WARN;
    }

    /** Time that so many requests take at a rate; null where there is none. */
    public static Duration time(long requests, double perSecond) {
        return perSecond > 0 ? Duration.ofMillis(Math.round(requests * MILLIS / perSecond)) : null;
    }
}
