package dev.weir.judge;

import dev.weir.rollout.ModelState;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Webhook;
import dev.weir.verdict.Verdict;
import java.util.Optional;

/**
 * What another system is asked before a stage may end.
 *
 * @param id        names the question; the answer carries it, so that one to an earlier question is none
 * @param webhook   where to ask
 * @param model     logical endpoint
 * @param rollout   name of the rollout
 * @param attempt   which attempt of that name it is
 * @param stage     stage that would end
 * @param next      stage that would begin; null where the candidate would be promoted
 * @param baseline  variant in charge
 * @param candidate variant on trial
 * @param verdictId verdict that proves the stage; null where it is not known any more
 * @param message   what that says
 */
public record GateQuestion(
        String id,
        Webhook webhook,
        String model,
        String rollout,
        int attempt,
        String stage,
        String next,
        String baseline,
        String candidate,
        String verdictId,
        String message) {

    /** The question that an answer is waited for; empty where none is. */
    static Optional<GateQuestion> of(ModelState state, Verdict latest) {
        if (!state.isActive()) {
            return Optional.empty();
        }
        RolloutState rollout = state.rollout();
        return rollout.question()
                .map(id -> new GateQuestion(
                        id,
                        rollout.stage().orElseThrow().webhook(),
                        state.model(),
                        rollout.plan().name(),
                        rollout.attempt(),
                        rollout.stageName(),
                        rollout.nextStage().map(Stage::name).orElse(null),
                        rollout.plan().baseline(),
                        rollout.plan().candidate(),
                        latest == null ? null : latest.id(),
                        latest == null ? "" : latest.message()));
    }
}
