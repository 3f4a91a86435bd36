package dev.weir.router.proxy.upstream;

import java.time.Duration;

/**
 * When a variant counts as down. A candidate that is down gets no requests but a trial now and then; the baseline serves in
 * its place, and each request counts as the candidate's error.
 *
 * @param failures   calls in a row without an answer after which it is down; default 5
 * @param backOff    time until the first trial; doubled by each trial that fails; default 1 s
 * @param maxBackOff longest time between trials; default 30 s
 * @param path       path that is asked at intervals, and answered by a status below 400 where the variant is well; null to
 *                   ask nothing
 * @param interval   time between two such questions, and in which an answer must come; default 5 s
 */
public record HealthRules(Integer failures, Duration backOff, Duration maxBackOff, String path, Duration interval) {

    /** The defaults. */
    public static final HealthRules DEFAULT = new HealthRules(null, null, null, null, null);

    public HealthRules {
        failures = failures == null ? 5 : failures;
        backOff = backOff == null ? Duration.ofSeconds(1) : backOff;
        maxBackOff = maxBackOff == null ? Duration.ofSeconds(30) : maxBackOff;
        interval = interval == null ? Duration.ofSeconds(5) : interval;
        if (failures < 1) {
            throw new IllegalArgumentException("failures is " + failures + ", must be 1 or more");
        }
        if (backOff.toMillis() < 1 || maxBackOff.compareTo(backOff) < 0) {
            throw new IllegalArgumentException("backOff must be at least 1ms, and maxBackOff no less than backOff");
        }
        if (path != null && !path.startsWith("/")) {
            throw new IllegalArgumentException("path is \"" + path + "\", must begin with /, e.g. /v2/health/ready");
        }
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("interval must be at least 1ms");
        }
    }
}
