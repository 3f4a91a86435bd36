package dev.weir.verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When and on which terms a trial is judged.
 *
 * @param id        id of the verdict
 * @param at        instant of the judgement
 * @param budget    how often Weir may be wrong
 * @param full      whether the candidate is at full
 * @param closing   time after its end at which a second is over as evidence
 * @param complaint why the evidence cannot be trusted; null if it can
 * @param isolated  segments, as {@code key=value}, that have been taken back and are not weighed any more
 * @param agreement how much answers to copied requests have to agree
 * @param experiment on which terms an experiment is judged; null where there is none
 */
public record Occasion(
        String id,
        Instant at,
        ErrorBudget budget,
        boolean full,
        Duration closing,
        String complaint,
        List<String> isolated,
        AgreementTerms agreement,
        AbTerms experiment) {
    public Occasion {
        isolated = List.copyOf(isolated);
    }

    /** An occasion at which every segment is weighed, and without an experiment. */
    public Occasion(
            String id,
            Instant at,
            ErrorBudget budget,
            boolean full,
            Duration closing,
            String complaint,
            AgreementTerms agreement) {
        this(id, at, budget, full, closing, complaint, List.of(), agreement, null);
    }
}
