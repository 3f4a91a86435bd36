package dev.weir.evidence;

import java.util.List;

/**
 * An experiment as it is planned when its stage begins; nothing of it changes any more.
 *
 * @param metric        what the variants are compared by
 * @param segments      attributes by which the comparison is broken down
 * @param perVariant    outcomes of each variant that are planned, at least 1
 * @param baseValue     the baseline's value by which that was reckoned: of a success a rate; null where none is needed
 * @param isObserved    whether that value was observed before, or assumed
 * @param variance      variance of one outcome by which that was reckoned, in squared units; null where none is known
 * @param hasOneLook    whether it is looked at once, when as many outcomes are there as planned, or always
 */
public record ExperimentStart(
        ExperimentMetric metric,
        List<String> segments,
        long perVariant,
        Double baseValue,
        boolean isObserved,
        Double variance,
        boolean hasOneLook) {
    public ExperimentStart {
        segments = segments.stream().distinct().sorted().toList();
        if (perVariant < 1) {
            throw new IllegalArgumentException("perVariant must be at least 1, was " + perVariant);
        }
    }
}
