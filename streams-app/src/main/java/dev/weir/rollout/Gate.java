package dev.weir.rollout;

import java.time.Instant;

/**
 * How far the webhook of a stage has been asked.
 *
 * @param step  what became of it last
 * @param asked questions so far
 * @param next  instant from which the next question may be put, or since which the last one stands
 */
public record Gate(Step step, int asked, Instant next) {
    /** What became of a question. */
    public enum Step {
        ASKED,
        PASSED,
        HELD
    }

    /** Whether an answer is waited for. */
    public boolean isOpen() {
        return step == Step.ASKED;
    }
}
