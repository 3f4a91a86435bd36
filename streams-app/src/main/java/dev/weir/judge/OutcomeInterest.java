package dev.weir.judge;

import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.Watch;
import dev.weir.window.OutcomeScope;
import dev.weir.window.TimeLimits;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests of a model wait for their outcome: those of both variants while a rollout runs that asks for outcomes,
 * those of the variant in charge where its accuracy is watched.
 */
public final class OutcomeInterest {
    private OutcomeInterest() {}

    /**
     * The scope of a model; empty while nobody asks for outcomes.
     *
     * @param watch  what is watched without a rollout; null for nothing
     * @param limits how long its requests may take
     */
    public static Optional<OutcomeScope> scope(ModelState state, Watch watch, TimeLimits limits) {
        Set<String> variants = variants(state, watch);
        return variants.isEmpty() ? Optional.empty() : Optional.of(new OutcomeScope(variants, limits));
    }

    private static Set<String> variants(ModelState state, Watch watch) {
        Plan plan = state.rollout() == null ? null : state.rollout().plan();
        if (state.isActive()) {
            boolean asks = plan.experiment() != null || plan.accuracy() != null;
            return asks ? Set.of(plan.baseline(), plan.candidate()) : Set.of();
        }
        if (plan != null && plan.accuracy() != null) {
            return Set.of(state.inCharge());
        }
        return watch == null || watch.accuracy() == null ? Set.of() : Set.of(watch.variant());
    }
}
