package dev.weir.statistics.sequential;

import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import dev.weir.statistics.LogDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The interval of the ratio of two rates that holds at all looks at once; for display.
 *
 * <p>The e-value of {@link RatioTest} without floor, r against rho, is exp(l(r) - l(rho)) with
 * <pre>
 *   l(r) = sum over blocks of k_c log r - (k_c + k_b) log((r n_c + n_b)/(n_c + n_b))
 * </pre>
 * so one number per point of a grid of ratios tests every point against every other. A point rho is ruled out from
 * below when the mean of exp(l(r) - l(rho)) over r = rho times 2^(1/4), 2^(1/2), 2, 4, 16 (as far as the grid goes)
 * reaches 2/alpha, and from above likewise with the inverse factors.
 *
 * <p><b>Coverage.</b> Ruling out rho from below rejects p_c &lt;= rho p_b for all ratios up to rho, hence the bound is
 * right unless the first grid point at or above the true ratio is ruled out, which happens with probability at most
 * alpha/2 over all time; the same above. The bounds lie on the grid, 19 % apart, from 1/16 to 53.8.
 *
 * @param logLikelihoods l(r) for each grid point; finite, 40 of them
 * @throws IllegalArgumentException if their number is another or one is not finite
 */
public record RatioConfidenceSequence(List<Double> logLikelihoods) {
    private static final int SIZE = 40;
    private static final int STEPS_PER_OCTAVE = 4;
    private static final int UNITY = 16;
    private static final int[] STEPS_TO_ALTERNATIVES = {1, 2, 4, 8, 16};

    public RatioConfidenceSequence {
        logLikelihoods = List.copyOf(logLikelihoods);
        if (logLikelihoods.size() != SIZE) {
            throw new IllegalArgumentException(
                    "logLikelihoods must hold " + SIZE + " values, not " + logLikelihoods.size());
        }
        for (double log : logLikelihoods) {
            if (!Double.isFinite(log)) {
                throw new IllegalArgumentException("logLikelihoods must be finite, not " + log);
            }
        }
    }

    /** Returns the sequence before its first block, which bounds nothing. */
    public static RatioConfidenceSequence start() {
        return new RatioConfidenceSequence(Collections.nCopies(SIZE, 0.0));
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
        if (nC == 0 || nB == 0) {
            return this;
        }
        double bad = (double) kC + kB;
        double candidateShare = nC / ((double) nC + nB);
        List<Double> logs = new ArrayList<>(SIZE);
        for (int i = 0; i < SIZE; i++) {
            double r = ratio(i);
            logs.add(logLikelihoods.get(i) + kC * StrictMath.log(r) - bad * StrictMath.log1p((r - 1) * candidateShare));
        }
        return new RatioConfidenceSequence(logs);
    }

    /**
     * Returns the interval of candidate rate over baseline rate.
     *
     * @param confidence coverage over all time, 1 - alpha; above 0 and below 1
     * @return bounds on the grid; lower 0 or upper +infinity where the data do not bound it
     * @throws IllegalArgumentException if the confidence is out of its range or NaN
     */
    public Interval interval(double confidence) {
        Arguments.probability("confidence", confidence);
        double threshold = StrictMath.log(2 / (1 - confidence));
        int lowest = 0;
        while (lowest < SIZE && logE(lowest, 1) >= threshold) {
            lowest++;
        }
        int highest = SIZE - 1;
        while (highest >= 0 && logE(highest, -1) >= threshold) {
            highest--;
        }
        double lower = lowest == 0 ? 0 : ratio(lowest - 1);
        double upper = highest == SIZE - 1 ? Double.POSITIVE_INFINITY : ratio(highest + 1);
        // Data whose ratio moved so far that both sides are ruled out leave no ratio; the whole span is then the
        // answer.
        return new Interval(Math.min(lower, upper), Math.max(lower, upper));
    }

    private static double ratio(int index) {
        return StrictMath.pow(2, (double) (index - UNITY) / STEPS_PER_OCTAVE);
    }

    private double logE(int index, int direction) {
        double[] logs = new double[STEPS_TO_ALTERNATIVES.length];
        int size = 0;
        for (int steps : STEPS_TO_ALTERNATIVES) {
            int alternative = index + direction * steps;
            if (alternative >= 0 && alternative < SIZE) {
                logs[size++] = logLikelihoods.get(alternative) - logLikelihoods.get(index);
            }
        }
        return size == 0 ? 0 : LogDomain.mean(Arrays.copyOf(logs, size));
    }
}
