package dev.weir.window;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.HistogramBuilder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Picks pairs for people: the first disagreements, failures and latency outliers of each routing table. Not safe for use
 * by several threads; what it remembers is lost with its process, and then as many may be picked once more.
 */
final class PairSamples {
    /** Pairs of one kind that are picked for a table of a model. */
    static final int MOST_OF_A_KIND = 100;

    /** Ratios without which no median is believed. */
    static final long FEWEST_RATIOS = 100;

    /** Multiple of the median ratio beyond which a pair is an outlier. */
    static final double OUTLIER = 3;

    private final Map<String, Picked> byModel = new HashMap<>();
    private List<PairSample> samples = new ArrayList<>();

    private static final class Picked {
        private final long revision;
        private final Map<PairSample.Kind, Integer> counts = new EnumMap<>(PairSample.Kind.class);
        private final HistogramBuilder ratios = new HistogramBuilder();
        private double median = Double.POSITIVE_INFINITY;

        Picked(long revision) {
            this.revision = revision;
        }
    }

    /** Picks a pair unless enough of its kind have been. */
    void offer(PairSample.Kind kind, OpenPair pair, Double similarity) {
        Picked picked = of(pair);
        if (picked.counts.merge(kind, 1, Integer::sum) <= MOST_OF_A_KIND) {
            samples.add(new PairSample(kind, pair, similarity));
        }
    }

    /** Takes note of a ratio of latencies in thousandths, and picks its pair if it is an outlier among those before. */
    void offerRatio(OpenPair pair, long thousandths, Double similarity) {
        Picked picked = of(pair);
        if (thousandths > OUTLIER * picked.median) {
            offer(PairSample.Kind.LATENCY_OUTLIER, pair, similarity);
        }
        picked.ratios.add(thousandths);
    }

    /** Reads the medians anew: seldom, since that is a walk through the ratios. */
    void settleMedians() {
        for (Picked picked : byModel.values()) {
            Histogram ratios = picked.ratios.build();
            picked.median = ratios.total() < FEWEST_RATIOS ? Double.POSITIVE_INFINITY : ratios.quantile(0.5);
        }
    }

    private Picked of(OpenPair pair) {
        long revision = pair.leading().revision();
        Picked picked = byModel.get(pair.model());
        if (picked == null || picked.revision < revision) {
            picked = new Picked(revision);
            byModel.put(pair.model(), picked);
        }
        return picked;
    }

    List<PairSample> drain() {
        List<PairSample> drained = samples;
        samples = new ArrayList<>();
        return drained;
    }
}
