package dev.weir.app;

import dev.weir.judge.OutcomeInterest;
import dev.weir.rollout.ModelState;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.window.OutcomeScope;
import java.util.Optional;
import java.util.function.Function;

/** Which requests of a model wait for their outcome. */
final class OutcomeScopes implements Function<String, Optional<OutcomeScope>> {
    private final ControlView view;
    private final Timeouts timeouts;

    OutcomeScopes(ControlView view) {
        this.view = view;
        this.timeouts = new Timeouts(view);
    }

    @Override
    public Optional<OutcomeScope> apply(String model) {
        ModelState state = view.model(model).map(ModelImage::state).orElse(ModelState.unknown(model));
        return OutcomeInterest.scope(state, view.watch(model).orElse(null), timeouts.apply(model));
    }
}
