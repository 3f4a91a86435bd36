package dev.weir.app;

import dev.weir.event.Bucket;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import dev.weir.shadow.AnswerComparator;
import dev.weir.shadow.Comparators;
import dev.weir.view.ControlView;
import dev.weir.view.ModelImage;
import dev.weir.window.PairRules;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which requests of a model are copied to a shadow by the stage it is in, and how their answers are compared. */
final class Pairings implements Function<String, Optional<PairRules>> {
    private static final Logger LOG = LoggerFactory.getLogger(Pairings.class);

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
                .filter(state -> state.isActive() && !state.killSwitch())
                .filter(state ->
                        state.rollout().stage().filter(Pairings::copies).isPresent())
                .map(state -> rules(model, state));
    }

    private static boolean copies(Stage stage) {
        return stage.kind() == Stage.Kind.SHADOW && stage.mirrorBps() > 0;
    }

    private PairRules rules(String model, ModelState state) {
        RolloutState rollout = state.rollout();
        Plan plan = rollout.plan();
        return new PairRules(
                plan.name(),
                plan.baseline(),
                plan.candidate(),
                state.revision(),
                rollout.stageSince().toEpochMilli(),
                rollout.salt() + Bucket.COPIES,
                rollout.mirrorBps(),
                comparators.computeIfAbsent(plan.shadow(), Pairings::comparator),
                timeouts.apply(model));
    }

    private static AnswerComparator comparator(ShadowTerms terms) {
        return Comparators.named(terms.comparator(), terms.tolerance()).orElseGet(() -> ofClass(terms.comparator()));
    }

    /** A class that cannot be used compares nothing, so that no stage ends by it; why is in the log. */
    private static AnswerComparator ofClass(String name) {
        try {
            AnswerComparator own = Class.forName(name)
                    .asSubclass(AnswerComparator.class)
                    .getDeclaredConstructor()
                    .newInstance();
            return new OwnComparator(name, own);
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            LOG.error("event=comparator-not-loaded class={}", name, e);
            return (baseline, candidate) -> Optional.empty();
        }
    }
}
