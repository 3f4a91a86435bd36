package dev.weir.judge;

import dev.weir.evidence.ExperimentStart;
import dev.weir.evidence.Trial;
import dev.weir.rollout.ExperimentTerms;
import dev.weir.rollout.ExperimentTerms.Method;
import dev.weir.rollout.ExperimentTerms.OnTie;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import dev.weir.verdict.AbTerms;
import dev.weir.verdict.ExperimentPlanner;
import java.time.Instant;

/** Puts the terms of an experiment in those of its evidence and its verdict. */
final class Experiments {
    private Experiments() {}

    /** The experiment of a stage as it is planned when the stage begins; null where it has none. */
    static ExperimentStart start(Plan plan, Stage stage, Trial before) {
        if (!plan.isExperiment(stage)) {
            return null;
        }
        ExperimentTerms terms = plan.experiment();
        return planner(terms)
                .plan(before.outcomes().before(), terms.segments(), terms.method() == Method.FIXED_HORIZON);
    }

    /** What the experiment of a stage takes, in words; empty where it has none. */
    static String outlook(Plan plan, Stage stage, Trial before, double requestsPerSecond) {
        ExperimentStart start = start(plan, stage, before);
        return start == null ? "" : "; " + planner(plan.experiment()).outlook(start, requestsPerSecond);
    }

    /** On which terms the stage that a rollout is in is judged; null where it has no experiment. */
    static AbTerms terms(RolloutState rollout, Instant now) {
        return rollout.stage()
                .filter(rollout.plan()::isExperiment)
                .map(stage -> terms(
                        rollout.plan().experiment(),
                        rollout.inStage(now).compareTo(stage.minDuration()) >= 0,
                        rollout.isOutOfTime(now)))
                .orElse(null);
    }

    private static ExperimentPlanner planner(ExperimentTerms terms) {
        return new ExperimentPlanner(terms.metric(), terms(terms, false, false));
    }

    private static AbTerms terms(ExperimentTerms terms, boolean isLongEnough, boolean isOver) {
        return new AbTerms(
                terms.alpha(),
                terms.power(),
                terms.minEffect(),
                terms.minSamples(),
                terms.onTie() == OnTie.DEPLOY,
                isLongEnough,
                isOver);
    }
}
