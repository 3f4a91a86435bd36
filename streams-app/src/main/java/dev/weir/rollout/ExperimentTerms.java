package dev.weir.rollout;

import dev.weir.evidence.ExperimentMetric;
import java.util.List;

/**
 * How the variants are compared while each has half of the traffic.
 *
 * @param metric     what they are compared by
 * @param method     how often it is looked at
 * @param alpha      probability of naming a winner where there is none, above 0 and below 1
 * @param power      probability by which a difference as large as minEffect is to be found, above 0 and below 1
 * @param minEffect  smallest difference that matters, above 0: of success a difference of rates, of reward in its own
 *                   units, of latency and cost a share (0.02 is 2 %)
 * @param minSamples outcomes of each variant without which nothing is concluded, at least 1
 * @param onTie      what is done with variants that are as good as each other
 * @param segments   attributes by which the comparison is broken down
 */
public record ExperimentTerms(
        ExperimentMetric metric,
        Method method,
        double alpha,
        double power,
        double minEffect,
        long minSamples,
        OnTie onTie,
        List<String> segments) {

    /** The terms of a section that says nothing more. */
    public static final ExperimentTerms STANDARD = new ExperimentTerms(
            ExperimentMetric.SUCCESS, Method.ALWAYS_VALID, 0.05, 0.8, 0.02, 1_000, OnTie.KEEP, List.of());

    /** How often it is looked at. */
    public enum Method {
        /** All the time, with bounds that hold at every look. */
        ALWAYS_VALID,
        /** Once, when as many outcomes are there as were planned. */
        FIXED_HORIZON
    }

    /** What is done with variants that are as good as each other. */
    public enum OnTie {
        /** The baseline keeps the traffic. */
        KEEP,
        /** The rollout goes on. */
        DEPLOY
    }

    public ExperimentTerms {
        segments = List.copyOf(segments);
    }
}
