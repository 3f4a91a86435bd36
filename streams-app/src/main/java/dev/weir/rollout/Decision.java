package dev.weir.rollout;

import java.time.Instant;
import java.util.List;

/**
 * What was done, by whom and why.
 *
 * @param id        unique id, the same in every replay
 * @param model     logical endpoint
 * @param rollout   name of the rollout; null where there is none
 * @param at        instant of the decision
 * @param action    what was done
 * @param fromStage stage before; null outside a rollout
 * @param toStage   stage after; null outside a rollout and at its end
 * @param revision  revision of the routing table it made; null if routing stays as it is
 * @param verdictId verdict that caused it; null if a person did
 * @param issuedBy  {@link #WEIR}, or the person who asked
 * @param reason    why, with figures
 * @param change    what it changes besides stage and status; null for most
 */
public record Decision(
        String id,
        String model,
        String rollout,
        Instant at,
        Action action,
        String fromStage,
        String toStage,
        Long revision,
        String verdictId,
        String issuedBy,
        String reason,
        Change change) {

    /** Issuer of decisions that follow from evidence. */
    public static final String WEIR = "weir";

    /** How the reason of a HOLD begins where routers assigned more requests than were counted. */
    public static final String INCOMPLETE = "the evidence is incomplete: ";

    /** The same decision with another reason. */
    public Decision because(String newReason) {
        return new Decision(
                id, model, rollout, at, action, fromStage, toStage, revision, verdictId, issuedBy, newReason, change);
    }

    /** The plan that starts; null for every other action. */
    public Plan plan() {
        return change instanceof Change.Started started ? started.plan() : null;
    }

    /** The rule that is set or removed; null where none is. */
    public RuleChange rule() {
        return change instanceof Change.Ruled ruled ? ruled.rule() : null;
    }

    /** What a decision changes besides stage and status. */
    public sealed interface Change {
        /** A plan starts. */
        record Started(Plan plan) implements Change {}

        /** A rule is set or removed. */
        record Ruled(RuleChange rule) implements Change {}

        /** A webhook is asked, or has answered. */
        record Gated(Gate.Step step) implements Change {}

        /** A person went past failing checks. */
        record Accepted(List<AcceptedHarm> harms) implements Change {
            public Accepted {
                harms = List.copyOf(harms);
            }
        }

        /** The baseline has been collected. */
        record Collected(CollectedBaseline baseline) implements Change {}

        /** A drill begins, goes on or ends. */
        record Drilled(Drills drills) implements Change {}
    }

    /** What was done. */
    public enum Action {
        START,
        HOLD,
        ADVANCE,
        ROLLBACK,
        PROMOTE,
        PAUSE,
        RESUME,
        ABORT,
        KILL,
        UNKILL,
        OVERRIDE,
        DRILL,
        REFUSE
    }
}
