package dev.weir.verdict;

import dev.weir.statistics.Interval;
import dev.weir.statistics.NormalTail;
import dev.weir.statistics.fixed.AdjustedPValues;
import dev.weir.statistics.sequential.DifferenceEstimate;

/**
 * The one look at an experiment that was planned to be looked at once, when as many outcomes are there as were planned.
 * What it is about is kept as it was then, so that there is no second look.
 *
 * @param estimate the difference, more being better
 */
record PlannedLook(DifferenceEstimate estimate) {

    /** The interval of the difference with coverage 1 - alpha. */
    Interval interval(double alpha) {
        double half = NormalTail.upperQuantile(alpha / 2) * error();
        return new Interval(estimate.difference() - half, estimate.difference() + half);
    }

    /** The two-sided p-value of no difference. */
    double pValue() {
        return Math.min(1, 2 * NormalTail.survival(Math.abs(estimate.difference()) / error()));
    }

    /** Whether both one-sided tests reject a difference of the margin or more: the interval of 1 - 2 alpha is inside. */
    boolean isEquivalent(double margin, double alpha) {
        Interval inner = interval(2 * alpha);
        return inner.lower() > -margin && inner.upper() < margin;
    }

    /** p-values so that any of them is at most alpha wrongly with probability alpha, in the same order. */
    static double[] together(double[] pValues) {
        return AdjustedPValues.holm(pValues);
    }

    private double error() {
        return Math.sqrt(estimate.variance());
    }
}
