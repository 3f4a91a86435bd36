package dev.weir.evidence;

import dev.weir.window.Clusters;
import dev.weir.window.OutcomeTally;
import java.util.Arrays;
import java.util.Optional;

/** What an experiment compares the variants by. */
public enum ExperimentMetric {
    /** Share of answers that were right, by label or success. */
    SUCCESS("success", true),
    /** Mean reward. */
    REWARD("reward", true),
    /** Mean logarithm of the duration, so that variants differ by a factor: that of their geometric means. */
    LATENCY("latency", false),
    /** Mean logarithm of the cost, likewise. */
    COST("cost", false);

    private final String key;
    private final boolean moreIsBetter;

    ExperimentMetric(String key, boolean moreIsBetter) {
        this.key = key;
        this.moreIsBetter = moreIsBetter;
    }

    /** Name in rollout files and topics, e.g. {@code success}. */
    public String key() {
        return key;
    }

    /** Whether more of it is better. */
    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** Whether it comes from outcomes; otherwise every answer carries it. */
    public boolean isTold() {
        return this == SUCCESS || this == REWARD;
    }

    /** Its values in a count. */
    public Clusters of(OutcomeTally tally) {
        return switch (this) {
            case SUCCESS -> tally.successes();
            case REWARD -> tally.rewards();
            case LATENCY -> tally.latencies();
            case COST -> tally.costs();
        };
    }

    /** The metric of that name in rollout files and topics. */
    public static Optional<ExperimentMetric> ofKey(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }
}
