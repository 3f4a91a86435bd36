package dev.weir.simulation.rollout;

import dev.weir.config.RolloutFile;
import dev.weir.rollout.Plan;
import java.time.Instant;

/** The plans that are simulated, read as a user's file would be. */
public final class Plans {
    private static final String HEAD =
            """
            apiVersion: weir.dev/v1
            kind: Rollout
            metadata: { name: simulated }
            spec:
              model: simulated
              baseline: v1.0
              candidate: v2.0
              baselineCollection: { minDuration: 0s, minSamples: 1000 }
            """;

    private Plans() {}

    /** One canary with a share of the traffic, then full; the default guardrails. */
    public static Plan canary(double percent) {
        return canary(percent, "");
    }

    /** The same with more lines of the spec, indented by two spaces. */
    public static Plan canary(double percent, String more) {
        return canary(percent, "0s", "90d", more);
    }

    /** The same with a canary that lasts at least so long and is given up after so long. */
    public static Plan canary(double percent, String minDuration, String maxDuration, String more) {
        return read(
                """
                  stages:
                    - { name: canary, weight: %s, minDuration: %s, maxDuration: %s }
                    - { name: full, weight: 100, minDuration: 0s, maxDuration: 90d }
                  holdback: 20
                  override: { skippedStages: "nobody is served by a simulation" }
                """
                                .formatted(percent, minDuration, maxDuration)
                        + more);
    }

    /** The whole way up in stages of given seconds; a stage ends when it is proved, and is given up after ten times that. */
    public static Plan climb(long canary5, long canary25, long half, long full) {
        return read(
                """
                  stages:
                    - { name: canary-5, weight: 5, minDuration: %ds, maxDuration: 90d }
                    - { name: canary-25, weight: 25, minDuration: %ds, maxDuration: 90d }
                    - { name: ab-test, weight: 50, minDuration: %ds, maxDuration: 90d }
                    - { name: full, weight: 100, minDuration: %ds, maxDuration: 90d }
                  holdback: 20
                  override: { skippedStages: "nobody is served by a simulation" }
                """
                        .formatted(canary5, canary25, half, full));
    }

    /** An even split with an experiment of the given terms, then full. */
    public static Plan experiment(String terms) {
        return read(
                """
                  stages:
                    - { name: ab-test, weight: 50, minDuration: 0s, maxDuration: 90d }
                    - { name: full, weight: 100, minDuration: 0s, maxDuration: 90d }
                  holdback: 20
                  override: { skippedStages: "nobody is served by a simulation" }
                  experiment: { %s }
                """
                        .formatted(terms));
    }

    private static Plan read(String spec) {
        RolloutFile file = RolloutFile.read(HEAD + spec, Instant.EPOCH, "simulation");
        return file.plan()
                .orElseThrow(() -> new IllegalArgumentException(file.problems().toString()));
    }
}
