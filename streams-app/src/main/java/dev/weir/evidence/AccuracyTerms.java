package dev.weir.evidence;

import java.time.Duration;

/**
 * What the accuracy of a variant in charge is held to.
 *
 * @param deployed        accuracy at deployment, above 0 and at most 1; null to measure it on the first labels
 * @param referenceLabels labels on which it is measured, at least 100
 * @param tolerance       loss that does not matter, 0 or more, e.g. 0.01 for one point
 * @param leastShare      share of the deployed accuracy below which a model has to be trained again, above 0 and below 1
 * @param labelHorizon    time labels are waited for; what comes later is no evidence, above 0
 * @param recentLabels    labels over which the present accuracy is shown, at least 100
 */
public record AccuracyTerms(
        Double deployed,
        long referenceLabels,
        double tolerance,
        double leastShare,
        Duration labelHorizon,
        long recentLabels) {

    /** Labels of a day, one point, and the rule of five percent. */
    public static final AccuracyTerms STANDARD =
            new AccuracyTerms(null, 1_000, 0.01, 0.95, Duration.ofHours(24), 1_000);

    /** The lowest accuracy that can be watched: below it there is nothing to lose. */
    public static final double LOWEST = 0.02;

    /** Fewest labels from which an accuracy can be told. */
    public static final long FEWEST_LABELS = 100;
}
