package dev.weir.rollout;

import dev.weir.evidence.Metric;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Decision.Change;
import dev.weir.verdict.Check;
import dev.weir.verdict.Verdict;
import java.time.Duration;
import java.util.Optional;

/** What becomes of the collection of a baseline: its first stage starts by itself once there is enough to compare with. */
record BaselineReaction(DecisionMaker maker) {
    private static final Duration LEAST_PATIENCE = Duration.ofMinutes(10);

    Optional<Decision> to(Verdict verdict) {
        RolloutState rollout = maker.state().rollout();
        Plan plan = rollout.plan();
        Duration collecting = rollout.inStage(maker.at());
        if (collecting.compareTo(plan.baselineMinDuration()) < 0) {
            return Optional.empty();
        }
        if (verdict.baselineSamples() < plan.baselineMinSamples()) {
            Duration patience = plan.baselineMinDuration().multipliedBy(Defaults.MAX_DURATION_FACTOR);
            boolean late = collecting.compareTo(patience) > 0 && collecting.compareTo(LEAST_PATIENCE) > 0;
            return late && rollout.holding() == null
                    ? Optional.of(maker.stay(
                            Action.HOLD, Decision.WEIR, verdict.id(), Promotion.missing(rollout, verdict, maker.at())))
                    : Optional.empty();
        }
        return maker.state().killSwitch()
                ? Optional.empty()
                : Optional.of(maker.advance(
                        Action.ADVANCE,
                        Decision.WEIR,
                        verdict.id(),
                        verdict.message(),
                        new Change.Collected(figures(rollout, verdict))));
    }

    private CollectedBaseline figures(RolloutState rollout, Verdict verdict) {
        return new CollectedBaseline(
                rollout.stageSince(),
                maker.at(),
                verdict.baselineSamples(),
                figure(verdict, Metric.ERROR_RATE.key()),
                figure(verdict, Metric.TIMEOUT_RATE.key()),
                figure(verdict, Check.REQUESTS_PER_SECOND),
                figure(verdict, Metric.LATENCY_P50.key()),
                figure(verdict, Metric.LATENCY_P95.key()),
                figure(verdict, Check.LATENCY_P99));
    }

    private static Double figure(Verdict verdict, String metric) {
        return verdict.checks().stream()
                .filter(check -> check.metric().equals(metric) && check.segment() == null)
                .findFirst()
                .map(Check::baselineValue)
                .orElse(null);
    }
}
