package dev.weir.evidence;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.QuantileEdges;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What past requests of the baseline say where its quantiles lie: a sliding window, and the points read off it. A block
 * is compared at points read off earlier blocks only, whatever its own requests say; a point that no longer fits costs
 * power, not validity, and is read off anew.
 *
 * <p>The window is two halves of at least {@value #HALF} requests: the newer one grows, and takes the older one's place
 * when it is full. A point stays in force while the share of the window above it is from (1 - q)/2 to 2 (1 - q), for a
 * median to three quarters, beyond which half of the requests that could tell a difference would all lie on one side.
 *
 * @param older  requests before the newer ones
 * @param newer  the latest requests
 * @param points the bin whose upper edge is compared at, by metric; absent while too little is known
 */
public record BaselineWindow(Distributions older, Distributions newer, Map<Metric, Integer> points) {
    /** Nothing known. */
    static final BaselineWindow EMPTY = new BaselineWindow(Distributions.EMPTY, Distributions.EMPTY, Map.of());

    /** Requests of half a window. */
    static final long HALF = 1_000;

    /** Requests below which no point is read off. */
    static final long FEWEST = 100;

    public BaselineWindow {
        points = Collections.unmodifiableMap(new TreeMap<>(points));
    }

    /** Requests in the window. */
    long requests() {
        return older.requests() + newer.requests();
    }

    /** This window with a later block's baseline. */
    BaselineWindow plus(Distributions later) {
        Distributions grown = newer.plus(later);
        Map<Metric, Integer> fitting = new TreeMap<>(points);
        for (Metric metric : Metric.values()) {
            if (!metric.isRate() && !fits(metric, older.of(metric), grown.of(metric))) {
                QuantileEdges.point(older.of(metric).plus(grown.of(metric)), metric.quantile())
                        .ifPresent(point -> fitting.put(metric, point));
            }
        }
        return grown.requests() >= HALF
                ? new BaselineWindow(grown, Distributions.EMPTY, fitting)
                : new BaselineWindow(older, grown, fitting);
    }

    private boolean fits(Metric metric, Histogram one, Histogram other) {
        long total = one.total() + other.total();
        if (total < FEWEST) {
            return true;
        }
        Integer point = points.get(metric);
        if (point == null) {
            return false;
        }
        double above = (double) (one.countAbove(point) + other.countAbove(point)) / total;
        double expected = 1 - metric.quantile();
        return above >= expected / 2 && above <= Math.min(2 * expected, 1 - metric.quantile() / 2);
    }
}
