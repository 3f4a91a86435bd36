package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Decision.Change;
import java.time.Instant;
import java.util.Objects;

/** Makes the decisions of one model's state at one instant, with ids and revisions that follow from the state. */
record DecisionMaker(ModelState state, Instant at) {

    Decision start(Plan plan, String reason) {
        return decision(
                Action.START,
                plan.name(),
                null,
                RolloutState.BASELINE_STAGE,
                true,
                null,
                plan.submittedBy(),
                reason,
                new Change.Started(plan));
    }

    Decision advance(Action action, String by, String verdictId, String reason, Change change) {
        RolloutState rollout = state.rollout();
        String next = rollout.nextStage().orElseThrow().name();
        return decision(action, rollout.plan().name(), rollout.stageName(), next, true, verdictId, by, reason, change);
    }

    Decision end(Action action, String by, String verdictId, String reason) {
        RolloutState rollout = state.rollout();
        return decision(action, rollout.plan().name(), rollout.stageName(), null, true, verdictId, by, reason, null);
    }

    Decision stay(Action action, String by, String verdictId, String reason) {
        return stay(action, by, verdictId, reason, null);
    }

    Decision stay(Action action, String by, String verdictId, String reason, Change change) {
        RolloutState rollout = state.rollout();
        String stage = rollout.stageName();
        return decision(action, rollout.plan().name(), stage, stage, false, verdictId, by, reason, change);
    }

    Decision kill(Action action, String by, String reason) {
        return aside(action, true, null, by, reason, null);
    }

    /** Back to the variant that the last promotion replaced. */
    Decision back(String by, String reason) {
        return aside(Action.ROLLBACK, true, null, by, reason, null);
    }

    /** A rule that is set or removed; one that is so already makes no new table. */
    Decision rule(String by, String verdictId, String reason, RuleChange rule) {
        boolean reroutes = !Objects.equals(state.rules().variantOf(rule), rule.variant());
        return aside(Action.OVERRIDE, reroutes, verdictId, by, reason, new Change.Ruled(rule));
    }

    /** A drill as it is from now on. */
    Decision drill(String by, String reason, Drill drill, boolean reroutes) {
        return aside(
                Action.DRILL,
                reroutes,
                null,
                by,
                reason,
                new Change.Drilled(state.drills().with(drill)));
    }

    /** Id of the next decision. */
    String nextId() {
        return state.model() + "-d" + (state.decisions() + 1);
    }

    Decision refuse(String by, String reason) {
        RolloutState rollout = state.rollout();
        String stage = state.isActive() ? rollout.stageName() : null;
        String name = rollout == null ? null : rollout.plan().name();
        return decision(Action.REFUSE, name, stage, stage, false, null, by, reason, null);
    }

    /** Beside the way of a rollout: it stays where it is, if there is one. */
    private Decision aside(Action action, boolean reroutes, String verdictId, String by, String reason, Change change) {
        RolloutState rollout = state.rollout();
        String stage = state.isActive() ? rollout.stageName() : null;
        String name = state.isActive() ? rollout.plan().name() : null;
        return decision(action, name, stage, stage, reroutes, verdictId, by, reason, change);
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
            Change change) {
        return new Decision(
                nextId(),
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
                change);
    }
}
