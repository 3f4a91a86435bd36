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
        Check check = new Check(
                "errorRate",
                null,
                2,
                2,
                0,
                0.01,
                0.02,
                samples,
                samples,
                0.1,
                4.8,
                0.2,
                3.0,
                null,
                null,
                null,
                null,
                state);
        return new Verdict(
                "verdict-at-" + at.getEpochSecond(),
                at,
                Kind.CANARY,
                Status.INSUFFICIENT_DATA,
                Recommendation.CONTINUE,
                standing,
                "errorRate 2.00 % against 1.00 %",
                List.of(check),
                samples,
                samples);
    }
}
