package dev.weir.verdict;

import dev.weir.evidence.ArmOutcomes;
import dev.weir.statistics.sequential.NormalMixture;
import java.time.Duration;

/** How many more outcomes an experiment takes, and how long that is. */
record ExperimentForecast(ExperimentWeighing experiment) {
    private static final double MOST_TIMES = 1e6;
    private static final int HALVINGS = 60;

    /** Outcomes of each variant by which it is expected to be over, all that are there included. */
    long required() {
        Contest contest = experiment.contest();
        long planned = experiment.planner().needed(experiment.start());
        if (experiment.start().hasOneLook() || contest.estimate() == null) {
            return planned;
        }
        boolean isOver =
                switch (contest.state()) {
                    case A_WINS, B_WINS, TIE -> true;
                    case RUNNING, INCONCLUSIVE -> false;
                };
        if (isOver) {
            return Math.max(experiment.terms().minSamples(), contest.fewest());
        }
        return Math.max(experiment.terms().minSamples(), (long) Math.ceil(contest.fewest() * times(contest)));
    }

    /** As many times the outcomes there are as make the interval leave 0, or lie within the smallest effect. */
    private double times(Contest contest) {
        ExperimentPlanner planner = experiment.planner();
        double effect = planner.effect();
        double alpha = experiment.terms().alpha();
        NormalMixture mixture = NormalMixture.narrowestAt(effect * effect / planner.detectable(), alpha);
        double difference = Math.abs(contest.estimate().difference());
        double needed = Math.max(difference, effect - difference);
        double variance = contest.estimate().variance();
        double low = 0;
        double high = StrictMath.log(MOST_TIMES);
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (mixture.halfWidth(variance / StrictMath.exp(middle), alpha) < needed) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return StrictMath.exp(high);
    }

    /** Outcomes of each variant that are still missing, 0 if none. */
    long missing() {
        return Math.max(0, required() - experiment.contest().fewest());
    }

    /** How long they take at the rate at which outcomes came in this stage; null if none came yet. */
    Duration time() {
        double seconds =
                experiment.trial().until() - experiment.trial().current().sinceMillis() / 1_000.0;
        ArmOutcomes all =
                experiment.trial().outcomes().strata().values().stream().reduce(ArmOutcomes.NONE, ArmOutcomes::plus);
        long fewest = Math.min(
                experiment.start().metric().of(all.baseline()).n(),
                experiment.start().metric().of(all.candidate()).n());
        return seconds > 0 && fewest > 0 ? StageForecast.time(missing(), fewest / seconds) : null;
    }
}
