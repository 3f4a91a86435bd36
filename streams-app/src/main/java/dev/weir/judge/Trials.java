package dev.weir.judge;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.StageStart;
import dev.weir.evidence.Trial;
import dev.weir.evidence.TrialRules;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState;
import dev.weir.rollout.Stage;
import java.util.List;

/** Puts plans and stages in the terms of the evidence. */
final class Trials {
    private static final double FEWEST_BLOCKS = 20;
    private static final double MOST_BLOCKS = 1_000_000;
    private static final double REQUESTS_IN_A_BLOCK = 5;
    private static final long SHORTEST_STAGE_SECONDS = 60;

    private Trials() {}

    static TrialRules rules(Plan plan) {
        return new TrialRules(
                plan.baseline(),
                plan.candidate(),
                plan.segments(),
                plan.evidencePerUnit(),
                plan.warmup().toMillis());
    }

    /** The start of the stage that a decision has led to. */
    static StageStart start(RolloutState rollout, Decision decision, Trial before) {
        Plan plan = rollout.plan();
        List<Guardrail> guardrails = rollout.stage().map(plan::guardrailsOf).orElse(plan.guardrails());
        double blocks = rollout.stage()
                .map(stage -> blocks(stage, plan.candidateBps(stage), before, decision))
                .orElse(FEWEST_BLOCKS);
        return new StageStart(
                rollout.stageIndex(), decision.revision(), decision.at().toEpochMilli(), guardrails, blocks);
    }

    /** Blocks a stage is expected to bring at the rate at which the baseline was collected. */
    private static double blocks(Stage stage, int candidateBps, Trial before, Decision decision) {
        long from = before.starts().get(0).sinceMillis();
        long until = before.starts().stream()
                .filter(start -> start.stage() != StageStart.BASELINE)
                .findFirst()
                .map(StageStart::sinceMillis)
                .orElse(decision.at().toEpochMilli());
        long collectedMillis = Math.max(1_000, until - from);
        double perSecond = before.collected().calls() * 1_000.0 / collectedMillis;
        double seconds = Math.max(SHORTEST_STAGE_SECONDS, stage.minDuration().toSeconds());
        int smallerBps = Math.min(candidateBps, Stage.FULL_BPS - candidateBps);
        double byRequests = seconds * perSecond * smallerBps / Stage.FULL_BPS / REQUESTS_IN_A_BLOCK;
        double byTime = seconds * Math.max(1, before.windows().size());
        return Math.min(MOST_BLOCKS, Math.max(FEWEST_BLOCKS, Math.min(byRequests, byTime)));
    }
}
