package dev.weir.statistics.drift;

import java.util.List;

/**
 * What a window of time says of all features.
 *
 * @param judged      the features that were compared, in the order of the input
 * @param withoutData names of those with an empty window or reference; nothing is known of them, which is not to say
 *                    that they are well
 */
public record DriftFindings(List<FeatureDrift> judged, List<String> withoutData) {
    public DriftFindings {
        judged = List.copyOf(judged);
        withoutData = List.copyOf(withoutData);
    }

    /** Returns the names of the features that drifted. */
    public List<String> drifted() {
        return judged.stream()
                .filter(FeatureDrift::drifted)
                .map(FeatureDrift::feature)
                .toList();
    }
}
