package dev.weir.statistics.fixed;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import dev.weir.statistics.NormalTail;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Segments in which an effect has opposite signs, beyond chance: what an average over segments hides, and what
 * {@link HeterogeneityTest} does not tell apart from effects of different size (a qualitative interaction).
 *
 * <p>Each segment s of S has the interval d_s +- z sqrt(v_s), z the upper alpha / (2 (S - i)) quantile of the standard
 * normal, where i is the number of segments farther from 0 in standard errors that were set apart before; the first
 * segment whose interval holds 0 stops the descent, and its z serves all that follow. An interval excludes 0 exactly if
 * Holm's rule rejects "no effect" in its segment, so the probability that <em>any</em> segment without an effect is set
 * apart is at most alpha. Sources: Holm (1979), Scandinavian Journal of Statistics 6; Gail &amp; Simon (1985),
 * Biometrics 41, for the question.
 *
 * @param intervals interval of the effect of each segment, in the order of the input
 */
public record OppositeEffects(List<Interval> intervals) {
    public OppositeEffects {
        intervals = List.copyOf(intervals);
    }

    /**
     * Returns the intervals of all segments.
     *
     * @param effects   estimated effect of each segment; finite, at least one
     * @param variances squared standard error of each; positive and finite, as many
     * @param alpha     probability of any false finding, above 0 and below 1, e.g. 0.05
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static OppositeEffects of(double[] effects, double[] variances, double alpha) {
        SegmentEffects.check(effects, variances);
        Arguments.probability("alpha", alpha);
        List<Integer> farthestFirst = IntStream.range(0, effects.length)
                .boxed()
                .sorted(Comparator.comparingDouble(s -> -Math.abs(effects[s]) / Math.sqrt(variances[s])))
                .toList();
        Interval[] intervals = new Interval[effects.length];
        int left = effects.length;
        for (int s : farthestFirst) {
            double half = NormalTail.upperQuantile(alpha / left / 2) * Math.sqrt(variances[s]);
            intervals[s] = new Interval(effects[s] - half, effects[s] + half);
            if (excludesZero(intervals[s])) {
                left = Math.max(1, left - 1);
            }
        }
        return new OppositeEffects(List.of(intervals));
    }

    /** Returns the segments whose effect is above 0 beyond chance, as positions in the input, rising. */
    public List<Integer> above() {
        return where(1);
    }

    /** Returns the segments whose effect is below 0 beyond chance, as positions in the input, rising. */
    public List<Integer> below() {
        return where(-1);
    }

    /** Returns whether some segments lie above 0 and others below, beyond chance. */
    public boolean present() {
        return !above().isEmpty() && !below().isEmpty();
    }

    private List<Integer> where(int side) {
        List<Integer> segments = new ArrayList<>();
        for (int s = 0; s < intervals.size(); s++) {
            if (excludesZero(intervals.get(s)) && Math.signum(intervals.get(s).lower()) == side) {
                segments.add(s);
            }
        }
        return segments;
    }

    private static boolean excludesZero(Interval interval) {
        return interval.lower() > 0 || interval.upper() < 0;
    }
}
