package dev.weir.statistics.drift;

/**
 * What a window says of one feature.
 *
 * @param feature        its name
 * @param psi            population stability index, how large the change is; in nats, 0 or more
 * @param psiLimit       what the index has to exceed, given the sizes of the samples
 * @param jsDistance     Jensen-Shannon distance, the same on a scale from 0 to 1; for display
 * @param pValue         p-value of the test of homogeneity, whether chance explains the change; 0 to 1
 * @param adjustedPValue the same adjusted by Holm for all features of the window; 0 to 1
 * @param drifted        whether the change is both large and significant
 */
public record FeatureDrift(
        String feature,
        double psi,
        double psiLimit,
        double jsDistance,
        double pValue,
        double adjustedPValue,
        boolean drifted) {}
