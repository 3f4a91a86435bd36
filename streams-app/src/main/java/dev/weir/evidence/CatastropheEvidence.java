package dev.weir.evidence;

import dev.weir.statistics.sequential.AbsoluteTest;
import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.List;

/**
 * The fast way back: evidence that the candidate fails more often than any healthy service does, whatever the ratio to
 * the baseline, weighed second by second. It reacts to a handful of failures in a row after any healthy past.
 *
 * <p>Seconds in which the baseline itself is in trouble are not weighed: a shared incident is not the candidate's.
 *
 * @param limit          error rate that is not believed to be healthy, in (0, 1)
 * @param harm           evidence that the candidate fails more often than that
 * @param calls          calls of the candidate weighed in this stage
 * @param errors         errors among them
 * @param recentBaseline the baseline's calls and errors in the last minute of seconds with any, oldest first
 */
public record CatastropheEvidence(
        double limit, ShiryaevMixture harm, long calls, long errors, List<Second> recentBaseline) {
    private static final double LOWEST_LIMIT = 0.10;
    private static final double HIGHEST_LIMIT = 0.5;
    private static final long MEMORY_SECONDS = 60;

    /** Calls and errors of the baseline in one second. */
    public record Second(long second, long calls, long errors) {}

    public CatastropheEvidence {
        recentBaseline = List.copyOf(recentBaseline);
    }

    static CatastropheEvidence none(double limit, double horizonSeconds) {
        return new CatastropheEvidence(
                limit, ShiryaevMixture.start(new AbsoluteTest(limit).size(), horizonSeconds), 0, 0, List.of());
    }

    /** The candidate's error rate in this stage; null before its first call. */
    public Double errorRate() {
        return calls == 0 ? null : (Double) ((double) errors / calls);
    }

    /** The limit for a stage, from the baseline's error rate at its start: min(0.5, max(0.10, 2 rho p, rho p + floor)). */
    static double limit(Guardrail errors, Tally baseline) {
        double rate = baseline.calls() == 0 ? 0 : (double) baseline.errors() / baseline.calls();
        double healthy = errors.maxRatio() * rate;
        return Math.min(HIGHEST_LIMIT, Math.max(LOWEST_LIMIT, Math.max(2 * healthy, healthy + errors.floor())));
    }

    CatastropheEvidence enter(double newLimit, double horizonSeconds) {
        return new CatastropheEvidence(newLimit, harm.withHorizon(horizonSeconds), 0, 0, recentBaseline);
    }

    /** The evidence with one more second of requests that may be evidence. */
    CatastropheEvidence weigh(long second, Tally candidate, Tally baseline) {
        List<Second> recent = new ArrayList<>(recentBaseline);
        recent.removeIf(past -> second - past.second() >= MEMORY_SECONDS);
        if (baseline.calls() > 0) {
            recent.add(new Second(second, baseline.calls(), baseline.errors()));
        }
        if (candidate.calls() == 0 || isBaselineInTrouble(recent, baseline)) {
            return new CatastropheEvidence(limit, harm, calls, errors, recent);
        }
        double[] logEValues = new AbsoluteTest(limit).logEValues(candidate.calls(), candidate.errors());
        return new CatastropheEvidence(
                limit, harm.times(logEValues), calls + candidate.calls(), errors + candidate.errors(), recent);
    }

    private boolean isBaselineInTrouble(List<Second> recent, Tally now) {
        long recentCalls = recent.stream().mapToLong(Second::calls).sum();
        long recentErrors = recent.stream().mapToLong(Second::errors).sum();
        return recentErrors > limit / 2 * recentCalls || now.errors() > limit / 2 * now.calls();
    }
}
