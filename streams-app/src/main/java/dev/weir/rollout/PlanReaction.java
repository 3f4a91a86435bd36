package dev.weir.rollout;

import java.util.List;
import java.util.Optional;

/** What a submitted plan leads to. */
record PlanReaction(DecisionMaker maker) {

    Optional<Decision> to(Plan plan) {
        RolloutState last = maker.state().rollout();
        if (last != null && last.plan().sameAs(plan)) {
            return Optional.empty();
        }
        List<PlanRules.Problem> problems = PlanRules.problems(plan);
        if (!problems.isEmpty()) {
            return Optional.of(maker.refuse(plan.submittedBy(), "the plan cannot be accepted: " + problems.get(0)));
        }
        if (maker.state().isActive()) {
            String running = "rollout " + last.plan().name() + " is at " + last.stageName();
            return Optional.of(maker.refuse(
                    plan.submittedBy(),
                    last.plan().name().equals(plan.name())
                            ? running
                                    + ", and a plan cannot be changed while it runs; abort it or let it end, then submit"
                                    + " this one"
                            : running + "; abort it or let it end before " + plan.name() + " starts"));
        }
        if (maker.state().inCharge() != null && !maker.state().inCharge().equals(plan.baseline())) {
            return Optional.of(maker.refuse(
                    plan.submittedBy(),
                    maker.state().inCharge() + " is in charge of "
                            + maker.state().model() + ", not " + plan.baseline() + "; write baseline: "
                            + maker.state().inCharge()));
        }
        if (maker.state().killSwitch()) {
            return Optional.of(maker.refuse(
                    plan.submittedBy(),
                    "the kill switch of " + maker.state().model()
                            + " is on, the candidate would never serve; turn it off" + " first"));
        }
        return Optional.of(maker.start(plan, reason(plan)));
    }

    /** A watch changes nothing of a rollout; beside one that runs, or over another variant, it is refused. */
    Optional<Decision> to(Watch watch) {
        if (maker.state().isActive()) {
            return Optional.of(maker.refuse(
                    watch.submittedBy(),
                    "rollout " + maker.state().rollout().plan().name()
                            + " is running; write accuracy or drift into its plan" + " to watch what it promotes"));
        }
        String inCharge = maker.state().inCharge();
        return inCharge == null || inCharge.equals(watch.variant())
                ? Optional.empty()
                : Optional.of(maker.refuse(
                        watch.submittedBy(),
                        inCharge + " is in charge of " + maker.state().model() + ", not " + watch.variant()
                                + "; write variant: " + inCharge));
    }

    /** Who leaves out a step that everybody takes is on record with it. */
    private static String reason(Plan plan) {
        Conduct conduct = plan.conduct();
        List<String> skipped = MandatoryStages.skipped(plan.stages());
        return (conduct.aaTest() ? "A/A test: " : "")
                + plan.candidate() + " on trial against " + plan.baseline()
                + (skipped.isEmpty()
                        ? ""
                        : "; override by " + plan.submittedBy() + ": without " + String.join(", ", skipped)
                                + ", because " + conduct.skippedStages());
    }
}
