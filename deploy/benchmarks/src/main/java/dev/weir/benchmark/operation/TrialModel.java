package dev.weir.benchmark.operation;

import dev.weir.config.RolloutFile;
import dev.weir.rollout.Plan;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model whose candidate can be broken: healthy, both variants fail once in a hundred requests, and broken, the candidate
 * fails fifteen times as often.
 */
final class TrialModel {

    static final String BASELINE = "v1";
    static final String CANDIDATE = "v2";
    static final String STAGE = "canary-50";

    private static final double HEALTHY_ERRORS = 0.01;
    private static final double BROKEN_ERRORS = 0.15;

    private final String name;
    private final AtomicLong firstBadMicros = new AtomicLong();
    private volatile boolean broken;

    TrialModel(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Returns whether a call of a variant that ends now fails, and notes the first that does so after it was broken. */
    boolean fails(String variant) {
        boolean worse = broken && variant.equals(CANDIDATE);
        boolean fails = ThreadLocalRandom.current().nextDouble() < (worse ? BROKEN_ERRORS : HEALTHY_ERRORS);
        if (fails && worse) {
            firstBadMicros.compareAndSet(0, Delays.nowMicros());
        }
        return fails;
    }

    void breakCandidate() {
        firstBadMicros.set(0);
        broken = true;
    }

    void mend() {
        broken = false;
    }

    /** Returns when the broken candidate failed first, epoch microseconds; 0 if it has not. */
    long firstBadMicros() {
        return firstBadMicros.get();
    }

    /** Returns the plan of a trial: all that is usual, but half of the traffic within seconds. */
    Plan plan(int trial) {
        RolloutFile file = RolloutFile.read(
                """
                apiVersion: weir.dev/v1
                kind: Rollout
                metadata: { name: %s-%d }
                spec:
                  model: %s
                  baseline: %s
                  candidate: %s
                  override: { skippedStages: only the way back is measured }
                  baselineCollection: { minDuration: 1s, minSamples: 100 }
                  stages:
                    - { name: %s, weight: 50, minDuration: 24h }
                    - { name: full, weight: 100, minDuration: 24h }
                """
                        .formatted(name, trial, name, BASELINE, CANDIDATE, STAGE),
                Instant.now(),
                "benchmark");
        return file.plan()
                .orElseThrow(() -> new IllegalStateException(file.problems().toString()));
    }
}
