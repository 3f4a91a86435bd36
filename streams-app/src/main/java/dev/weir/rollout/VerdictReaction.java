package dev.weir.rollout;

import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Standing;
import java.util.Optional;

/** What weighed evidence leads to, and with it the passing of time. */
record VerdictReaction(DecisionMaker maker) {
    private static final String SPLIT = "the split cannot be trusted: ";

    Optional<Decision> to(Verdict verdict) {
        if (!maker.state().isActive()) {
            return Optional.empty();
        }
        RolloutState rollout = maker.state().rollout();
        if (verdict.standing() == Standing.BROKEN) {
            return Optional.of(maker.end(Action.ROLLBACK, Decision.WEIR, verdict.id(), verdict.message()));
        }
        if (rollout.status() == Status.PAUSED) {
            return Optional.empty();
        }
        if (verdict.standing() == Standing.SUSPECT) {
            return Optional.of(maker.stay(Action.PAUSE, Decision.WEIR, verdict.id(), verdict.message()));
        }
        return rollout.stage().isEmpty()
                ? afterBaseline(verdict)
                : afterStage(rollout.stage().get(), verdict);
    }

    private Optional<Decision> afterBaseline(Verdict verdict) {
        Plan plan = maker.state().rollout().plan();
        boolean longEnough = maker.state().rollout().inStage(maker.at()).compareTo(plan.baselineMinDuration()) >= 0;
        if (!longEnough
                || verdict.baselineSamples() < plan.baselineMinSamples()
                || maker.state().killSwitch()) {
            return Optional.empty();
        }
        return Optional.of(maker.advance(Action.ADVANCE, Decision.WEIR, verdict.id(), verdict.message()));
    }

    private Optional<Decision> afterStage(Stage stage, Verdict verdict) {
        RolloutState rollout = maker.state().rollout();
        if (rollout.mayEnd(verdict, maker.at())) {
            boolean last = rollout.nextStage().isEmpty();
            if (maker.state().killSwitch()) {
                return hold(verdict.id(), "the kill switch is on");
            }
            if (stage.approvalRequired()) {
                return hold(
                        verdict.id(),
                        "stage " + stage.name() + " is proved and waits for approval (" + (last ? "promote" : "advance")
                                + ")");
            }
            if (last && !rollout.plan().promoteAutomatically()) {
                return hold(verdict.id(), "stage " + stage.name() + " is proved and waits to be promoted");
            }
            return Optional.of(
                    last
                            ? maker.end(Action.PROMOTE, Decision.WEIR, verdict.id(), verdict.message())
                            : maker.advance(Action.ADVANCE, Decision.WEIR, verdict.id(), verdict.message()));
        }
        if (verdict.standing() == Standing.MISMATCH) {
            // Neither proof nor lack of it means anything: a person has to look, however long it takes.
            boolean isSaid = rollout.holding() != null && rollout.holding().startsWith(SPLIT);
            return isSaid ? Optional.empty() : hold(verdict.id(), SPLIT + verdict.message());
        }
        if (rollout.inStage(maker.at()).compareTo(stage.maxDuration()) > 0) {
            String reason = "stage " + stage.name() + " ran out of time without proof: " + verdict.message();
            // Where the baseline is silent it may be what is broken: nobody is sent back to it without a person's word.
            boolean mayGoBack = verdict.standing() != Standing.STALE;
            return Optional.of(
                    rollout.plan().onNoData() == Plan.NoDataPolicy.ROLLBACK && mayGoBack
                            ? maker.end(Action.ROLLBACK, Decision.WEIR, verdict.id(), reason)
                            : maker.stay(Action.PAUSE, Decision.WEIR, verdict.id(), reason));
        }
        return rollout.holding() == null ? holdBack(verdict) : Optional.empty();
    }

    private Optional<Decision> holdBack(Verdict verdict) {
        return switch (verdict.standing()) {
            case INCOMPLETE -> hold(verdict.id(), "the evidence is incomplete: " + verdict.message());
            // With the kill switch on, nobody is given the baseline by weight.
            case STALE -> maker.state().killSwitch() ? Optional.empty() : hold(verdict.id(), verdict.message());
            case BROKEN, SUSPECT, MISMATCH, PROVED, UNDECIDED -> Optional.empty();
        };
    }

    /** Said when the reason changes, not at every look; what waits for a person is not drowned by what passes. */
    private Optional<Decision> hold(String verdictId, String reason) {
        return reason.equals(maker.state().rollout().holding())
                ? Optional.empty()
                : Optional.of(maker.stay(Action.HOLD, Decision.WEIR, verdictId, reason));
    }
}
