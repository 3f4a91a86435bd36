package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
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
            return Optional.of(new CommandReaction(maker, commanded.latest()).to(commanded.command()));
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
            case START -> {
                boolean again = rollout != null
                        && rollout.plan().name().equals(decision.plan().name());
                int attempt = again ? rollout.attempt() + 1 : 1;
                yield state.withInCharge(decision.plan().baseline())
                        .withRollout(new RolloutState(
                                decision.plan(),
                                attempt,
                                Status.IN_PROGRESS,
                                RolloutState.COLLECTING,
                                at,
                                at,
                                null,
                                null));
            }
            case ADVANCE -> state.withRollout(rollout.enter(rollout.stageIndex() + 1, at));
            case OVERRIDE ->
                decision.toStage() == null
                        ? promoted(state)
                        : state.withRollout(rollout.enter(rollout.stageIndex() + 1, at));
            case PROMOTE -> promoted(state);
            case ROLLBACK -> state.withRollout(rollout.with(Status.ROLLED_BACK, null));
            case ABORT -> state.withRollout(rollout.with(Status.ABORTED, null));
            case PAUSE -> state.withRollout(rollout.with(Status.PAUSED, at));
            case RESUME -> state.withRollout(rollout.resume(at));
            case HOLD -> state.withRollout(rollout.hold(decision.reason()));
            case KILL -> state.withKillSwitch(true);
            case UNKILL -> state.withKillSwitch(false);
            case REFUSE -> state;
        };
    }

    private static ModelState promoted(ModelState state) {
        return state.withInCharge(state.rollout().plan().candidate())
                .withRollout(state.rollout().with(Status.PROMOTED, null));
    }
}
