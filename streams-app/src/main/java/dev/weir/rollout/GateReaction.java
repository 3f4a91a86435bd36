package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Decision.Change;
import java.util.Optional;

/** What the answer of a stage's webhook leads to; one to a question that is no longer asked leads to nothing. */
record GateReaction(DecisionMaker maker) {

    Optional<Decision> to(Command answer) {
        RolloutState rollout = maker.state().rollout();
        if (rollout == null
                || answer.gate() == null
                || !rollout.question().filter(answer.gate()::equals).isPresent()) {
            return Optional.empty();
        }
        if (answer.verb() == Command.Verb.GATE_PASSED) {
            return Optional.of(step(
                    answer, Gate.Step.PASSED, "the webhook of " + rollout.stageName() + " agrees: " + answer.reason()));
        }
        String again = Spans.text(
                rollout.stage().orElseThrow().webhook().pause(rollout.gate().asked()));
        return Optional.of(step(
                answer,
                Gate.Step.HELD,
                "the webhook of " + rollout.stageName() + " does not agree: " + answer.reason()
                        + "; it is asked again in " + again));
    }

    /** A question put because a verdict proves the stage. */
    Decision ask(Stage stage, String verdictId) {
        return maker.stay(
                Action.HOLD,
                Decision.WEIR,
                verdictId,
                "stage " + stage.name() + " is proved and asks its webhook "
                        + stage.webhook().url(),
                new Change.Gated(Gate.Step.ASKED));
    }

    private Decision step(Command answer, Gate.Step step, String reason) {
        return maker.stay(Action.HOLD, answer.issuedBy(), null, reason, new Change.Gated(step));
    }
}
