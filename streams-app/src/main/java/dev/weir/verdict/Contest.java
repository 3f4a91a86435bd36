package dev.weir.verdict;

import dev.weir.evidence.ArmOutcomes;
import dev.weir.evidence.ExperimentMetric;
import dev.weir.statistics.Interval;
import dev.weir.statistics.sequential.AbComparison;
import dev.weir.statistics.sequential.ArmSample;
import dev.weir.statistics.sequential.DifferenceEstimate;
import dev.weir.statistics.sequential.NormalMixture;
import dev.weir.statistics.sequential.StratifiedDifference;
import dev.weir.statistics.sequential.StratifiedDifference.Stratum;
import dev.weir.window.OutcomeTally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two variants compared by one metric, stratum by stratum.
 *
 * @param metric    what they are compared by
 * @param baseline  outcomes of the baseline, in what is counted
 * @param candidate outcomes of the candidate
 * @param estimate  the difference in the units that are compared, more being better; null before there is enough
 * @param interval  its bounds, likewise; null with the estimate
 * @param logE      natural log of the evidence against no difference, at every look; null without and of one planned look
 * @param pValue    p-value of no difference at one planned look; null in every other
 * @param state     where it stands
 */
record Contest(
        ExperimentMetric metric,
        ArmSample baseline,
        ArmSample candidate,
        DifferenceEstimate estimate,
        Interval interval,
        Double logE,
        Double pValue,
        AbComparison.State state) {

    /** Compared at every look, with bounds that hold at all of them together. */
    static Contest always(
            List<ArmOutcomes> strata, ExperimentPlanner planner, boolean byUnit, double alpha, boolean isOver) {
        Optional<DifferenceEstimate> estimate = estimate(strata, planner, byUnit);
        double effect = planner.effect();
        // At the planned size the estimate has this variance, whatever that size is: so it is known before the first
        // look.
        NormalMixture mixture = NormalMixture.narrowestAt(effect * effect / planner.detectable(), alpha);
        AbComparison compared = AbComparison.of(estimate, mixture, alpha, effect, isOver);
        return contest(
                strata, planner.metric(), estimate, compared.interval(), compared.logE(), null, compared.state());
    }

    /** Compared once. */
    static Contest once(List<ArmOutcomes> strata, ExperimentPlanner planner, boolean byUnit, double alpha) {
        Optional<DifferenceEstimate> estimate = estimate(strata, planner, byUnit);
        if (estimate.isEmpty()) {
            return contest(strata, planner.metric(), estimate, null, null, null, AbComparison.State.INCONCLUSIVE);
        }
        PlannedLook look = new PlannedLook(estimate.get());
        Interval interval = look.interval(alpha);
        AbComparison.State state = AbComparison.State.INCONCLUSIVE;
        if (look.isEquivalent(planner.effect(), alpha)) {
            state = AbComparison.State.TIE;
        } else if (interval.lower() > 0) {
            state = AbComparison.State.B_WINS;
        } else if (interval.upper() < 0) {
            state = AbComparison.State.A_WINS;
        }
        return contest(strata, planner.metric(), estimate, interval, null, look.pValue(), state);
    }

    /** Not compared yet. */
    static Contest before(List<ArmOutcomes> strata, ExperimentMetric metric, boolean isOver) {
        return contest(
                strata,
                metric,
                Optional.empty(),
                null,
                null,
                null,
                isOver ? AbComparison.State.INCONCLUSIVE : AbComparison.State.RUNNING);
    }

    private static Contest contest(
            List<ArmOutcomes> strata,
            ExperimentMetric metric,
            Optional<DifferenceEstimate> estimate,
            Interval interval,
            Double logE,
            Double pValue,
            AbComparison.State state) {
        ArmOutcomes all = strata.stream().reduce(ArmOutcomes.NONE, ArmOutcomes::plus);
        return new Contest(
                metric,
                metric.of(all.baseline()).sample(),
                metric.of(all.candidate()).sample(),
                estimate.orElse(null),
                interval,
                logE,
                pValue,
                state);
    }

    private static Optional<DifferenceEstimate> estimate(
            List<ArmOutcomes> strata, ExperimentPlanner planner, boolean byUnit) {
        ExperimentMetric metric = planner.metric();
        List<Stratum> compared = new ArrayList<>();
        for (ArmOutcomes arms : strata) {
            compared.add(new Stratum(
                    metric.of(arms.baseline()).sample(),
                    metric.of(arms.candidate()).sample()));
        }
        Optional<DifferenceEstimate> estimate = metric == ExperimentMetric.SUCCESS
                ? StratifiedDifference.ofProportions(compared, byUnit)
                : StratifiedDifference.ofMeans(compared, byUnit);
        double scale = planner.scale();
        return estimate.map(counted ->
                        new DifferenceEstimate(counted.difference() / scale, counted.variance() / scale / scale))
                .map(better -> metric.moreIsBetter() ? better : better.negated());
    }

    /** Outcomes of the variant that has fewer. */
    long fewest() {
        return Math.min(baseline.n(), candidate.n());
    }

    /** A variant's value as people know it: a rate, a mean, or a geometric mean; null without outcomes. */
    Double value(ArmSample arm) {
        if (arm.n() == 0) {
            return null;
        }
        return switch (metric) {
            case SUCCESS -> arm.mean();
            case REWARD -> arm.mean() / OutcomeTally.MILLIONTHS;
            case LATENCY, COST -> StrictMath.exp(arm.mean() / OutcomeTally.MILLIONTHS);
        };
    }

    /** Bounds of candidate minus baseline or, of times and costs, of candidate over baseline; null without any. */
    Interval shown() {
        if (interval == null || metric.moreIsBetter()) {
            return interval;
        }
        return new Interval(StrictMath.exp(-interval.upper()), StrictMath.exp(-interval.lower()));
    }

    /** Both values, the candidate's first. */
    String values() {
        Double own = value(candidate);
        Double other = value(baseline);
        return metric.key() + " " + (own == null ? "unknown" : AbFigures.value(metric, own)) + " against "
                + (other == null ? "unknown" : AbFigures.value(metric, other));
    }
}
