package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.LogLinearBins;

/**
 * The interval of a latency quantile that holds at all looks at once; for display.
 *
 * <p>At a fixed value v, "at most v" is a Bernoulli outcome of rate F(v), and at the true quantile that rate is q: so
 * the values v at which {@link OneSampleBernoulli} rejects neither F(v) &gt;= q nor F(v) &lt;= q, each at half the
 * error, cover the quantile at all times, with no correction for the number of values. Coverage needs independent
 * latencies of one distribution. Source: Howard &amp; Ramdas (2022), Bernoulli 28(3).
 */
public final class QuantileInterval {
    private QuantileInterval() {}

    /**
     * Returns the interval of the q-quantile in microseconds.
     *
     * @param histogram  the latencies; timeouts in its overflow
     * @param q          above 0 and below 1
     * @param confidence coverage over all time, above 0 and below 1, e.g. 0.95
     * @return bounds on bin edges, the quantile lying in (lower, upper]; lower 0 or upper +infinity where the data do
     *     not bound it, e.g. with no latencies at all
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static Interval interval(Histogram histogram, double q, double confidence) {
        Arguments.probability("q", q);
        Arguments.probability("confidence", confidence);
        double threshold = StrictMath.log(2 / (1 - confidence));
        long total = histogram.total();
        int[] bins = histogram.bins();
        long[] counts = histogram.counts();
        double lower = 0;
        long seen = 0;
        for (int i = 0; i < bins.length; i++) {
            // Before this bin the share stays as it was after the last one, up to the edge below this bin.
            if (bins[i] > 0 && OneSampleBernoulli.logELess(seen, total, q) >= threshold) {
                lower = LogLinearBins.upperEdge(bins[i] - 1);
            }
            seen += counts[i];
            if (OneSampleBernoulli.logEGreater(seen, total, q) >= threshold) {
                return new Interval(lower, LogLinearBins.upperEdge(bins[i]));
            }
        }
        boolean inOverflow = histogram.overflow() > 0 && OneSampleBernoulli.logELess(seen, total, q) >= threshold;
        return new Interval(inOverflow ? LogLinearBins.MAX_MICROS : lower, Double.POSITIVE_INFINITY);
    }
}
