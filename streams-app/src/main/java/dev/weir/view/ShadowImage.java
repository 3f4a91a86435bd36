package dev.weir.view;

import dev.weir.schema.LatencyPart;
import dev.weir.schema.SampleKind;
import dev.weir.schema.ShadowSample;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The shadow pairs of one model that were kept for people; immutable.
 *
 * @param samples the last {@value #SAMPLES} of each kind, newest first
 */
public record ShadowImage(List<ShadowSample> samples) {
    static final int SAMPLES = 500;

    static final ShadowImage NONE = new ShadowImage(List.of());

    public ShadowImage {
        samples = List.copyOf(samples);
    }

    ShadowImage with(ShadowSample sample) {
        Predicate<ShadowSample> same = other -> other.getKind() == sample.getKind();
        List<ShadowSample> ofKind = Recent.add(samples.stream().filter(same).toList(), sample, SAMPLES);
        return new ShadowImage(Stream.concat(ofKind.stream(), samples.stream().filter(same.negate()))
                .toList());
    }

    /** Pairs whose answers differ, newest first. */
    public List<ShadowSample> disagreements() {
        return samples.stream()
                .filter(sample -> sample.getKind() == SampleKind.DISAGREEMENT)
                .toList();
    }

    /** Pairs whose copy took unusually long beside its request, the worst ratio first. */
    public List<ShadowSample> outliers() {
        return samples.stream()
                .filter(sample -> sample.getKind() == SampleKind.LATENCY_OUTLIER)
                .sorted(Comparator.comparingDouble(ShadowImage::ratio).reversed())
                .toList();
    }

    /** Latency of the copy over that of the request; 0 where one is not known. */
    public static double ratio(ShadowSample sample) {
        LatencyPart served = sample.getBaselineLatency();
        LatencyPart shadow = sample.getCandidateLatency();
        return served == null || shadow == null || served.getDurationMicros() <= 0
                ? 0
                : (double) shadow.getDurationMicros() / served.getDurationMicros();
    }
}
