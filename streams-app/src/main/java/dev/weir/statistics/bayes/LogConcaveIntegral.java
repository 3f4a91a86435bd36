package dev.weir.statistics.bayes;

import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/*
 * The integrands here are products of a density or a tail of one distribution with a tail of another, over log(p/q).
 * Each factor is log-concave there and smooth, and so is the product: it has one mode and falls at least exponentially
 * on both sides. What makes quadrature hard is an edge, where the one distribution is much narrower than the other;
 * hence panels about the centre of the narrower one besides equal ones over the whole range.
 */
/** The integral of a positive function whose logarithm is concave, over all real numbers; in logarithms. */
final class LogConcaveIntegral {
    /** Where the function has fallen below e^-40 of its maximum, what is left is below 1e-15 of the integral. */
    private static final double NEGLIGIBLE = 40;

    private static final int EQUAL_PANELS = 10;

    /** Width of a panel, as a share of the whole range, below which its nodes would run into each other. */
    private static final double NARROWEST = 1e-12;

    private static final double[] EDGE_PANELS = {-12, -9, -6, -4, -2, 0, 2, 4, 6, 9, 12};
    private static final int NODES = 20;
    private static final GaussIntegratorFactory GAUSS = new GaussIntegratorFactory();
    private static final double MODE_ACCURACY = 1e-3;
    private static final int MODE_EVALUATIONS = 1_000;

    private LogConcaveIntegral() {}

    /**
     * Returns the logarithm of the integral.
     *
     * @param log    logarithm of the function
     * @param low    a point left of the mode, or little right of it
     * @param high   a point right of the mode, or little left of it; above low
     * @param edge   where the function may change most quickly
     * @param spread over what distance it changes there; positive
     */
    static double log(DoubleUnaryOperator log, double low, double high, double edge, double spread) {
        double mode = mode(log, low, high, spread);
        double max = log.applyAsDouble(mode);
        double from = mode - reach(log, mode, max, -spread);
        double to = mode + reach(log, mode, max, spread);
        double sum = 0;
        double left = from;
        for (double right : ends(from, to, edge, spread)) {
            if (right - left <= NARROWEST * (to - from)) {
                // Two ends that all but coincide leave no room for nodes; the next panel takes the sliver in.
                continue;
            }
            sum += GAUSS.legendre(NODES, left, right).integrate(u -> Math.exp(log.applyAsDouble(u) - max));
            left = right;
        }
        return max + Math.log(sum);
    }

    private static double mode(DoubleUnaryOperator log, double low, double high, double spread) {
        return new BrentOptimizer(MODE_ACCURACY, MODE_ACCURACY * spread)
                .optimize(
                        new MaxEval(MODE_EVALUATIONS),
                        new UnivariateObjectiveFunction(log::applyAsDouble),
                        GoalType.MAXIMIZE,
                        new SearchInterval(low, high))
                .getPoint();
    }

    /** How far from the mode the function is negligible, within a factor of 2. */
    private static double reach(DoubleUnaryOperator log, double mode, double max, double step) {
        double distance = step;
        while (log.applyAsDouble(mode + distance) > max - NEGLIGIBLE) {
            distance *= 2;
        }
        return Math.abs(distance);
    }

    /** The right ends of all panels, rising. */
    private static TreeSet<Double> ends(double from, double to, double edge, double spread) {
        TreeSet<Double> ends = new TreeSet<>();
        for (int i = 1; i <= EQUAL_PANELS; i++) {
            ends.add(from + (to - from) * i / EQUAL_PANELS);
        }
        for (double step : EDGE_PANELS) {
            double end = edge + step * spread;
            if (end > from && end < to) {
                ends.add(end);
            }
        }
        return ends;
    }
}
