package dev.weir.evidence;

import dev.weir.window.Delta;
import java.time.Duration;
import java.util.List;

/**
 * How what is asked and answered is watched for drift.
 *
 * @param features    features and categories that are looked at; none for all
 * @param predictions whether predictions are looked at as well
 * @param window      time whose requests are compared together; a multiple of {@value #UNIT_SECONDS} s, above 0
 * @param minSamples  requests without which a window is not compared, but continued; at least {@value #FEWEST_SAMPLES}
 * @param level       population stability index above which a change counts as large, in large samples; above 0
 * @param alpha       probability of naming any feature in a window without drift, at most; above 0 and below 1
 */
public record DriftTerms(
        List<String> features, boolean predictions, Duration window, long minSamples, double level, double alpha) {
    /** What the length of a window is a multiple of, seconds. */
    public static final int UNIT_SECONDS = Delta.Contents.SPAN_SECONDS;

    /** Fewest requests that are compared. */
    public static final long FEWEST_SAMPLES = 100;

    /** All features and predictions, day by day. */
    public static final DriftTerms STANDARD = new DriftTerms(List.of(), true, Duration.ofHours(24), 1_000, 0.2, 0.01);

    public DriftTerms {
        features = List.copyOf(features);
    }

    boolean wants(String feature) {
        return features.isEmpty() || features.contains(feature);
    }

    /** The same in windows that are no longer than a time; of a time below the shortest window, in the shortest. */
    public DriftTerms within(Duration longest) {
        long seconds =
                Math.max(UNIT_SECONDS, Math.min(window.toSeconds(), longest.toSeconds()) / UNIT_SECONDS * UNIT_SECONDS);
        return new DriftTerms(features, predictions, Duration.ofSeconds(seconds), minSamples, level, alpha);
    }
}
