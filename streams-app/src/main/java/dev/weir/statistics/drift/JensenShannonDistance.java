package dev.weir.statistics.drift;

/**
 * The Jensen-Shannon distance of two distributions in bins: a metric from 0, the same shares in every bin, to 1, no bin
 * in common.
 *
 * <p>With shares p_i = r_i/n, q_i = c_i/m and u_i = (p_i + q_i)/2,
 * <pre>
 *   distance = sqrt( (sum p_i log2(p_i/u_i) + sum q_i log2(q_i/u_i)) / 2 ),     0 log 0 = 0,
 * </pre>
 * without smoothing, so that empty bins do no harm. It says how large a change is, not whether it is one.
 *
 * <p>Sources: Lin (1991), IEEE Transactions on Information Theory 37; Endres &amp; Schindelin (2003), the same 49, for
 * its being a metric.
 */
public final class JensenShannonDistance {
    private static final double LOG_TWO = Math.log(2);

    private JensenShannonDistance() {}

    /**
     * Returns the distance.
     *
     * @param reference count in each bin of the reference; 0 or more, at least one observation
     * @param current   count in each bin of the current window; 0 or more, at least one observation, as many bins
     * @return the distance, 0 to 1
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static double value(long[] reference, long[] current) {
        TwoSamples samples = new TwoSamples(reference, current);
        double sum = 0;
        for (int i = 0; i < samples.bins(); i++) {
            if (!samples.isEmpty(i)) {
                double p = samples.m() * samples.reference(i);
                double q = samples.n() * samples.current(i);
                sum += (p + q) * divergence(samples.excess(i) / (p + q));
            }
        }
        double nats = sum / samples.n() / samples.m() / 2;
        return Math.min(1, Math.sqrt(nats / 2 / LOG_TWO));
    }

    /*
     * p log(p/u) + q log(q/u) = u h(t) with t = (q - p)/(q + p) and h(t) = (1+t) log(1+t) + (1-t) log(1-t), which is
     * never negative: nothing cancels between bins. Near 0, where h(t) is about t^2, the two logarithms are of opposite
     * sign in the difference below.
     */
    private static double divergence(double t) {
        if (Math.abs(t) == 1) {
            return 2 * LOG_TWO;
        }
        return t * (Math.log1p(t) - Math.log1p(-t)) + Math.log1p(-t * t);
    }
}
