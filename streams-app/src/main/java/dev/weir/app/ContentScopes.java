package dev.weir.app;

import dev.weir.judge.ContentInterest;
import dev.weir.rollout.ModelState;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.window.ContentScope;
import java.util.Optional;
import java.util.function.Function;

/** Of which requests of a model it is counted what was asked and answered. */
record ContentScopes(ControlView view) implements Function<String, Optional<ContentScope>> {
    @Override
    public Optional<ContentScope> apply(String model) {
        ModelState state = view.model(model).map(ModelImage::state).orElse(ModelState.unknown(model));
        return ContentInterest.scope(state, view.watch(model).orElse(null));
    }
}
