package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
import java.time.Instant;
import java.util.Optional;

/**
 * Nobody is given a candidate whose way back has not been proved: that waits, where the plan asks for it, and is said
 * where it does not.
 */
record DrillGate(ModelState state) {
    /** How the reason of a rollout that waits for a drill begins. */
    static final String WAITS = "waits for a drill: ";

    /**
     * A decision as it may be made.
     *
     * @param forced whether a person goes on all the same
     */
    Optional<Decision> pass(Decision decision, boolean forced) {
        boolean starts = decision.action() == Action.START;
        if (!starts && !isFirstTraffic(decision) || state.drills().isProved(decision.at(), Drills.PROOF)) {
            return Optional.of(decision);
        }
        Plan plan = starts ? decision.plan() : state.rollout().plan();
        if (starts && !plan.conduct().drill().required()) {
            return Optional.of(decision);
        }
        if (starts || !plan.conduct().drill().required() || forced) {
            return Optional.of(decision.because(decision.reason() + "; " + missing(plan, decision.at())));
        }
        DecisionMaker maker = new DecisionMaker(state, decision.at());
        if (!decision.issuedBy().equals(Decision.WEIR)) {
            return Optional.of(maker.refuse(
                    decision.issuedBy(),
                    "advance: " + missing(plan, decision.at()) + ", or say force with a reason to go on all the same"));
        }
        String reason = WAITS + missing(plan, null);
        return reason.equals(state.rollout().holding())
                ? Optional.empty()
                : Optional.of(maker.stay(Action.HOLD, Decision.WEIR, decision.verdictId(), reason));
    }

    private boolean isFirstTraffic(Decision decision) {
        boolean enters = decision.action() == Action.ADVANCE
                || decision.action() == Action.OVERRIDE && decision.rule() == null && decision.toStage() != null;
        RolloutState rollout = state.rollout();
        return enters
                && rollout.candidateBps() == 0
                && rollout.nextStage().filter(stage -> stage.weightBps() > 0).isPresent();
    }

    private String missing(Plan plan, Instant now) {
        String ago = state.drills().passedAt() == null
                ? "the way back has never been drilled"
                : "no drill of the way back has passed in the last 7 days";
        boolean required = plan.conduct().drill().required();
        return (required || now == null ? "" : "warning: ") + ago
                + (required ? ", as the plan asks before " + plan.candidate() + " serves" : "") + "; run weir drill "
                + plan.model();
    }
}
