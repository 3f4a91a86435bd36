package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.NormalTail;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * Bounds for a z statistic that is looked at a few times on the way to a planned end, O'Brien &amp; Fleming in the form of
 * Lan &amp; DeMets: strict early, almost the fixed-horizon bound at the end.
 *
 * <p>With information fractions t_1 &lt; ... &lt; t_K at the looks and error a per side (alpha, or alpha/2 of a two-sided
 * test), the error spent up to t is
 * <pre>
 *   a*(t) = 2 (1 - Phi(z_(a/2) / sqrt t)),     1 - Phi(z_(a/2)) = a/2,
 * </pre>
 * and b_k is such that the process stays within the earlier bounds and then exceeds b_k with probability
 * a*(t_k) - a*(t_(k-1)) when there is no difference. For five equal looks at a two-sided 0.05 the bounds are 4.877,
 * 3.357, 2.680, 2.290 and 2.031.
 *
 * <p>A comparison of this kind has more power at its planned end than {@link NormalMixture}, and no guarantee at any
 * look beyond the planned information, nor where the fractions depend on the outcomes. Source: Lan &amp; DeMets (1983),
 * Biometrika 70; Armitage, McPherson &amp; Rowe (1969), JRSS A 132, for the recursion.
 */
/*
 * B(t) = Z sqrt t is a Brownian motion. Its density f_k at t_k, on paths that have stayed within the bounds, is that of
 * t_(k-1) convolved with a normal of variance t_k - t_(k-1). It is kept at Gauss-Legendre nodes, 16 to a panel no wider
 * than the narrower of the normals before and after it, which makes the integrals right to about 1e-13.
 */
public final class GroupSequentialBounds {
    private static final GaussIntegrator PANEL = new GaussIntegratorFactory().legendre(16);

    /** Beyond so many standard deviations nothing is left to integrate: on the far side of one bound, and on its own. */
    private static final double FAR_REACH = 8.5;

    private static final double REACH = 36;

    private static final double SHORTEST_STEP = 1e-4;
    private static final double ROOT_ACCURACY = 1e-12;
    private static final int ROOT_EVALUATIONS = 500;

    /** Errors below e^this cannot be integrated in a double; there the bound of the look by itself is taken, a higher one. */
    private static final double LOG_TINY = -600;

    private GroupSequentialBounds() {}

    /**
     * Returns the bounds of the z statistic, one for each look; a two-sided test stops when |z| exceeds them.
     *
     * @param fractions information at each look as a share of the planned one, e.g. outcomes so far by outcomes planned;
     *     increasing from 0 to at most 1 by 1e-4 or more; at least one. They may stop short of 1: later looks change no
     *     earlier bound
     * @param alpha     error probability over all looks and sides, above 0 and below 1
     * @param sides     1 or 2
     * @return as many bounds, accurate to 1e-9
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static double[] obrienFleming(double[] fractions, double alpha, int sides) {
        check(fractions, alpha, sides);
        double[] bounds = new double[fractions.length];
        double[] nodes = {0};
        double[] masses = {1};
        double last = 0;
        double logSpent = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < fractions.length; k++) {
            double logTotal = logSpent(fractions[k], alpha / sides);
            double logNow = logTotal + StrictMath.log1p(-StrictMath.exp(logSpent - logTotal));
            double step = StrictMath.sqrt(fractions[k] - last);
            bounds[k] = bound(logNow, StrictMath.sqrt(fractions[k]), step, nodes, masses);
            if (k + 1 < fractions.length) {
                double scale = StrictMath.sqrt(fractions[k]);
                double upper = Math.min(bounds[k], REACH) * scale;
                double lower = sides == 2 ? -upper : Math.min(-FAR_REACH * scale, upper);
                double width = Math.min(step, StrictMath.sqrt(fractions[k + 1] - fractions[k]));
                double[] nextNodes = nodes(lower, upper, width);
                masses = masses(lower, upper, nextNodes, step, nodes, masses);
                nodes = nextNodes;
            }
            last = fractions[k];
            logSpent = logTotal;
        }
        return bounds;
    }

    private static void check(double[] fractions, double alpha, int sides) {
        if (fractions.length == 0) {
            throw new IllegalArgumentException("fractions must hold at least one value");
        }
        double last = 0;
        for (double fraction : fractions) {
            if (!(fraction >= last + SHORTEST_STEP && fraction <= 1)) {
                throw new IllegalArgumentException("fractions must increase from 0 to at most 1 in steps of "
                        + SHORTEST_STEP + " or more, not from " + last + " to " + fraction);
            }
            last = fraction;
        }
        Arguments.probability("alpha", alpha);
        if (sides != 1 && sides != 2) {
            throw new IllegalArgumentException("sides must be 1 or 2, not " + sides);
        }
    }

    /** log a*(t). */
    private static double logSpent(double fraction, double perSide) {
        return NormalTail.logTwoSided(NormalTail.upperQuantile(perSide / 2) / StrictMath.sqrt(fraction));
    }

    private static double bound(double logNow, double scale, double step, double[] nodes, double[] masses) {
        // A path that stayed within has less chance to exceed than any path: the bound of the look by itself is higher.
        double alone = upperQuantile(logNow);
        if (logNow < LOG_TINY || nodes.length == 1) {
            return alone;
        }
        UnivariateFunction excess = b -> {
            double probability = 0;
            for (int i = 0; i < nodes.length; i++) {
                probability += masses[i] * NormalTail.survival((b * scale - nodes[i]) / step);
            }
            return StrictMath.log(probability) - logNow;
        };
        double lower = alone - 1;
        while (excess.value(lower) <= 0) {
            lower -= 1;
        }
        return new BrentSolver(ROOT_ACCURACY).solve(ROOT_EVALUATIONS, excess, lower, alone + ROOT_ACCURACY);
    }

    /** The z with log P(Z at least z) = logP, by Newton's method on the logarithm, which is concave. */
    private static double upperQuantile(double logP) {
        double p = StrictMath.exp(logP);
        if (p > Double.MIN_NORMAL) {
            return NormalTail.upperQuantile(p);
        }
        double z = StrictMath.sqrt(-2 * logP);
        for (int i = 0; i < 10; i++) {
            // The slope of log P(Z >= z) is -1 / (P(Z >= z) / density).
            double millsRatio = StrictMath.exp(NormalTail.logScaledSurvival(z)) * StrictMath.sqrt(2 * Math.PI);
            z += (NormalTail.logSurvival(z) - logP) * millsRatio;
        }
        return z;
    }

    private static double[] nodes(double lower, double upper, double width) {
        int panels = Math.max(1, (int) Math.ceil((upper - lower) / width));
        int points = PANEL.getNumberOfPoints();
        double[] nodes = new double[panels * points];
        double half = (upper - lower) / panels / 2;
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = lower + half * (2 * (i / points) + 1 + PANEL.getPoint(i % points));
        }
        return nodes;
    }

    /** Density at each node times its weight. */
    private static double[] masses(
            double lower, double upper, double[] nodes, double step, double[] lastNodes, double[] lastMasses) {
        int points = PANEL.getNumberOfPoints();
        double half = (upper - lower) * points / nodes.length / 2;
        double[] masses = new double[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            double density = 0;
            for (int j = 0; j < lastNodes.length; j++) {
                double z = (nodes[i] - lastNodes[j]) / step;
                density += lastMasses[j] * StrictMath.exp(-z * z / 2);
            }
            masses[i] = density / step / StrictMath.sqrt(2 * Math.PI) * half * PANEL.getWeight(i % points);
        }
        return masses;
    }
}
