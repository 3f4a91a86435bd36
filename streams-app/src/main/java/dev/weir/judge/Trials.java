package dev.weir.judge;

import dev.weir.evidence.Guardrail;
import dev.weir.evidence.StageStart;
import dev.weir.evidence.Trial;
import dev.weir.evidence.TrialRules;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
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
    private static final double YEAR_SECONDS = 365.25 * 86_400;

    private Trials() {}

    static TrialRules rules(Plan plan) {
        return new TrialRules(
                plan.baseline(),
                plan.candidate(),
                plan.segments(),
                plan.evidencePerUnit(),
                plan.warmup().toMillis());
    }

    /** A trial as a rollout starts. */
    static Trial begin(RolloutState rollout, Decision decision) {
        Plan plan = rollout.plan();
        return Trial.begin(
                rules(plan),
                new StageStart(
                        rollout.stageIndex(),
                        decision.revision(),
                        decision.at().toEpochMilli(),
                        plan.guardrails(),
                        FEWEST_BLOCKS,
                        0,
                        0,
                        0,
                        0));
    }

    /** The start of the stage that a decision has led to. */
    static StageStart start(RolloutState rollout, Decision decision, Trial before) {
        Plan plan = rollout.plan();
        Stage stage = rollout.stage().orElseThrow();
        List<Guardrail> guardrails = plan.guardrailsOf(stage);
        int candidateBps = plan.candidateBps(stage);
        int mirrorBps = stage.kind() == Stage.Kind.SHADOW ? stage.mirrorBps() : 0;
        double expected = requestsPerSecond(before);
        double perSecond = mirrorBps > 0 ? 2 * expected * mirrorBps / Stage.FULL_BPS : expected;
        double blocks = blocksPerSecond(before, mirrorBps > 0 ? Stage.FULL_BPS / 2 : candidateBps, perSecond);
        double seconds = Math.max(SHORTEST_STAGE_SECONDS, stage.minDuration().toSeconds());
        return new StageStart(
                rollout.stageIndex(),
                decision.revision(),
                decision.at().toEpochMilli(),
                guardrails,
                Math.min(MOST_BLOCKS, Math.max(FEWEST_BLOCKS, seconds * blocks)),
                candidateBps,
                perSecond,
                stage.kind() == Stage.Kind.FULL ? Math.max(FEWEST_BLOCKS, YEAR_SECONDS * blocks) : 0,
                mirrorBps,
                Experiments.start(plan, stage, before));
    }

    /**
     * The trial under the table that the kill switch, a rule or a drill has made; while nobody is drawn by weight, nothing
     * is evidence.
     */
    static Trial reroute(Trial trial, ModelState state, Decision decision) {
        return trial.reroute(decision.revision(), decision.at().toEpochMilli(), state.candidateBps());
    }

    /** Evidence to be expected, at the rate at which the baseline was collected; 0 if none was. */
    static double requestsPerSecond(Trial before) {
        return before.evidential() / Math.max(1, before.collectedSeconds());
    }

    /** Every block takes some requests of the smaller arm, and no stratum brings more than one a second. */
    private static double blocksPerSecond(Trial before, int candidateBps, double perSecond) {
        int smallerBps = Math.min(candidateBps, Stage.FULL_BPS - candidateBps);
        double byRequests = perSecond * smallerBps / Stage.FULL_BPS / REQUESTS_IN_A_BLOCK;
        return Math.min(byRequests, Math.max(1, before.windows().own().size()));
    }
}
