package dev.weir.config;

import dev.weir.rollout.ShadowTerms;
import dev.weir.shadow.AnswerComparator;
import dev.weir.shadow.Comparators;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The comparator that a plan names: one of Weir's own, or a class on the class path. */
public final class PlannedComparator {
    private static final Logger LOG = LoggerFactory.getLogger(PlannedComparator.class);

    private PlannedComparator() {}

    /** The comparator; a class that cannot be used compares nothing, so that no stage ends by it, and is logged. */
    public static AnswerComparator of(ShadowTerms terms) {
        return Comparators.named(terms.comparator(), terms.tolerance()).orElseGet(() -> ofClass(terms.comparator()));
    }

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
