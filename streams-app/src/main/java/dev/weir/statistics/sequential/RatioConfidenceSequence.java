package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import dev.weir.statistics.LogDomain;
import java.util.Arrays;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * The interval of the ratio of two rates that holds at all looks at once; for display.
 *
 * <p>It is {rho : E_up(rho) &lt; 2/alpha and E_dn(rho) &lt; 2/alpha}, E_up and E_dn being the plain mixtures of
 * {@link RatioTest#beyond} and {@link RatioTest#within} at the limit rho, without floor, over all blocks so far.
 *
 * <p><b>Coverage.</b> Where rho is the true ratio of candidate to baseline rate in every block, each of the two reaches
 * 2/alpha at any time with probability at most alpha/2; the rates, and the weights, may move. Where the ratio moves, the
 * lower end is at most the largest, and the upper end at least the smallest of its values, with the same probabilities.
 *
 * @param logLikelihoods l(r) at each ratio of a fixed grid; finite, 81 of them; copied
 * @throws IllegalArgumentException if their number is another or one is not finite
 */
/*
 * The e-value of r against rho is exp(l(r) - l(rho)) with
 *
 *   l(r) = sum over blocks of k_c log r - (k_c + k_b) log((r n_c + n_b)/(n_c + n_b)),
 *
 * one function for all pairs. It is kept at 81 ratios, four to the octave from 1/1024 to 1024, and read between them by
 * the polynomial through the nearest eight. As a function of u = log r each bad outcome adds a softplus, whose eighth
 * derivative is at most 1.1: the polynomial is off by at most 1.1 (0.5 1.5 2.5 3.5)^2 / 8! h^8 = 1e-9 nats per bad
 * outcome, h = log(2)/4 (2e-8 in the outermost octave). Alternatives beyond the grid are taken at its end, which are
 * alternatives as well.
 *
 * l is concave in u. Left of its maximum l(u + m) - l(u) falls as u grows, so E_up falls through 2/alpha once; right of
 * it every alternative is worse than rho, and E_up is below 1. The same mirrored for E_dn. Hence the interval has no
 * holes, holds the maximum, and each end is the root between the maximum and the end of the grid.
 */
public record RatioConfidenceSequence(double[] logLikelihoods) {
    private static final int SIZE = 81;
    private static final int UNITY = 40;
    private static final double STEP = StrictMath.log(2) / 4;
    private static final double[] EXCESS = new double[SIZE];
    private static final double[] ABOVE = inSteps(RatioTest.beyond(1, 0));
    private static final double[] BELOW = inSteps(RatioTest.within(1, 0));

    /** (-1)^k (7 over k): the barycentric weights of eight equidistant points. */
    private static final double[] BARYCENTRIC = {1, -7, 21, -35, 35, -21, 7, -1};

    private static final double ROOT_ACCURACY = 1e-9;
    private static final int ROOT_EVALUATIONS = 200;

    static {
        for (int i = 0; i < SIZE; i++) {
            EXCESS[i] = StrictMath.expm1((i - UNITY) * STEP);
        }
    }

    public RatioConfidenceSequence {
        logLikelihoods = logLikelihoods.clone();
        if (logLikelihoods.length != SIZE) {
            throw new IllegalArgumentException(
                    "logLikelihoods must hold " + SIZE + " values, not " + logLikelihoods.length);
        }
        for (double log : logLikelihoods) {
            if (!Double.isFinite(log)) {
                throw new IllegalArgumentException("logLikelihoods must be finite, not " + log);
            }
        }
    }

    /** Returns the sequence before its first block, which bounds nothing. */
    public static RatioConfidenceSequence start() {
        return new RatioConfidenceSequence(new double[SIZE]);
    }

    /**
     * Returns the sequence after one more block.
     *
     * @param nC candidate requests; 0 or more
     * @param kC bad ones among them; 0 to nC
     * @param nB baseline requests; 0 or more
     * @param kB bad ones among them; 0 to nB
     * @throws IllegalArgumentException if a count is out of its range
     */
    public RatioConfidenceSequence plus(long nC, long kC, long nB, long kB) {
        Arguments.counts("nC", nC, "kC", kC);
        Arguments.counts("nB", nB, "kB", kB);
        double bad = (double) kC + kB;
        if (nC == 0 || nB == 0 || bad == 0) {
            return this;
        }
        double candidateShare = nC / ((double) nC + nB);
        double[] logs = new double[SIZE];
        for (int i = 0; i < SIZE; i++) {
            logs[i] =
                    logLikelihoods[i] + kC * ((i - UNITY) * STEP) - bad * StrictMath.log1p(EXCESS[i] * candidateShare);
        }
        return new RatioConfidenceSequence(logs);
    }

    /**
     * Returns the interval of candidate rate over baseline rate.
     *
     * @param confidence coverage over all time, 1 - alpha; above 0 and below 1
     * @return bounds from 1/1024 to 1024, accurate to 1e-8 relative (alternatives outside that range are taken at its
     *     ends); lower 0 or upper +infinity where the data do not
     *     bound the ratio that far
     * @throws IllegalArgumentException if the confidence is out of its range or NaN
     */
    public Interval interval(double confidence) {
        Arguments.probability("confidence", confidence);
        double threshold = StrictMath.log(2 / (1 - confidence));
        int highest = 0;
        for (int i = 1; i < SIZE; i++) {
            highest = logLikelihoods[i] > logLikelihoods[highest] ? i : highest;
        }
        // The maximum lies within one step of the highest point, and nothing is ruled out there.
        double lower = end(threshold, ABOVE, Math.min(highest + 1, SIZE - 1), -1);
        double upper = end(threshold, BELOW, Math.max(highest - 1, 0), 1);
        return new Interval(
                lower < 0 ? 0 : StrictMath.exp((lower - UNITY) * STEP),
                upper < 0 ? Double.POSITIVE_INFINITY : StrictMath.exp((upper - UNITY) * STEP));
    }

    /** Where, in steps along the grid, evidence first reaches the threshold; -1 if it does so nowhere on the grid. */
    private double end(double threshold, double[] alternatives, int inside, int direction) {
        int last = direction < 0 ? 0 : SIZE - 1;
        int near = inside;
        for (int stride = 1; near != last; stride *= 2) {
            int far = direction < 0 ? Math.max(near - stride, last) : Math.min(near + stride, last);
            if (logE(far, alternatives) >= threshold) {
                return new BrentSolver(ROOT_ACCURACY)
                        .solve(
                                ROOT_EVALUATIONS,
                                at -> logE(at, alternatives) - threshold,
                                Math.min(near, far),
                                Math.max(near, far));
            }
            near = far;
        }
        return -1;
    }

    private double logE(double at, double[] alternatives) {
        double here = logLikelihood(at);
        double[] logs = new double[alternatives.length];
        for (int j = 0; j < logs.length; j++) {
            double there = Math.max(0, Math.min(SIZE - 1, at + alternatives[j]));
            logs[j] = logLikelihood(there) - here;
        }
        return LogDomain.mean(logs);
    }

    /** l between the points of the grid, by the polynomial through the nearest eight. */
    private double logLikelihood(double at) {
        int first = Math.max(0, Math.min(SIZE - BARYCENTRIC.length, (int) at - 3));
        double numerator = 0;
        double denominator = 0;
        for (int k = 0; k < BARYCENTRIC.length; k++) {
            double distance = at - (first + k);
            if (distance == 0) {
                return logLikelihoods[first + k];
            }
            double weight = BARYCENTRIC[k] / distance;
            numerator += weight * logLikelihoods[first + k];
            denominator += weight;
        }
        return numerator / denominator;
    }

    private static double[] inSteps(RatioTest test) {
        double[] steps = test.logMultiples();
        for (int j = 0; j < steps.length; j++) {
            steps[j] /= STEP;
        }
        return steps;
    }

    /** Returns a copy of the values l(r), from the smallest ratio to the largest. */
    @Override
    public double[] logLikelihoods() {
        return logLikelihoods.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RatioConfidenceSequence that && Arrays.equals(logLikelihoods, that.logLikelihoods);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(logLikelihoods);
    }

    @Override
    public String toString() {
        return "RatioConfidenceSequence" + Arrays.toString(logLikelihoods);
    }
}
