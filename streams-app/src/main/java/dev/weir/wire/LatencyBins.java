package dev.weir.wire;

import dev.weir.schema.LatencyBin;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.LogLinearBins;
import java.util.ArrayList;
import java.util.List;

/** A distribution of durations coarse enough to be published every few seconds and fine enough to be looked at. */
final class LatencyBins {
    /** Bins of the judge's histograms that become one: eight are an eighth of an octave. */
    private static final int MERGED = 8;

    private LatencyBins() {}

    /** The bins with a count, by rising duration; what lies above every edge, the timeouts, is in none. */
    static List<LatencyBin> of(Histogram durations) {
        int[] bins = durations.bins();
        long[] counts = durations.counts();
        List<LatencyBin> coarse = new ArrayList<>();
        for (int i = 0; i < bins.length; ) {
            int group = bins[i] / MERGED;
            long count = 0;
            for (; i < bins.length && bins[i] / MERGED == group; i++) {
                count += counts[i];
            }
            coarse.add(new LatencyBin(LogLinearBins.upperEdge(group * MERGED + MERGED - 1), count));
        }
        return coarse;
    }
}
