package dev.weir.statistics.drift;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.inference.PValueMethod;

/**
 * The test of Kolmogorov and Smirnov that two samples come from one continuous distribution: how far apart are their
 * distribution functions at most?
 *
 * <p>D = max |F - G|, with F and G the share of either sample at or below a value. Without a difference
 * sqrt(nm/(n+m)) D follows Kolmogorov's distribution in large samples; in small ones every order of the n + m values is
 * equally likely and P(D at least d) is a matter of counting lattice paths. Ties and bins make both conservative: where
 * values fall together D can only be smaller. It holds for independent observations, at one look.
 *
 * <p>Sources: Smirnov (1939); Hodges (1958), Arkiv för Matematik 3; Viehmann (2021), arXiv 2102.08037, for the exact
 * probability.
 */
public final class KolmogorovSmirnovTest {
    private static final int LARGEST_EXACT = 10_000;

    private KolmogorovSmirnovTest() {}

    /**
     * How far apart two samples are and how surprising that is if they come from one distribution.
     *
     * @param d         largest difference of the distribution functions, 0 to 1
     * @param pValue    probability of a D at least as large without a difference, 0 to 1
     * @param logPValue its natural logarithm; also where the p-value itself is too small for a double, unless exact
     */
    public record Result(double d, double pValue, double logPValue) {}

    /**
     * Returns the asymptotic test of samples in bins, with D taken at the edges of the bins.
     *
     * @param reference count in each bin of the reference, in the order of their values; 0 or more, at least one
     *                  observation
     * @param current   count in each bin of the current window; 0 or more, at least one observation, as many bins
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static Result binned(long[] reference, long[] current) {
        TwoSamples samples = new TwoSamples(reference, current);
        double d = distance(samples);
        double n = samples.n();
        double m = samples.m();
        double logPValue = KolmogorovDistribution.logSurvival(d * Math.sqrt(n / (n + m) * m));
        return new Result(d, Math.exp(logPValue), logPValue);
    }

    /**
     * Returns the asymptotic test of two samples; too cautious below some fifty observations.
     *
     * @param x one sample; at least one number, in any order, not changed
     * @param y the other; at least one number
     * @throws IllegalArgumentException if a sample is empty or holds NaN
     */
    public static Result asymptotic(double[] x, double[] y) {
        long[][] counts = counts(x, y);
        return binned(counts[0], counts[1]);
    }

    /**
     * Returns the exact test of two samples, in a time proportional to the product of their sizes.
     *
     * @param x one sample; 1 to 10,000 numbers, in any order, not changed
     * @param y the other; 1 to 10,000 numbers
     * @throws IllegalArgumentException if a sample is empty, too large or holds NaN
     */
    public static Result exact(double[] x, double[] y) {
        requireExactSize("x", x);
        requireExactSize("y", y);
        long[][] counts = counts(x, y);
        double d = distance(new TwoSamples(counts[0], counts[1]));
        double p = Math.min(x.length, y.length) == 1
                ? ofOneAgainst(Math.max(x.length, y.length), d)
                : org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults()
                        .with(PValueMethod.EXACT)
                        .test(x, y)
                        .getPValue();
        return new Result(d, p, Math.log(p));
    }

    /**
     * P(D at least d) for one value against m, which Commons Statistics does not take: the value has j of the others
     * below it, j = 0..m equally likely, and D = max(j, m - j)/m.
     */
    private static double ofOneAgainst(int m, double d) {
        long larger = Math.round(d * m);
        return Math.min(1, 2 * (m - larger + 1) / (m + 1.0));
    }

    private static void requireExactSize(String name, double[] sample) {
        if (sample.length > LARGEST_EXACT) {
            throw new IllegalArgumentException(
                    name + " must hold at most " + LARGEST_EXACT + " numbers for an exact test, not " + sample.length);
        }
    }

    private static double distance(TwoSamples samples) {
        double reference = 0;
        double current = 0;
        double largest = 0;
        for (int i = 0; i < samples.bins(); i++) {
            reference += samples.reference(i);
            current += samples.current(i);
            largest = Math.max(largest, Math.abs(samples.excess(reference, current)));
        }
        return largest / (samples.n() * samples.m());
    }

    /** The counts of both samples at each value that occurs. */
    private static long[][] counts(double[] x, double[] y) {
        Map<Double, long[]> byValue = new TreeMap<>();
        count("x", x, 0, byValue);
        count("y", y, 1, byValue);
        return new long[][] {
            byValue.values().stream().mapToLong(both -> both[0]).toArray(),
            byValue.values().stream().mapToLong(both -> both[1]).toArray()
        };
    }

    private static void count(String name, double[] sample, int which, Map<Double, long[]> byValue) {
        if (sample.length == 0) {
            throw new IllegalArgumentException(name + " must hold at least one number");
        }
        if (Arrays.stream(sample).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException(name + " must hold numbers, not NaN");
        }
        for (double value : sample) {
            // Adding 0 makes the two zeros one value.
            byValue.computeIfAbsent(value + 0.0, unseen -> new long[2])[which]++;
        }
    }
}
