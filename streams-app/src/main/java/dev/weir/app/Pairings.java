package dev.weir.app;

import dev.weir.config.PlannedComparator;
import dev.weir.judge.Copying;
import dev.weir.rollout.ShadowTerms;
import dev.weir.shadow.AnswerComparator;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.window.PairRules;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Which requests of a model are copied to a shadow by the stage it is in, and how their answers are compared. */
final class Pairings implements Function<String, Optional<PairRules>> {
    private final ControlView view;
    private final Timeouts timeouts;
    private final Map<ShadowTerms, AnswerComparator> comparators = new ConcurrentHashMap<>();

    Pairings(ControlView view) {
        this.view = view;
        this.timeouts = new Timeouts(view);
    }

    @Override
    public Optional<PairRules> apply(String model) {
        return view.model(model)
                .map(ModelImage::state)
                .flatMap(state -> Copying.rules(
                        state,
                        timeouts.apply(model),
                        terms -> comparators.computeIfAbsent(terms, PlannedComparator::of)));
    }
}
