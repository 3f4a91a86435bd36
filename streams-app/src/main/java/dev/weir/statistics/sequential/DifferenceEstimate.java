package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Products;
import java.util.Optional;

/**
 * The difference of two arms, B minus A, as estimated from enough outcomes for the estimate to be nearly normal.
 *
 * @param difference in the units of the outcomes; finite
 * @param variance   of the difference, in squared units; positive and finite
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record DifferenceEstimate(double difference, double variance) {
    public DifferenceEstimate {
        Arguments.finite("difference", difference);
        Arguments.positive("variance", variance);
    }

    /**
     * Returns the difference of the means of two arms that have enough outcomes.
     *
     * @param byUnit      whether the variance is that of clusters
     * @param independent the variance for independent outcomes
     * @return nothing where the variance is 0 or, by unit, there are too few units to know it
     */
    static Optional<DifferenceEstimate> of(ArmSample a, ArmSample b, boolean byUnit, double independent) {
        if (byUnit && !(a.hasEnoughUnits() && b.hasEnoughUnits())) {
            return Optional.empty();
        }
        double difference = Products.difference(b.sum(), a.n(), a.sum(), b.n()) / a.n() / b.n();
        double variance = byUnit ? ArmSample.clusteredVariance(a, b) : independent;
        return variance > 0 ? Optional.of(new DifferenceEstimate(difference, variance)) : Optional.empty();
    }

    /** Returns the same estimate where less is better: A minus B. */
    public DifferenceEstimate negated() {
        return new DifferenceEstimate(-difference, variance);
    }
}
