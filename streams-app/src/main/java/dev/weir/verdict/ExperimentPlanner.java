package dev.weir.verdict;

import dev.weir.evidence.ExperimentMetric;
import dev.weir.evidence.ExperimentStart;
import dev.weir.statistics.Alternative;
import dev.weir.statistics.NormalTail;
import dev.weir.statistics.fixed.CohensH;
import dev.weir.statistics.sequential.ArmSample;
import dev.weir.window.OutcomeTally;
import java.time.Duration;
import java.util.List;

/**
 * Reckons before an experiment how many outcomes it takes. To plan a size is no test: nothing is decided by it.
 *
 * <p>Of success the outcomes are those of {@link CohensH} for a rate that becomes larger by the smallest effect; of means
 * n = 2 s^2 (z_(alpha/2) + z_(1-power))^2 / effect^2 of each variant, s^2 being the variance of an outcome.
 *
 * @param metric what the variants are compared by
 * @param terms  alpha, power and the smallest effect
 */
public record ExperimentPlanner(ExperimentMetric metric, AbTerms terms) {
    /** Rate of success where none has been seen: the one that takes the most outcomes. */
    private static final double ASSUMED_RATE = 0.5;

    private static final long FEWEST_SEEN = 200;

    /**
     * The plan of an experiment.
     *
     * @param before   requests of the baseline and their outcomes so far
     * @param segments attributes by which it is broken down
     * @param oneLook  whether it is looked at once only
     */
    public ExperimentStart plan(OutcomeTally before, List<String> segments, boolean oneLook) {
        ArmSample seen = metric.of(before).sample();
        boolean isObserved = seen.n() >= FEWEST_SEEN;
        if (metric == ExperimentMetric.SUCCESS) {
            double rate = isObserved ? seen.mean() : ASSUMED_RATE;
            return new ExperimentStart(metric, segments, rates(rate), rate, isObserved, rate * (1 - rate), oneLook);
        }
        if (!isObserved) {
            return new ExperimentStart(metric, segments, terms.minSamples(), null, false, null, oneLook);
        }
        double variance = seen.outcomeVariance() / scale() / scale();
        return new ExperimentStart(metric, segments, means(variance), null, true, variance, oneLook);
    }

    private long rates(double rate) {
        double other = rate + terms.minEffect() <= 1 ? rate + terms.minEffect() : rate - terms.minEffect();
        return CohensH.perVariant(
                        CohensH.effect(rate, Math.max(0, other)),
                        1,
                        terms.alpha(),
                        terms.power(),
                        Alternative.TWO_SIDED)
                .n1();
    }

    /** Outcomes of each variant it takes to see the smallest effect on a mean, at least 1. */
    long means(double variance) {
        double effect = effect();
        return Math.max(1, (long) Math.ceil(2 * variance * detectable() / effect / effect));
    }

    /** (z_(alpha/2) + z_(1-power))^2: squared effect over the variance of its estimate at the planned size. */
    double detectable() {
        double sum = NormalTail.upperQuantile(terms.alpha() / 2) + NormalTail.quantile(terms.power());
        return sum * sum;
    }

    /** The smallest effect in the units that are compared: a share of a time is a difference of its logarithms. */
    double effect() {
        return metric.isTold() ? terms.minEffect() : StrictMath.log1p(terms.minEffect());
    }

    /** What is counted for one of the units that are compared. */
    double scale() {
        return metric == ExperimentMetric.SUCCESS ? 1 : OutcomeTally.MILLIONTHS;
    }

    /** What a plan takes, in words. */
    public String outlook(ExperimentStart start, double requestsPerSecond) {
        Duration time = StageForecast.time(2 * needed(start), requestsPerSecond);
        return "the A/B test needs " + Figures.grouped(needed(start)) + " outcomes of each variant (" + basis(start)
                + ")" + (time == null ? "" : ", at least " + Figures.time(time));
    }

    /** Outcomes of each variant that are planned, or asked for in any case. */
    long needed(ExperimentStart start) {
        return Math.max(start.perVariant(), terms.minSamples());
    }

    private String basis(ExperimentStart start) {
        String basis = start.baseValue() == null
                ? start.isObserved() ? "by the spread seen so far" : "nothing is known of its spread yet"
                : "success " + Figures.percent(start.baseValue()) + (start.isObserved() ? "" : " assumed");
        return basis + ", effect " + AbFigures.effect(metric, terms.minEffect()) + ", alpha "
                + AbFigures.plain(terms.alpha()) + ", power " + AbFigures.plain(terms.power());
    }
}
