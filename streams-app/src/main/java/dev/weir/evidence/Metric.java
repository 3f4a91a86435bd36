package dev.weir.evidence;

import java.util.Arrays;
import java.util.Optional;

/**
 * A figure of a variant that a guardrail can watch.
 *
 * <p>Rates are compared as shares of requests; the others as quantiles of what each request carried, so that nothing
 * is assumed about the shape of a distribution.
 */
public enum Metric {
    /** Share of requests that failed, timeouts among them. */
    ERROR_RATE("errorRate", 2.0, 0),
    /** Share of requests that took longer than the rollout's timeout. */
    TIMEOUT_RATE("timeoutRate", 2.0, 0),
    /** Median duration, microseconds. */
    LATENCY_P50("latencyP50", 1.2, 0.50),
    /** 95 % quantile of the duration, microseconds. */
    LATENCY_P95("latencyP95", 1.5, 0.95),
    /** Median CPU time of a request, microseconds. */
    CPU("cpu", 1.5, 0.50),
    /** Median memory of a request, bytes. */
    MEMORY("memory", 1.5, 0.50),
    /** Median cost of a request, millionths of its currency. */
    COST("cost", 1.5, 0.50);

    /** Allowance added to the baseline's rate before the ratio applies, where a plan names none. */
    public static final double DEFAULT_FLOOR = 0.0005;

    private final String key;
    private final double defaultMaxRatio;
    private final double quantile;

    Metric(String key, double defaultMaxRatio, double quantile) {
        this.key = key;
        this.defaultMaxRatio = defaultMaxRatio;
        this.quantile = quantile;
    }

    /** Name in rollout files and topics, e.g. {@code errorRate}. */
    public String key() {
        return key;
    }

    /** Largest healthy ratio of candidate to baseline where a plan names none. */
    public double defaultMaxRatio() {
        return defaultMaxRatio;
    }

    /** Whether this is a share of requests; otherwise it is a quantile. */
    public boolean isRate() {
        return quantile == 0;
    }

    /** Quantile compared, in (0, 1); 0 for a rate. */
    public double quantile() {
        return quantile;
    }

    /** The metric of that name in rollout files and topics. */
    public static Optional<Metric> ofKey(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }
}
