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
 * none, terminal     baseline           START: an acceptable plan whose baseline is in charge, kill switch off
 * baseline           first stage        ADVANCE: minimum time and requests are there, kill switch off
 * stage              next stage         ADVANCE: judged PROVED, minimum time and requests are there, its webhook agrees,
 *                                       nobody's approval is asked, not killed
 * last stage         PROMOTED           PROMOTE: as above, where the plan promotes by itself and no segment was taken back
 * last stage         ABORTED            ABORT: as above, of an A/A test
 * any, also paused   ROLLED_BACK        ROLLBACK: judged BROKEN; a person's word; out of time where the plan says so
 * any, also paused   same               OVERRIDE: judged BROKEN for a segment alone, which is taken back alone where the
 *                                       plan says so: once each, {@value Conduct#MOST_ISOLATED} at most
 * running            PAUSED             PAUSE: judged SUSPECT for more than a person went past; a person's word; out of
 *                                       time where the plan says so
 * running            same, says why     HOLD: proved but its webhook is asked, or does not agree, or a person's word is
 *                                       missing, or the kill switch is on, or a segment was taken back; the evidence is
 *                                       incomplete; nothing is heard of the baseline; units are not split as the weights
 *                                       say; the baseline brings too little; full has lasted too long
 * stage              same, says why     HOLD: its webhook answers the question that is asked
 * PAUSED             running            RESUME; the pause does not count as time in the stage, what fails is gone past, and
 *                                       a stage that ran out of time gets all of it again
 * stage, also paused next stage         ADVANCE by a person, not killed; an OVERRIDE unless only that word was missing
 * last, also paused  PROMOTED           PROMOTE by a person, not killed; an OVERRIDE unless only that word was missing
 * stage, also paused as above           APPROVE, which never overrides: judged PROVED, and only a person's word is missing
 * any, also paused   ABORTED            ABORT; the plan is withdrawn
 * PROMOTED           same               ROLLBACK while the variant replaced is kept warm: it is in charge again
 * kill switch off    on, and back       KILL, UNKILL, with or without a rollout
 * any                same               OVERRIDE: a rule of a unit or a segment is set or removed
 * any known model    same, drilled      DRILL, DRILL_LIVE, or due by the plan: a drill begins; Heard: it goes on and ends.
 *                                       Any other decision that makes a table interrupts it
 * </pre>
 *
 * Past a guardrail that fails, ADVANCE and PROMOTE go on only with force and a reason, and so does PROMOTE where a segment was
 * taken back. What is gone past counts anew once the evidence has grown by as much as a proof takes; what is proved broken by a
 * guardrail that rolls back has rolled back, and nothing gets past that. Every other plan and command is REFUSEd with a
 * message; every other verdict, and the answer to a question that is not asked, changes nothing. PROMOTED, ROLLED_BACK and
 * ABORTED are final: the next attempt starts at the baseline. Submitting the plan of the last rollout again changes nothing.
 *
 * <p>Rules that name the candidate end with a rollout that goes back, all of them with a promotion. {@code transitions.txt} of
 * the tests lists every state and signal.
 */
public final class RolloutMachine {
    private RolloutMachine() {}

    /** What a signal leads to: at most one decision. */
    public static Optional<Decision> decide(ModelState state, Signal signal) {
        boolean forced =
                signal instanceof Signal.Commanded person && person.command().force();
        return reaction(state, signal).flatMap(decision -> new DrillGate(state).pass(decision, forced));
    }

    private static Optional<Decision> reaction(ModelState state, Signal signal) {
        DecisionMaker maker = new DecisionMaker(state, signal.at());
        if (signal instanceof Signal.Heard heard) {
            return new DrillReaction(maker).to(heard);
        }
        if (signal instanceof Signal.Submitted submitted) {
            return new PlanReaction(maker).to(submitted.plan());
        }
        if (signal instanceof Signal.WatchAsked asked) {
            return new PlanReaction(maker).to(asked.watch());
        }
        if (signal instanceof Signal.Withdrawn withdrawn) {
            Withdrawal withdrawal = withdrawn.withdrawal();
            return state.isActive()
                    ? Optional.of(maker.end(Action.ABORT, withdrawal.by(), null, withdrawal.sentence()))
                    : Optional.empty();
        }
        if (signal instanceof Signal.Commanded commanded) {
            return new CommandReaction(maker, commanded.latest()).to(commanded.command());
        }
        return new VerdictReaction(maker).to(((Signal.Judged) signal).verdict());
    }

    /** What a decision changes. */
    public static ModelState evolve(ModelState state, Decision decision) {
        ModelState changed = change(state, decision).counted(decision);
        return decision.action() == Action.DRILL || decision.revision() == null
                ? changed
                : changed.withDrills(changed.drills().interrupted(decision.at()));
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
            case ROLLBACK ->
                state.isActive()
                        ? ended(state, Status.ROLLED_BACK)
                        : state.withInCharge(state.warm().variant())
                                .withRules(Rules.NONE)
                                .withWarm(null);
            case ABORT -> ended(state, Status.ABORTED);
            case PAUSE -> state.withRollout(rollout.with(Status.PAUSED, at));
            case RESUME -> state.withRollout(accepting(rollout.resume(at), decision));
            case HOLD -> state.withRollout(held(rollout, decision));
            case KILL -> state.withKillSwitch(true);
            case UNKILL -> state.withKillSwitch(false);
            case DRILL ->
                decision.change() instanceof Change.Drilled drilled ? state.withDrills(drilled.drills()) : state;
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
