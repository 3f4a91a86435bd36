package dev.weir.fieldchecks;

import dev.weir.config.PlannedComparator;
import dev.weir.config.RolloutFile;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.Output;
import dev.weir.replay.Assignment;
import dev.weir.replay.Logged;
import dev.weir.replay.Replay;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.verdict.Check;
import dev.weir.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A plan as a user would write it for a short log, and what a replay of it comes to. */
record FieldPlan(Plan plan) {
    private static final String HEAD =
            """
            apiVersion: weir.dev/v1
            kind: Rollout
            metadata: { name: field }
            spec:
              model: field
              baseline: %s
              candidate: %s
              override: { skippedStages: a log of minutes }
              baselineCollection: { minDuration: 0s, minSamples: 100 }
            """;

    /** Half of the traffic until something is proved, within the default limits. */
    static final String CANARY =
            """
              stages:
                - { name: canary-50, weight: 50, minDuration: 1m, maxDuration: 2d }
                - { name: full, weight: 100, minDuration: 1m, maxDuration: 2d }
            """;

    /** Every request copied until something is proved. */
    static final String SHADOW =
            """
              stages:
                - { name: shadow, weight: 0, mirror: 100, minDuration: 1m, maxDuration: 2d }
                - { name: canary-50, weight: 50, minDuration: 1d, maxDuration: 2d }
                - { name: full, weight: 100, minDuration: 1m, maxDuration: 2d }
            """;

    /** Half of the traffic until it is known which variant answers better. */
    static final String AB_TEST =
            """
              stages:
                - { name: ab-test, weight: 50, minDuration: 1m, maxDuration: 2d }
                - { name: full, weight: 100, minDuration: 1m, maxDuration: 2d }
              experiment: { metric: success, minEffect: 0.02, minSamples: 1000 }
            """;

    /** Latency is watched and stops nobody. */
    static final String LATENCY_WARNS =
            """
              guardrails:
                latencyP50: { maxRatio: 100, action: warn }
                latencyP95: { maxRatio: 100, action: warn }
            """;

    /**
     * How a replay ended.
     *
     * @param status    where the rollout stands
     * @param decisive  the last decision
     * @param verdict   the last verdict
     */
    record End(Status status, Decision decisive, Verdict verdict) {
        /** The guardrail that the last decision names, or how the rollout stands. */
        String cause() {
            return verdict.checks().stream()
                    .filter(check -> check.state() == dev.weir.verdict.CheckState.FAIL)
                    .map(Check::metric)
                    .findFirst()
                    .orElse("none");
        }

        String recommendation() {
            return verdict.recommendation().name();
        }

        Check check(String metric) {
            return verdict.checks().stream()
                    .filter(check -> check.metric().equals(metric) && check.segment() == null)
                    .findFirst()
                    .orElseThrow();
        }
    }

    static FieldPlan of(String baseline, String candidate, String... blocks) {
        RolloutFile file = RolloutFile.read(
                HEAD.formatted(baseline, candidate) + String.join("", blocks), Instant.EPOCH, "field-checks");
        return new FieldPlan(file.plan()
                .orElseThrow(() -> new IllegalArgumentException(file.problems().toString())));
    }

    /** Replays a log; stops following at the first rollback, promotion or pause. */
    End replay(List<? extends Logged> log, Assignment assignment) {
        List<Decision> decisions = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        Replay replay = new Replay(
                List.of(plan), JudgeSettings.STANDARD, assignment, PlannedComparator::of, (model, output) -> {
                    boolean over = !decisions.isEmpty()
                            && decisions.get(decisions.size() - 1).action() == Decision.Action.PAUSE;
                    if (over) {
                        return;
                    }
                    if (output instanceof Output.Judged judged) {
                        verdicts.clear();
                        verdicts.add(judged.verdict());
                    } else if (output instanceof Output.Decided decided) {
                        decisions.add(decided.decision());
                    }
                });
        Iterator<? extends Logged> entries = log.iterator();
        replay.play(List.of(() -> entries.hasNext() ? Optional.of(entries.next()) : Optional.empty()));
        return new End(
                replay.snapshot(plan.model()).state().rollout().status(),
                decisions.get(decisions.size() - 1),
                verdicts.isEmpty() ? null : verdicts.get(0));
    }
}
