package dev.weir.verdict;

import java.time.Instant;
import java.util.List;

/**
 * A judgement with its evidence, for one moment.
 *
 * @param id             unique id, the same in every replay
 * @param at             instant of the judgement
 * @param kind           what was judged
 * @param status         the judgement
 * @param recommendation what to do about it
 * @param standing       what the rollout machine may conclude
 * @param message        one sentence for a person, figures in it
 * @param checks         the evidence, one entry a guardrail
 * @param baselineSamples  requests of the baseline that are evidence in this stage
 * @param candidateSamples requests of the candidate that are evidence in this stage
 * @param abStatus       where the experiment stands; null outside one
 */
public record Verdict(
        String id,
        Instant at,
        Kind kind,
        Status status,
        Recommendation recommendation,
        Standing standing,
        String message,
        List<Check> checks,
        long baselineSamples,
        long candidateSamples,
        AbStatus abStatus) {

    /** A judgement outside an experiment. */
    public Verdict(
            String id,
            Instant at,
            Kind kind,
            Status status,
            Recommendation recommendation,
            Standing standing,
            String message,
            List<Check> checks,
            long baselineSamples,
            long candidateSamples) {
        this(id, at, kind, status, recommendation, standing, message, checks, baselineSamples, candidateSamples, null);
    }

    /** Where an experiment stands. */
    public enum AbStatus {
        /** No outcome has come. */
        NOT_STARTED,
        /** Nothing is concluded, and there is time. */
        RUNNING,
        /** Nothing is concluded, and the time is over. */
        INCONCLUSIVE,
        /** The baseline is better. */
        A_WINS,
        /** The candidate is better. */
        B_WINS,
        /** They are as good as each other. */
        TIE
    }

    /** What was judged. */
    public enum Kind {
        BASELINE,
        SHADOW,
        CANARY,
        AB_TEST,
        FULL,
        /** Whether the variant in charge is still as good as when it was deployed. */
        DRIFT,
        /** How units are split between the variants: while that is wrong, nothing else can be judged. */
        SPLIT
    }

    /** The judgement. */
    public enum Status {
        HEALTHY,
        DEGRADED,
        INSUFFICIENT_DATA
    }

    /** What to do about it. */
    public enum Recommendation {
        CONTINUE,
        PROMOTE_TO_CANARY,
        OPTIMIZE_LATENCY,
        INVESTIGATE_DISAGREEMENT,
        FIX_ERRORS,
        ADVANCE,
        ROLLBACK,
        DEPLOY_CANDIDATE,
        KEEP_BASELINE,
        EQUIVALENT,
        ROUTE_BY_SEGMENT,
        INVESTIGATE_SPLIT,
        CLEAN_UP,
        RETRAIN
    }

    /** What the rollout machine may conclude. */
    public enum Standing {
        /**
         * A guardrail whose action is rollback is proved broken, or an experiment is over and its outcome is that the
         * baseline stays.
         */
        BROKEN,
        /** A guardrail whose action is pause is proved broken, or variants are better where others are worse. */
        SUSPECT,
        /** Every guardrail is proved kept, all of them now, and an experiment speaks for going on. */
        PROVED,
        /** Units are not split as the weights say: whatever the comparison says cannot be trusted. */
        MISMATCH,
        /** Nothing has been heard of the baseline for too long: there is nothing to compare with. */
        STALE,
        /** Too many requests came late or are missing: what is there may not be representative. */
        INCOMPLETE,
        /** Nothing is proved. */
        UNDECIDED;

        /** Whether it speaks against the candidate, or against the comparison. */
        public boolean isUrgent() {
            return switch (this) {
                case BROKEN, SUSPECT, MISMATCH -> true;
                case PROVED, UNDECIDED, INCOMPLETE, STALE -> false;
            };
        }
    }

    public Verdict {
        checks = List.copyOf(checks);
    }

    /** The same judgement between two names of one model: a winner there is a false alarm, and nobody wins. */
    public Verdict ofOneModel() {
        boolean won = abStatus == AbStatus.A_WINS || abStatus == AbStatus.B_WINS;
        return !won
                ? this
                : new Verdict(
                        id,
                        at,
                        kind,
                        status,
                        Recommendation.CONTINUE,
                        standing,
                        "A false alarm, since both variants are the same model: " + message,
                        checks,
                        baselineSamples,
                        candidateSamples,
                        AbStatus.INCONCLUSIVE);
    }

    /** The same judgement with another thing to do about it. */
    public Verdict recommending(Recommendation other) {
        return new Verdict(
                id, at, kind, status, other, standing, message, checks, baselineSamples, candidateSamples, abStatus);
    }

    /** The same judgement, said once more. */
    Verdict again(String newId, Instant newAt) {
        return new Verdict(
                newId,
                newAt,
                kind,
                status,
                recommendation,
                standing,
                message,
                checks,
                baselineSamples,
                candidateSamples,
                abStatus);
    }
}
