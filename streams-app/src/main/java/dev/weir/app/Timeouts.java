package dev.weir.app;

import dev.weir.rollout.Defaults;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The latency above which a model's requests count as timed out, microseconds: that of its running or last rollout. A
 * plan that was submitted besides, and refused, has no say.
 */
record Timeouts(ControlView view) implements ToLongFunction<String> {

    @Override
    public long applyAsLong(String model) {
        Duration timeout =
                view.model(model).flatMap(Timeouts::plan).map(Plan::timeout).orElse(Defaults.TIMEOUT);
        return TimeUnit.NANOSECONDS.toMicros(timeout.toNanos());
    }

    /** The plan whose decision has not been read yet is better than none. */
    private static Optional<Plan> plan(ModelImage image) {
        return Optional.ofNullable(image.state().rollout())
                .map(RolloutState::plan)
                .or(() -> image.plans().stream().findFirst());
    }
}
