package dev.weir.rollout;

import dev.weir.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;

/** What is said around the two ends of a rollout: what is still missing at the start, and what is left to do at the end. */
final class Promotion {
    private Promotion() {}

    /** What is to be kept and what can go once the candidate is in charge; said after the reason. */
    static String notes(ModelState state, Instant at) {
        Plan plan = state.rollout().plan();
        Duration warm = plan.conduct().keepWarm();
        int rules = state.rules().users().size() + state.rules().segments().size();
        return "; "
                + (warm.isZero()
                        ? plan.baseline() + " may be released now"
                        : "keep " + plan.baseline() + " warm for " + Spans.text(warm) + ", until " + at.plus(warm)
                                + ", and its artifact for good")
                + (rules == 0 ? "" : "; " + rules + (rules == 1 ? " rule is" : " rules are") + " removed");
    }

    /** What the collection of a baseline still lacks, and where that comes from. */
    static String missing(RolloutState rollout, Verdict latest, Instant at) {
        Plan plan = rollout.plan();
        long samples = latest == null ? 0 : latest.baselineSamples();
        Duration left = plan.baselineMinDuration().minus(rollout.inStage(at));
        boolean early = !left.isNegative() && !left.isZero();
        boolean few = samples < plan.baselineMinSamples();
        return "the baseline of " + plan.baseline() + " has " + samples + " of " + plan.baselineMinSamples()
                + " requests"
                + (early ? " and " + Spans.text(Duration.ofSeconds(left.toSeconds() + 1)) + " to go" : "")
                + (few
                        ? "; send the traffic of " + plan.model()
                                + " through Weir's sidecars or publish its events, and the first stage starts by itself"
                        : "");
    }
}
