package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Decision.Change;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What a person's command leads to.
 *
 * @param latest the latest verdict; null before the first
 */
record CommandReaction(DecisionMaker maker, Verdict latest) {

    Optional<Decision> to(Command command) {
        if (command.expected() != null && !command.expected().equals(Fingerprint.of(maker.state()))) {
            return Optional.of(refuse(command, "the state has changed since it was looked at; look again"));
        }
        return switch (command.verb()) {
            case KILL ->
                Optional.of(
                        maker.state().killSwitch()
                                ? refuse(command, "the kill switch is on already")
                                : killable(command, Action.KILL));
            case UNKILL ->
                Optional.of(
                        maker.state().killSwitch()
                                ? killable(command, Action.UNKILL)
                                : refuse(command, "the kill switch is off already"));
            case DRILL, DRILL_LIVE -> Optional.of(new DrillReaction(maker).to(command));
            case SET_USER, REMOVE_USER, SET_SEGMENT, REMOVE_SEGMENT -> Optional.of(new RuleReaction(maker).to(command));
            case GATE_PASSED, GATE_HELD -> new GateReaction(maker).to(command);
            case ROLLBACK ->
                Optional.of(
                        maker.state().isActive()
                                ? maker.end(Action.ROLLBACK, command.issuedBy(), null, command.reason())
                                : afterTheEnd(command));
            case PAUSE, RESUME, ADVANCE, ABORT, PROMOTE, APPROVE ->
                Optional.of(maker.state().isActive() ? onRollout(command) : refuse(command, noRollout()));
        };
    }

    private Decision killable(Command command, Action action) {
        return maker.state().inCharge() == null
                ? refuse(command, maker.state().model() + " has had no rollout: there is nothing to fall back to")
                : maker.kill(action, command.issuedBy(), command.reason());
    }

    /** As long as the variant that was replaced is kept warm there is a way back to it, at once. */
    private Decision afterTheEnd(Command command) {
        Warm warm = maker.state().warm();
        if (warm == null || warm.isOver(maker.at())) {
            return refuse(
                    command,
                    noRollout()
                            + (warm == null
                                    ? ""
                                    : "; " + warm.variant() + " need not be warm any more since " + warm.until()));
        }
        return maker.back(
                command.issuedBy(),
                warm.variant() + " is in charge again, " + maker.state().inCharge() + " had replaced it: "
                        + command.reason());
    }

    private String noRollout() {
        RolloutState last = maker.state().rollout();
        return last == null
                ? maker.state().model() + " has no rollout; submit a plan first"
                : "rollout " + last.plan().name() + " has ended as " + last.status() + "; submit a new plan";
    }

    private Decision onRollout(Command command) {
        RolloutState rollout = maker.state().rollout();
        boolean paused = rollout.status() == Status.PAUSED;
        boolean last = rollout.nextStage().isEmpty();
        String by = command.issuedBy();
        return switch (command.verb()) {
            case PAUSE ->
                paused
                        ? refuse(command, "the rollout is paused already")
                        : maker.stay(Action.PAUSE, by, null, command.reason());
            case RESUME ->
                paused
                        ? maker.stay(Action.RESUME, by, null, command.reason(), accepted())
                        : refuse(command, "the rollout is not paused");
            case ABORT -> maker.end(Action.ABORT, by, null, command.reason());
            case ADVANCE -> forward(command, false);
            case PROMOTE -> forward(command, true);
            case APPROVE -> isProved() ? forward(command, last) : refuse(command, unproved());
            case KILL,
                    UNKILL,
                    DRILL,
                    ROLLBACK,
                    DRILL_LIVE,
                    SET_USER,
                    REMOVE_USER,
                    SET_SEGMENT,
                    REMOVE_SEGMENT,
                    GATE_PASSED,
                    GATE_HELD -> throw new IllegalStateException("not about a rollout: " + command);
        };
    }

    /** Forward by hand is an OVERRIDE in the log, unless all that was missing was a person's word. */
    private Decision forward(Command command, boolean promote) {
        RolloutState rollout = maker.state().rollout();
        String obstacle = obstacle(rollout, promote);
        if (obstacle == null && !command.force()) {
            obstacle = overridable(rollout, promote);
        } else if (obstacle == null && !command.hasReason()) {
            obstacle = "force needs a reason; say why it is right to go on all the same";
        }
        if (obstacle != null) {
            return refuse(command, obstacle);
        }
        boolean proved = isProved();
        String verdictId = latest == null ? null : latest.id();
        if (promote) {
            return maker.end(
                    proved ? Action.PROMOTE : Action.OVERRIDE,
                    command.issuedBy(),
                    verdictId,
                    command.reason() + Promotion.notes(maker.state(), maker.at()));
        }
        return maker.advance(
                proved ? Action.ADVANCE : Action.OVERRIDE, command.issuedBy(), verdictId, command.reason(), accepted());
    }

    /** Whether all that is missing is a person's word. */
    private boolean isProved() {
        RolloutState rollout = maker.state().rollout();
        return latest != null
                && rollout.mayEnd(latest, maker.at())
                && !rollout.isGated()
                && maker.state().isolated().isEmpty();
    }

    private String unproved() {
        RolloutState rollout = maker.state().rollout();
        String why = latest == null || !latest.at().isAfter(rollout.stageSince())
                ? "nothing has been judged yet"
                : rollout.isGated() && rollout.mayEnd(latest, maker.at())
                        ? "its webhook has not agreed"
                        : latest.message();
        return rollout.stageName() + " is not proved yet (" + why
                + "); approve it when it is, or advance to go on without proof";
    }

    /** What no force gets past. */
    private String obstacle(RolloutState rollout, boolean promote) {
        boolean last = rollout.nextStage().isEmpty();
        if (promote && !last) {
            return "the rollout is at " + rollout.stageName()
                    + "; only its last stage can be promoted, none is skipped";
        }
        if (!promote && last) {
            return rollout.stageName() + " is the last stage; promote it";
        }
        if (rollout.stage().isEmpty()
                && rollout.holding() != null
                && rollout.holding().startsWith(DrillGate.WAITS)) {
            return "the baseline is there, and the rollout " + rollout.holding();
        }
        if (rollout.stage().isEmpty()) {
            return "the baseline is still collected, and without one there is nothing to compare with; "
                    + Promotion.missing(rollout, latest, maker.at());
        }
        if (maker.state().killSwitch()) {
            return "the kill switch is on; turn it off first";
        }
        return promote && rollout.plan().conduct().aaTest()
                ? "an A/A test compares a model with itself and promotes nothing; abort it, or let it end"
                : null;
    }

    /** What only force gets past. */
    private String overridable(RolloutState rollout, boolean promote) {
        if (!failing().isEmpty()) {
            return "a guardrail fails (" + latest.message() + "); say force with a reason to go on all the same";
        }
        List<String> isolated = maker.state().isolated();
        return promote && !isolated.isEmpty()
                ? rollout.plan().candidate() + " was proved to harm " + String.join(", ", isolated)
                        + ", which would get it; say force with a reason to promote it all the same"
                : null;
    }

    private List<Check> failing() {
        return latest == null
                ? List.of()
                : latest.checks().stream()
                        .filter(check -> check.state() == CheckState.FAIL)
                        .toList();
    }

    /** Who goes on has seen what fails. */
    private Change accepted() {
        List<AcceptedHarm> harms = failing().stream().map(AcceptedHarm::of).toList();
        return harms.isEmpty() ? null : new Change.Accepted(harms);
    }

    private Decision refuse(Command command, String reason) {
        return maker.refuse(command.issuedBy(), command.verb().text() + ": " + reason);
    }
}
