package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
import java.time.Instant;

/** Makes the decisions of one model's state at one instant, with ids and revisions that follow from the state. */
record DecisionMaker(ModelState state, Instant at) {

    Decision start(Plan plan) {
        return decision(
                Action.START,
                plan.name(),
                null,
                RolloutState.BASELINE_STAGE,
                true,
                null,
                plan.submittedBy(),
                plan.candidate() + " on trial against " + plan.baseline(),
                plan);
    }

    Decision advance(Action action, String by, String verdictId, String reason) {
        RolloutState rollout = state.rollout();
        String next = rollout.nextStage().orElseThrow().name();
        return decision(action, rollout.plan().name(), rollout.stageName(), next, true, verdictId, by, reason, null);
    }

    Decision end(Action action, String by, String verdictId, String reason) {
        RolloutState rollout = state.rollout();
        return decision(action, rollout.plan().name(), rollout.stageName(), null, true, verdictId, by, reason, null);
    }

    Decision stay(Action action, String by, String verdictId, String reason) {
        RolloutState rollout = state.rollout();
        String stage = rollout.stageName();
        return decision(action, rollout.plan().name(), stage, stage, false, verdictId, by, reason, null);
    }

    Decision kill(Action action, String by, String reason) {
        RolloutState rollout = state.rollout();
        String stage = state.isActive() ? rollout.stageName() : null;
        String name = state.isActive() ? rollout.plan().name() : null;
        return decision(action, name, stage, stage, true, null, by, reason, null);
    }

    Decision refuse(String by, String reason) {
        RolloutState rollout = state.rollout();
        String stage = state.isActive() ? rollout.stageName() : null;
        String name = rollout == null ? null : rollout.plan().name();
        return decision(Action.REFUSE, name, stage, stage, false, null, by, reason, null);
    }

    private Decision decision(
            Action action,
            String rollout,
            String from,
            String to,
            boolean reroutes,
            String verdictId,
            String by,
            String reason,
            Plan plan) {
        return new Decision(
                state.model() + "-d" + (state.decisions() + 1),
                state.model(),
                rollout,
                at,
                action,
                from,
                to,
                reroutes ? state.revision() + 1 : null,
                verdictId,
                by,
                reason,
                plan);
    }
}
