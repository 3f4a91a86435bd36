package dev.weir.local.demo;

import java.time.Duration;

/**
 * How a run goes.
 *
 * @param requestsPerSecond load over both sidecars, above 0
 * @param limit time each rollout has to end
 * @param keep whether everything stays up when the rollouts are over
 */
record DemoOptions(double requestsPerSecond, Duration limit, boolean keep) {

    DemoOptions {
        if (!(requestsPerSecond > 0)) {
            throw new IllegalArgumentException("--rate must be above 0, was " + requestsPerSecond);
        }
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("--limit must be above 0 seconds, was " + limit.toSeconds());
        }
    }
}
