package dev.weir.rollout;

import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Standing;
import dev.weir.verdict.Verdict.Status;
import java.time.Instant;
import java.util.List;

/** Verdicts as the rollout machine sees them. */
final class VerdictDraft {
    private VerdictDraft() {}

    static Verdict verdict(Standing standing, Instant at, long samples) {
        return verdict(standing, at, samples, CheckState.UNDECIDED);
    }

    static Verdict verdict(Standing standing, Instant at, long samples, CheckState state) {
        return verdict(standing, at, samples, List.of(check(null, state, 0.1)));
    }

    /** A check of errors, in a segment or in all traffic where that is null, with so much evidence of harm. */
    static Check check(String segment, CheckState state, double logHarm) {
        return new Check(
                "errorRate",
                segment,
                2,
                2,
                0,
                0.01,
                0.02,
                Drive.ENOUGH,
                Drive.ENOUGH,
                logHarm,
                4.8,
                0.2,
                3.0,
                null,
                null,
                null,
                null,
                state);
    }

    static Verdict verdict(Standing standing, Instant at, long samples, List<Check> checks) {
        return new Verdict(
                "verdict-at-" + at.getEpochSecond(),
                at,
                Kind.CANARY,
                Status.INSUFFICIENT_DATA,
                Recommendation.CONTINUE,
                standing,
                "errorRate 2.00 % against 1.00 %",
                checks,
                samples,
                samples);
    }
}
