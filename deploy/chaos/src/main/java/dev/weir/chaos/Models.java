package dev.weir.chaos;

import dev.weir.config.RolloutFile;
import dev.weir.rollout.Plan;
import java.time.Instant;

/** The models under load and their plans. */
final class Models {
    /** One whose candidates climb and are promoted, or fail and are rolled back, one after the other. */
    static final String CLIMBING = "climbing";

    /** One that stays in its shadow stage. */
    static final String SHADOWED = "shadowed";

    /** One that people give commands to. */
    static final String OPERATED = "operated";

    /** One with an experiment, whose outcomes are joined to its requests. */
    static final String TRIED = "tried";

    /** Models with a rollout. */
    static final int COUNT = 4;

    private Models() {}

    /** A plan whose candidate climbs in seconds. */
    static Plan climbing(int number, String baseline, String candidate) {
        return plan(
                """
                metadata: { name: %s-%d }
                spec:
                  model: %s
                  baseline: %s
                  candidate: %s
                  override: { skippedStages: what is on trial is not the candidate }
                  baselineCollection: { minDuration: 1s, minSamples: 100 }
                  stages:
                    - { name: canary-30, weight: 30, minDuration: 3s, maxDuration: 40s }
                    - { name: full, weight: 100, minDuration: 3s, maxDuration: 40s }
                  onNoData: rollback
                  guardrails: { errorRate: { maxRatio: 6.0 }, timeoutRate: { maxRatio: 20.0 }, latencyP50: { maxRatio: 3.0 }, latencyP95: { maxRatio: 3.0 } }
                """
                        .formatted(CLIMBING, number, CLIMBING, baseline, candidate));
    }

    /** A plan that copies every request, for a day at least. */
    static Plan shadowed() {
        return plan(
                """
                metadata: { name: %s }
                spec:
                  model: %s
                  baseline: v1
                  candidate: v2
                  override: { skippedStages: what is on trial is not the candidate }
                  baselineCollection: { minDuration: 1s, minSamples: 50 }
                  stages:
                    - { name: shadow, weight: 0, mirror: 100, minDuration: 24h }
                    - { name: canary-10, weight: 10, minDuration: 24h }
                    - { name: full, weight: 100, minDuration: 24h }
                  alpha: { rollback: 0.000001 }
                """
                        .formatted(SHADOWED, SHADOWED));
    }

    /** A plan that does nothing by itself. */
    static Plan operated(int number) {
        return plan(
                """
                metadata: { name: %s-%d }
                spec:
                  model: %s
                  baseline: v1
                  candidate: v2
                  override: { skippedStages: what is on trial is not the candidate }
                  baselineCollection: { minDuration: 1s, minSamples: 20 }
                  stages:
                    - { name: canary-1, weight: 1, minDuration: 24h }
                    - { name: canary-10, weight: 10, minDuration: 24h }
                    - { name: full, weight: 100, minDuration: 24h }
                """
                        .formatted(OPERATED, number, OPERATED));
    }

    /** Stage of {@link #tried} in which both variants serve. */
    static final String SPLIT = "split";

    /** A plan with an experiment that concludes nothing: half of the traffic goes either way for a day at least. */
    static Plan tried() {
        return plan(
                """
                metadata: { name: %s }
                spec:
                  model: %s
                  baseline: v1
                  candidate: v2
                  override: { skippedStages: what is on trial is not the candidate }
                  baselineCollection: { minDuration: 1s, minSamples: 50 }
                  stages:
                    - { name: canary-10, weight: 10, minDuration: 24h }
                    - { name: %s, weight: 50, minDuration: 24h }
                    - { name: full, weight: 100, minDuration: 24h }
                  experiment: { metric: success, alpha: 0.000001, minSamples: 1000000 }
                  alpha: { rollback: 0.000001 }
                """
                        .formatted(TRIED, TRIED, SPLIT));
    }

    private static Plan plan(String text) {
        RolloutFile file =
                RolloutFile.read("apiVersion: weir.dev/v1\nkind: Rollout\n" + text, Instant.now(), "operator");
        return file.plan()
                .orElseThrow(() -> new IllegalStateException(file.problems().toString()));
    }
}
