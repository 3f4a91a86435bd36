package dev.weir.shadow;

import java.util.Optional;

/**
 * Says how much a candidate's answer is like the baseline's. A class of one's own with a public constructor without
 * arguments is named by its class name in the rollout file.
 *
 * <p>An implementation is called by several threads and must give the same likeness for the same answers at any time.
 */
@FunctionalInterface
public interface AnswerComparator {
    /**
     * How much two answers are alike; empty if neither holds what this compares, so that they say nothing of agreement.
     * Where only one of them does, they differ.
     */
    Optional<Likeness> compare(Answer baseline, Answer candidate);
}
