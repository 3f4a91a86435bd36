package dev.weir.judge;

import dev.weir.evidence.DriftTerms;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Watch;
import dev.weir.window.ContentScope;
import java.util.Optional;
import java.util.Set;

/**
 * Of which requests of a model it is counted what was asked and answered, to see drift: those of both variants while a rollout
 * runs that asks for it, those of the variant in charge afterwards or without one.
 */
public final class ContentInterest {
    private ContentInterest() {}

    /**
     * The scope of a model; empty while nobody asks.
     *
     * @param watch what is watched without a rollout; null for nothing
     */
    public static Optional<ContentScope> scope(ModelState state, Watch watch) {
        DriftTerms planned = state.rollout() == null
                ? null
                : state.rollout().plan().conduct().drift();
        if (planned != null) {
            Set<String> variants = state.isActive()
                    ? Set.of(
                            state.rollout().plan().baseline(),
                            state.rollout().plan().candidate())
                    : Set.of(state.inCharge());
            return Optional.of(scope(planned, variants));
        }
        return state.isActive() || watch == null || watch.drift() == null
                ? Optional.empty()
                : Optional.of(scope(watch.drift(), Set.of(watch.variant())));
    }

    private static ContentScope scope(DriftTerms terms, Set<String> variants) {
        return new ContentScope(variants, Set.copyOf(terms.features()), terms.predictions());
    }
}
