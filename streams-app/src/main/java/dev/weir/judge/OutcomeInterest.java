package dev.weir.judge;

import dev.weir.rollout.ModelState;
import dev.weir.window.OutcomeScope;
import dev.weir.window.TimeLimits;
import java.util.Optional;
import java.util.Set;

/** Which requests of a model wait for their outcome: those of both variants, while a rollout with an experiment runs. */
public final class OutcomeInterest {
    private OutcomeInterest() {}

    /**
     * The scope of a model; empty while nobody asks for outcomes.
     *
     * @param limits how long its requests may take
     */
    public static Optional<OutcomeScope> scope(ModelState state, TimeLimits limits) {
        return Optional.of(state)
                .filter(ModelState::isActive)
                .map(known -> known.rollout().plan())
                .filter(plan -> plan.experiment() != null)
                .map(plan -> new OutcomeScope(Set.of(plan.baseline(), plan.candidate()), limits));
    }
}
