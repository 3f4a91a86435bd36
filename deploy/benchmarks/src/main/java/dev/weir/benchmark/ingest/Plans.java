package dev.weir.benchmark.ingest;

import dev.weir.config.RolloutFile;
import dev.weir.rollout.Plan;
import java.time.Instant;

/** Plans that reach the stage to be measured after a few requests, and stay in it. */
final class Plans {
    private static final String NONE = "";

    private Plans() {}

    /** Returns the stage in which a model is when it is measured. */
    static String stage(Workload workload) {
        return workload.pairs() ? "shadow" : "canary";
    }

    /** Returns the plan of a model. */
    static Plan plan(Workload workload, String model) {
        RolloutFile file = RolloutFile.read(text(workload, model), Instant.now(), "benchmark");
        return file.plan()
                .orElseThrow(() -> new IllegalStateException(file.problems().toString()));
    }

    private static String text(Workload workload, String model) {
        String shadow = "    - { name: shadow, weight: 0, mirror: 100, minDuration: 24h, maxDuration: 90d }\n";
        String experiment = "  experiment: { metric: success }\n";
        return """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: %1$s-%3$s }
                spec:
                  model: %1$s
                  baseline: %2$s
                  candidate: %3$s
                  baselineCollection: { minDuration: 1s, minSamples: 1 }
                  override: { skippedStages: "one stage is measured" }
                  segments: [country]
                %5$s  stages:
                %4$s    - { name: canary, weight: %6$d, minDuration: 24h, maxDuration: 90d }
                    - { name: full, weight: 100, minDuration: 24h, maxDuration: 90d }
                """
                .formatted(
                        model,
                        Traffic.BASELINE,
                        Traffic.CANDIDATE,
                        workload.pairs() ? shadow : NONE,
                        workload.outcomes() ? experiment : NONE,
                        100 / workload.candidateOneIn());
    }
}
