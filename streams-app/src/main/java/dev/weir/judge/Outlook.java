package dev.weir.judge;

import dev.weir.evidence.Trial;
import dev.weir.rollout.Plan;
import dev.weir.rollout.Stage;
import dev.weir.verdict.BaselineFigures;
import dev.weir.verdict.ErrorBudget;
import dev.weir.verdict.StagePlanner;

/** What a stage is expected to take, said as it starts. */
final class Outlook {
    private Outlook() {}

    /** Said after the reason for which a stage starts; nothing where there is nothing to compare with in it. */
    static String of(Stage stage, Plan plan, Trial trial, double requestsPerSecond) {
        int candidateBps = plan.candidateBps(stage);
        if (candidateBps <= 0 || candidateBps >= Stage.FULL_BPS) {
            return "";
        }
        StagePlanner planner = new StagePlanner(
                BaselineFigures.of(trial.collected()), new ErrorBudget(plan.alphaRollback(), plan.alphaAdvance()));
        return "; "
                + planner.outlook(
                        stage.name(), plan.guardrailsOf(stage), candidateBps, requestsPerSecond, stage.maxDuration())
                + Experiments.outlook(plan, stage, trial, requestsPerSecond);
    }
}
