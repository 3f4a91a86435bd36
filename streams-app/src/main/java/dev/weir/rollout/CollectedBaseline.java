package dev.weir.rollout;

import java.time.Duration;
import java.time.Instant;

/**
 * What a baseline was like when it had been collected; a figure that cannot be told is null.
 *
 * @param from              instant at which its collection began
 * @param until             instant at which it ended
 * @param requests          requests that are evidence
 * @param errorRate         share of them that failed, in [0, 1]
 * @param timeoutRate       share of them that timed out, in [0, 1]
 * @param requestsPerSecond evidence per second
 * @param latencyP50Micros  median latency, microseconds
 * @param latencyP95Micros  95 % quantile of the latency, microseconds
 * @param latencyP99Micros  99 % quantile of the latency, microseconds
 */
public record CollectedBaseline(
        Instant from,
        Instant until,
        long requests,
        Double errorRate,
        Double timeoutRate,
        Double requestsPerSecond,
        Double latencyP50Micros,
        Double latencyP95Micros,
        Double latencyP99Micros) {
    /** Age at which it is said to be stale: a week has gone through every hour and day once. */
    public static final Duration STALE_AFTER = Duration.ofDays(7);

    /** Whether so much time has passed that traffic may have become another. */
    public boolean isStale(Instant now) {
        return Duration.between(until, now).compareTo(STALE_AFTER) > 0;
    }
}
