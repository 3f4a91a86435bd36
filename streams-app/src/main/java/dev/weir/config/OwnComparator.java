package dev.weir.config;

import dev.weir.shadow.Answer;
import dev.weir.shadow.AnswerComparator;
import dev.weir.shadow.Likeness;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A comparator of somebody's own: what it throws must not stop the counting. Answers it fails at are not compared. */
final class OwnComparator implements AnswerComparator {
    private static final Logger LOG = LoggerFactory.getLogger(OwnComparator.class);

    private final String name;
    private final AnswerComparator own;
    private final AtomicBoolean failed = new AtomicBoolean();

    OwnComparator(String name, AnswerComparator own) {
        this.name = name;
        this.own = own;
    }

    @Override
    public Optional<Likeness> compare(Answer baseline, Answer candidate) {
        try {
            Optional<Likeness> likeness = own.compare(baseline, candidate);
            return likeness == null ? Optional.empty() : likeness;
        } catch (RuntimeException e) {
            if (failed.compareAndSet(false, true)) {
                LOG.error("event=comparator-failed class={}", name, e);
            }
            return Optional.empty();
        }
    }
}
