package dev.weir.statistics.drift;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.fixed.AdjustedPValues;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * When inputs have drifted: if the change of a feature is large <em>and</em> not by chance.
 *
 * <p>Large: its {@link PopulationStabilityIndex} exceeds its limit for the size of the samples. Not by chance: the
 * p-value of its {@link HomogeneityTest}, adjusted by Holm for the number of features compared, is at most alpha. Either
 * alone misleads: among millions of requests every difference is significant, among hundreds a large one is common.
 *
 * <p>The probability that a window without any drift names a feature is at most alpha. That is per window, and only if
 * each observation is in one window: windows that overlap test the same observations again and again.
 *
 * @param level index that counts as large in large samples, e.g. 0.2; positive and finite
 * @param alpha probability of naming any feature in a window without drift, above 0 and below 1, e.g. 0.01
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record DriftRule(double level, double alpha) {
    public DriftRule {
        Arguments.positive("level", level);
        Arguments.probability("alpha", alpha);
    }

    /**
     * Returns what a window says of its features.
     *
     * @param windows the features of the same window of time; none finds nothing
     */
    public DriftFindings judge(List<FeatureWindow> windows) {
        List<FeatureWindow> compared =
                windows.stream().filter(FeatureWindow::hasData).toList();
        double[] pValues = compared.stream()
                .mapToDouble(window -> HomogeneityTest.test(window.referenceCounts(), window.currentCounts())
                        .pValue())
                .toArray();
        double[] adjusted = AdjustedPValues.holm(pValues);
        List<FeatureDrift> judged = new ArrayList<>();
        for (int i = 0; i < pValues.length; i++) {
            judged.add(judge(compared.get(i), pValues[i], adjusted[i]));
        }
        List<String> withoutData = windows.stream()
                .filter(window -> !window.hasData())
                .map(FeatureWindow::feature)
                .toList();
        return new DriftFindings(judged, withoutData);
    }

    private FeatureDrift judge(FeatureWindow window, double pValue, double adjustedPValue) {
        long[] reference = window.referenceCounts();
        long[] current = window.currentCounts();
        double psi = PopulationStabilityIndex.value(reference, current);
        double limit = PopulationStabilityIndex.limit(
                level,
                reference.length,
                LongStream.of(reference).sum(),
                LongStream.of(current).sum());
        return new FeatureDrift(
                window.feature(),
                psi,
                limit,
                JensenShannonDistance.value(reference, current),
                pValue,
                adjustedPValue,
                psi > limit && adjustedPValue <= alpha);
    }
}
