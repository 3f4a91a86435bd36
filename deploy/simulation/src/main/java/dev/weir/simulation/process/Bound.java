package dev.weir.simulation.process;

import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * What no always-valid test of the same question can beat, and what a test for a single look needs; requests of both
 * arms.
 *
 * <p>Growth: evidence against a composite null grows per request by at most the Kullback-Leibler divergence of the truth
 * from its nearest point in the null, w KL(p_c, q_c) + (1 - w) KL(p_b, q_b), so that log(1/alpha) nats take
 * log(1/alpha) / growth requests. Source: Grünwald, de Heide &amp; Koolen (2024), Safe testing, JRSSB 86.
 */
public final class Bound {
    private static final double ALPHA = 0.05;
    private static final double POWER = 0.8;
    private static final double SMALLEST_RATE = 1e-9;

    private Bound() {}

    /** Requests that growth-optimal evidence for p_c &gt; rho p_b takes. */
    public static double ratio(double weight, double rho, double pC, double pB) {
        BrentOptimizer brent = new BrentOptimizer(1e-10, 1e-14);
        double growth = brent.optimize(
                        new MaxEval(1_000),
                        GoalType.MINIMIZE,
                        new UnivariateObjectiveFunction(p -> divergence(weight, pC, rho * p, pB, p)),
                        new SearchInterval(SMALLEST_RATE, (1 - SMALLEST_RATE) / rho, Math.min(pB, 0.9 / rho)))
                .getValue();
        return Math.log(1 / ALPHA) / growth;
    }

    /** Requests that growth-optimal evidence for p_c &gt; p_b takes. */
    public static double exceedance(double weight, double pC, double pB) {
        double pooled = weight * pC + (1 - weight) * pB;
        return Math.log(1 / ALPHA) / divergence(weight, pC, pooled, pB, pooled);
    }

    /** Requests of one look at p_c &gt; rho p_b, one-sided, normal approximation, power 80 %. */
    public static double oneLook(double weight, double rho, double pC, double pB) {
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double z = normal.inverseSurvivalProbability(ALPHA) + normal.inverseCumulativeProbability(POWER);
        double variance = pC * (1 - pC) / weight + rho * rho * pB * (1 - pB) / (1 - weight);
        double effect = pC - rho * pB;
        return z * z * variance / (effect * effect);
    }

    private static double divergence(double weight, double pC, double qC, double pB, double qB) {
        return weight * bernoulli(pC, qC) + (1 - weight) * bernoulli(pB, qB);
    }

    private static double bernoulli(double p, double q) {
        return term(p, q) + term(1 - p, 1 - q);
    }

    private static double term(double p, double q) {
        return p == 0 ? 0 : p * Math.log(p / q);
    }
}
