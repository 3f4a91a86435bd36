package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Decision.Change;
import dev.weir.rollout.RolloutState.Status;
import java.time.Instant;
import java.util.Optional;

/**
 * The life of a rollout. {@link #decide} says what a signal leads to, {@link #evolve} what a decision changes; both are
 * pure, so that replaying the decisions rebuilds the state without deciding again.
 *
 * <pre>
 * from               to                 when
 * none, terminal     baseline           Submitted: an acceptable plan whose baseline is in charge, kill switch off
 * baseline           first stage        Judged: minimum time and requests are there, kill switch off
 * stage              next stage         Judged PROVED: minimum time and requests are there, no approval asked, not killed
 * last stage         PROMOTED           as above, where the plan promotes by itself
 * any, also paused   ROLLED_BACK        Judged BROKEN; ROLLBACK; running out of time where the plan says so
 * running            PAUSED             Judged SUSPECT; PAUSE; running out of time where the plan says so
 * running            same, says why     Judged, as HOLD: proved but waits for a person, the evidence is incomplete,
 *                                       nothing is heard of the baseline, or units are not split as the weights say
 * PAUSED             running            RESUME; the pause does not count as time in the stage
 * stage, also paused next stage         ADVANCE, not killed; an OVERRIDE unless only a person's word was missing
 * last, also paused  PROMOTED           PROMOTE, not killed; an OVERRIDE unless only a person's word was missing
 * any, also paused   ABORTED            ABORT; the plan is withdrawn
 * kill switch off    on, and back       KILL, UNKILL, with or without a rollout
 * </pre>
 *
 * Past a guardrail that fails, ADVANCE and PROMOTE go on only with force. Every other plan and command is REFUSEd with a
 * message; every other verdict changes nothing. PROMOTED, ROLLED_BACK and ABORTED are final: the next attempt starts at
 * the baseline. Submitting the plan of the last rollout again changes nothing.
 */
public final class RolloutMachine {
    private RolloutMachine() {}

    /** What a signal leads to: at most one decision. */
    public static Optional<Decision> decide(ModelState state, Signal signal) {
        DecisionMaker maker = new DecisionMaker(state, signal.at());
        if (signal instanceof Signal.Submitted submitted) {
            return new PlanReaction(maker).to(submitted.plan());
        }
        if (signal instanceof Signal.Withdrawn) {
            return state.isActive()
                    ? Optional.of(maker.end(Action.ABORT, Decision.WEIR, null, "the plan was deleted"))
                    : Optional.empty();
        }
        if (signal instanceof Signal.Commanded commanded) {
            return new CommandReaction(maker, commanded.latest()).to(commanded.command());
        }
        return new VerdictReaction(maker).to(((Signal.Judged) signal).verdict());
    }

    /** What a decision changes. */
    public static ModelState evolve(ModelState state, Decision decision) {
        return change(state, decision).counted(decision);
    }

    private static ModelState change(ModelState state, Decision decision) {
        RolloutState rollout = state.rollout();
        Instant at = decision.at();
        return switch (decision.action()) {
            case START -> started(state, decision.plan(), at);
            case ADVANCE -> state.withRollout(forward(rollout, decision));
            case OVERRIDE -> {
                if (decision.rule() != null) {
                    yield ruled(state, decision);
                }
                yield decision.toStage() == null ? promoted(state, at) : state.withRollout(forward(rollout, decision));
            }
            case PROMOTE -> promoted(state, at);
            case ROLLBACK -> ended(state, Status.ROLLED_BACK);
            case ABORT -> ended(state, Status.ABORTED);
            case PAUSE -> state.withRollout(rollout.with(Status.PAUSED, at));
            case RESUME -> state.withRollout(accepting(rollout.resume(at), decision));
            case HOLD -> state.withRollout(held(rollout, decision));
            case KILL -> state.withKillSwitch(true);
            case UNKILL -> state.withKillSwitch(false);
            case REFUSE -> state;
        };
    }

    private static ModelState started(ModelState state, Plan plan, Instant at) {
        RolloutState last = state.rollout();
        boolean again = last != null && last.plan().name().equals(plan.name());
        return state.withInCharge(plan.baseline())
                .withRollout(RolloutState.begin(plan, again ? last.attempt() + 1 : 1, at));
    }

    private static RolloutState forward(RolloutState rollout, Decision decision) {
        RolloutState next = accepting(rollout, decision).enter(rollout.stageIndex() + 1, decision.at());
        return decision.change() instanceof Change.Collected collected ? next.collecting(collected.baseline()) : next;
    }

    private static RolloutState accepting(RolloutState rollout, Decision decision) {
        return decision.change() instanceof Change.Accepted accepted ? rollout.accepting(accepted.harms()) : rollout;
    }

    private static RolloutState held(RolloutState rollout, Decision decision) {
        RolloutState held = rollout.hold(decision.reason());
        return decision.change() instanceof Change.Gated gated ? held.gated(gated.step(), decision.at()) : held;
    }

    private static ModelState ruled(ModelState state, Decision decision) {
        ModelState ruled = state.withRules(state.rules().with(decision.rule()));
        boolean byEvidence = decision.verdictId() != null && state.isActive();
        return byEvidence
                ? ruled.withRollout(state.rollout().isolating(decision.rule().about()))
                : ruled;
    }

    /** Nobody is left with a candidate that was taken back, nor at the baseline for the sake of a trial that is over. */
    private static ModelState ended(ModelState state, Status status) {
        Rules rules = state.rules().without(state.rollout().plan().candidate());
        for (String segment : state.isolated()) {
            int equals = segment.indexOf('=');
            rules = rules.with(
                    new RuleChange.OfSegment(segment.substring(0, equals), segment.substring(equals + 1), null));
        }
        return state.withRules(rules).withRollout(state.rollout().with(status, null));
    }

    /** All rules go: they chose between two variants, of which one is in charge now. */
    private static ModelState promoted(ModelState state, Instant at) {
        Plan plan = state.rollout().plan();
        return state.withInCharge(plan.candidate())
                .withRules(Rules.NONE)
                .withWarm(new Warm(plan.baseline(), at.plus(plan.conduct().keepWarm())))
                .withRollout(state.rollout().with(Status.PROMOTED, null));
    }
}
