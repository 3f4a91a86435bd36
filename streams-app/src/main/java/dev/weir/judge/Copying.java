package dev.weir.judge;

import dev.weir.event.Bucket;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.ShadowTerms;
import dev.weir.rollout.Stage;
import dev.weir.shadow.AnswerComparator;
import dev.weir.window.PairRules;
import dev.weir.window.TimeLimits;
import java.util.Optional;
import java.util.function.Function;

/** Which requests of a model are copied to a shadow by the stage it is in, and how their answers are compared. */
public final class Copying {
    private Copying() {}

    /**
     * The rules of a model; empty while none of its requests is copied.
     *
     * @param limits      how long its requests may take
     * @param comparators the comparator that terms name
     */
    public static Optional<PairRules> rules(
            ModelState state, TimeLimits limits, Function<ShadowTerms, AnswerComparator> comparators) {
        return Optional.of(state)
                .filter(ModelState::isActive)
                .filter(known -> !known.killSwitch())
                .filter(known -> known.rollout().stage().filter(Copying::copies).isPresent())
                .map(known -> rules(known.rollout(), known.revision(), limits, comparators));
    }

    private static boolean copies(Stage stage) {
        return stage.kind() == Stage.Kind.SHADOW && stage.mirrorBps() > 0;
    }

    private static PairRules rules(
            RolloutState rollout,
            long revision,
            TimeLimits limits,
            Function<ShadowTerms, AnswerComparator> comparators) {
        Plan plan = rollout.plan();
        return new PairRules(
                plan.name(),
                plan.baseline(),
                plan.candidate(),
                revision,
                rollout.stageSince().toEpochMilli(),
                rollout.salt() + Bucket.COPIES,
                rollout.mirrorBps(),
                comparators.apply(plan.shadow()),
                limits);
    }
}
