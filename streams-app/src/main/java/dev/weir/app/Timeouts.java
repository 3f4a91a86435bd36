package dev.weir.app;

import dev.weir.rollout.Defaults;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanRules;
import dev.weir.rollout.RolloutState;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.window.TimeLimits;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long a model's requests may take by its running or last rollout, else by the watch over it. A plan that was submitted
 * besides, and refused, has no say.
 */
record Timeouts(ControlView view) implements Function<String, TimeLimits> {
    private static final TimeLimits STANDARD = TimeLimits.of(Defaults.TIMEOUT);

    @Override
    public TimeLimits apply(String model) {
        return view.model(model)
                .flatMap(Timeouts::plan)
                .map(Plan::timeLimits)
                .or(() -> view.watch(model).map(watch -> TimeLimits.of(watch.timeout())))
                .orElse(STANDARD);
    }

    /** The plan whose decision has not been read yet is better than none, unless it will be refused. */
    private static Optional<Plan> plan(ModelImage image) {
        return Optional.ofNullable(image.state().rollout())
                .map(RolloutState::plan)
                .or(() -> image.plans().stream().findFirst().filter(plan -> PlanRules.problems(plan)
                        .isEmpty()));
    }
}
