package dev.weir.simulation;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * A figure from many replications, held against what is promised.
 *
 * @param target       what is promised: a share, or a number of requests
 * @param figure       what was measured; +infinity for a median that was never reached
 * @param error        standard error of the figure from the number of replications alone
 * @param replications number of replications, at least 1
 * @param unit         what the figures count
 * @param met          whether the promise was kept
 */
public record Measured(double target, double figure, double error, int replications, Unit unit, boolean met) {
    /** A count so high is seen once in ten thousand times where the promise is just kept. */
    private static final double BELIEVED = 0.9999;

    private static final double BELIEVED_ERRORS = 4;

    /** What a figure counts. */
    public enum Unit {
        /** Share of the replications. */
        SHARE,
        /** Requests, labelled predictions or comparisons until a decision; the median over the replications. */
        REQUESTS,
        /** One number of requests divided by another. */
        RATIO
    }

    /** A value of a replication that did not end. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * Returns how often something happened that may happen with at most a given probability. The promise counts as kept
     * while the count is at most the 99.99 % quantile of the binomial distribution at that probability.
     *
     * @param happened in which replications it happened; at least one
     * @param most     the probability, in [0, 1); 0 for what must not happen at all
     */
    public static Measured share(boolean[] happened, double most) {
        int count = 0;
        for (boolean yes : happened) {
            count += yes ? 1 : 0;
        }
        int n = happened.length;
        double share = (double) count / n;
        int tolerated = most == 0 ? 0 : BinomialDistribution.of(n, most).inverseCumulativeProbability(BELIEVED);
        return new Measured(most, share, Math.sqrt(share * (1 - share) / n), n, Unit.SHARE, count <= tolerated);
    }

    /**
     * Returns how often something happened that has to happen with at least a given probability; kept while the count
     * is at least the 0.01 % quantile of the binomial distribution at that probability.
     *
     * @param happened in which replications it happened; at least one
     * @param least    the probability, in (0, 1]
     */
    public static Measured shareAtLeast(boolean[] happened, double least) {
        boolean[] failed = new boolean[happened.length];
        for (int i = 0; i < failed.length; i++) {
            failed[i] = !happened[i];
        }
        Measured missed = share(failed, 1 - least);
        return new Measured(least, 1 - missed.figure, missed.error, missed.replications, Unit.SHARE, missed.met);
    }

    /**
     * Returns the median of what the replications took; {@link #NEVER} counts as longer than any other.
     *
     * @param values one value a replication; at least one
     * @param most   largest median that keeps the promise
     */
    public static Measured median(long[] values, double most) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = value(sorted, (sorted.length - 1) / 2);
        return new Measured(most, median, medianError(sorted), sorted.length, Unit.REQUESTS, median <= most);
    }

    /** This median divided by a reference in the same unit, held against the largest ratio promised. */
    public Measured over(double reference, double mostRatio) {
        double ratio = figure / reference;
        return new Measured(mostRatio, ratio, error / reference, replications, Unit.RATIO, ratio <= mostRatio);
    }

    /** Whether it is met, or missed by so little that chance explains it: less than four standard errors. */
    public boolean mayBeMet() {
        return met || unit != Unit.SHARE && figure - BELIEVED_ERRORS * error <= target;
    }

    /** The distance of two order statistics, two binomial standard errors about the median, is four of its own. */
    private static double medianError(long[] sorted) {
        double half = sorted.length / 2.0;
        double spread = Math.sqrt(sorted.length) / 2;
        int low = (int) Math.max(0, Math.floor(half - 2 * spread));
        int high = (int) Math.min(sorted.length - 1, Math.ceil(half + 2 * spread));
        double distance = value(sorted, high) - value(sorted, low);
        return Double.isNaN(distance) ? 0 : distance / 4;
    }

    private static double value(long[] sorted, int index) {
        return sorted[index] == NEVER ? Double.POSITIVE_INFINITY : sorted[index];
    }
}
