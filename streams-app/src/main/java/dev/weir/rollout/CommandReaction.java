package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;

/**
 * What a person's command leads to.
 *
 * @param latest the latest verdict; null before the first
 */
record CommandReaction(DecisionMaker maker, Verdict latest) {

    Decision to(Command command) {
        return switch (command.verb()) {
            case KILL ->
                maker.state().killSwitch()
                        ? refuse(command, "the kill switch is on already")
                        : killable(command, Action.KILL);
            case UNKILL ->
                maker.state().killSwitch()
                        ? killable(command, Action.UNKILL)
                        : refuse(command, "the kill switch is off already");
            case DRILL, APPROVE, SET_USER, REMOVE_USER, SET_SEGMENT, REMOVE_SEGMENT ->
                refuse(command, "this version of Weir cannot do that yet");
            case PAUSE, RESUME, ADVANCE, ROLLBACK, ABORT, PROMOTE ->
                maker.state().isActive() ? onRollout(command) : refuse(command, noRollout());
        };
    }

    private Decision killable(Command command, Action action) {
        return maker.state().inCharge() == null
                ? refuse(command, maker.state().model() + " has had no rollout: there is nothing to fall back to")
                : maker.kill(action, command.issuedBy(), command.reason());
    }

    private String noRollout() {
        RolloutState last = maker.state().rollout();
        return last == null
                ? maker.state().model() + " has no rollout; submit a plan first"
                : "rollout " + last.plan().name() + " has ended as " + last.status() + "; submit a new plan";
    }

    private Decision onRollout(Command command) {
        boolean paused = maker.state().rollout().status() == Status.PAUSED;
        String by = command.issuedBy();
        return switch (command.verb()) {
            case PAUSE ->
                paused
                        ? refuse(command, "the rollout is paused already")
                        : maker.stay(Action.PAUSE, by, null, command.reason());
            case RESUME ->
                paused
                        ? maker.stay(Action.RESUME, by, null, command.reason())
                        : refuse(command, "the rollout is not paused");
            case ROLLBACK -> maker.end(Action.ROLLBACK, by, null, command.reason());
            case ABORT -> maker.end(Action.ABORT, by, null, command.reason());
            case ADVANCE -> forward(command, false);
            case PROMOTE -> forward(command, true);
            case KILL, UNKILL, DRILL, APPROVE, SET_USER, REMOVE_USER, SET_SEGMENT, REMOVE_SEGMENT ->
                throw new IllegalStateException("not about a rollout: " + command);
        };
    }

    /** Forward by hand is an OVERRIDE in the log, unless all that was missing was a person's word. */
    private Decision forward(Command command, boolean promote) {
        RolloutState rollout = maker.state().rollout();
        String obstacle = obstacle(rollout, promote, command.force());
        if (obstacle != null) {
            return refuse(command, obstacle);
        }
        boolean proved = latest != null && rollout.mayEnd(latest, maker.at());
        String verdictId = latest == null ? null : latest.id();
        if (promote) {
            return maker.end(
                    proved ? Action.PROMOTE : Action.OVERRIDE, command.issuedBy(), verdictId, command.reason());
        }
        return maker.advance(
                proved ? Action.ADVANCE : Action.OVERRIDE, command.issuedBy(), verdictId, command.reason());
    }

    private String obstacle(RolloutState rollout, boolean promote, boolean force) {
        boolean last = rollout.nextStage().isEmpty();
        if (promote && !last) {
            return "the rollout is at " + rollout.stageName()
                    + "; only its last stage can be promoted, none is skipped";
        }
        if (!promote && last) {
            return rollout.stageName() + " is the last stage; promote it";
        }
        if (rollout.stage().isEmpty()) {
            return "the baseline is still collected, and without one there is nothing to compare with";
        }
        if (maker.state().killSwitch()) {
            return "the kill switch is on; turn it off first";
        }
        boolean failing =
                latest != null && latest.checks().stream().anyMatch(check -> check.state() == CheckState.FAIL);
        return failing && !force
                ? "a guardrail fails (" + latest.message() + "); say force with a reason to go on all the same"
                : null;
    }

    private Decision refuse(Command command, String reason) {
        return maker.refuse(command.issuedBy(), command.verb().text() + ": " + reason);
    }
}
