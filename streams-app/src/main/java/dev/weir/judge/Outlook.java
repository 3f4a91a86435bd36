package dev.weir.judge;

import dev.weir.evidence.Trial;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import dev.weir.verdict.BaselineFigures;
import dev.weir.verdict.StagePlanner;
import java.math.BigDecimal;
import java.util.Locale;

/** What a stage is expected to take, said as it starts. */
final class Outlook {
    private static final double MINUTES_FROM = 120;
    private static final double HOURS_FROM = 7_200;

    private Outlook() {}

    /**
     * The decision with what is expected of the stage it enters, if it enters one.
     *
     * @param before the model's state before the decision
     * @param trial  the evidence by then; null without a running rollout
     */
    static Decision said(Decision decision, ModelState before, Trial trial) {
        boolean enters = decision.toStage() != null
                && before.isActive()
                && trial != null
                && !decision.toStage().equals(decision.fromStage());
        if (!enters) {
            return decision;
        }
        RolloutState rollout = before.rollout();
        double requestsPerSecond = Trials.requestsPerSecond(trial);
        return rollout.nextStage()
                .map(stage -> decision.because(decision.reason() + of(stage, rollout.plan(), trial, requestsPerSecond)))
                .orElse(decision);
    }

    /** Said after the reason for which a stage starts; nothing where there is nothing to compare with in it. */
    private static String of(Stage stage, Plan plan, Trial trial, double requestsPerSecond) {
        if (stage.kind() == Stage.Kind.SHADOW) {
            return pairs(stage, plan, requestsPerSecond);
        }
        int candidateBps = plan.candidateBps(stage);
        if (candidateBps <= 0 || candidateBps >= Stage.FULL_BPS) {
            return "";
        }
        StagePlanner planner = new StagePlanner(BaselineFigures.of(trial.collected()), plan.errorBudget());
        return "; "
                + planner.outlook(
                        stage.name(), plan.guardrailsOf(stage), candidateBps, requestsPerSecond, stage.maxDuration())
                + Experiments.outlook(plan, stage, trial, requestsPerSecond);
    }

    /** How long the fewest pairs take that anything is concluded from, at the rate at which the baseline was collected. */
    private static String pairs(Stage stage, Plan plan, double requestsPerSecond) {
        long fewest = plan.minSamplesOf(stage);
        double perSecond = requestsPerSecond * stage.mirrorBps() / Stage.FULL_BPS;
        String needs = String.format(Locale.ROOT, "; %s needs at least %,d pairs", stage.name(), fewest);
        if (perSecond <= 0) {
            return needs + ", and no request has come";
        }
        return needs
                + String.format(
                        Locale.ROOT,
                        ", about %s at %.3g requests/s of which %s %% are copied",
                        duration(fewest / perSecond),
                        requestsPerSecond,
                        BigDecimal.valueOf(stage.mirrorBps(), 2)
                                .stripTrailingZeros()
                                .toPlainString());
    }

    private static String duration(double seconds) {
        if (seconds < MINUTES_FROM) {
            return (long) Math.ceil(seconds) + " s";
        }
        return seconds < HOURS_FROM
                ? (long) Math.ceil(seconds / 60) + " min"
                : (long) Math.ceil(seconds / 3_600) + " h";
    }
}
