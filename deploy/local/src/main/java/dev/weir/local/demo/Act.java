package dev.weir.local.demo;

import java.util.List;

/**
 * One rollout of the demo and how it should end.
 *
 * @param title what a viewer is told about it
 * @param plan what is submitted
 * @param expectedStatus {@code PROMOTED} or {@code ROLLED_BACK}
 */
record Act(String title, PlanFile plan, String expectedStatus) {

    static final String PROMOTED = "PROMOTED";
    static final String ROLLED_BACK = "ROLLED_BACK";
    static final String CANARY = "canary";

    /** A better model, then a broken build. */
    static List<Act> standard() {
        return List.of(
                new Act("A better model: v1.0 → v2.0", PlanFile.resource("digits-v2.yaml"), PROMOTED),
                new Act("A broken build: v2.0 → v2.1", PlanFile.resource("digits-v2-1.yaml"), ROLLED_BACK));
    }

    /** A user's own plan, which should be promoted. */
    static Act of(PlanFile plan) {
        return new Act(plan.name() + ": " + plan.baseline() + " → " + plan.candidate(), plan, PROMOTED);
    }
}
