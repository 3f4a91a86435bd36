package dev.weir.statistics;

/** Sums of numbers that are held as natural logarithms, so that neither 1e-5000 nor 1e+5000 is out of reach. */
public final class LogDomain {
    private LogDomain() {}

    /**
     * Returns log(e^a + e^b) as max + log1p(e^-|a-b|).
     *
     * @param a a logarithm, finite or -infinity (the logarithm of zero)
     * @param b a logarithm, finite or -infinity
     * @return the logarithm of the sum, at least max(a, b); -infinity if both are
     */
    public static double add(double a, double b) {
        double max = Math.max(a, b);
        if (max == Double.NEGATIVE_INFINITY) {
            return max;
        }
        return max + StrictMath.log1p(StrictMath.exp(-Math.abs(a - b)));
    }

    /**
     * Returns log(sum of e^x) over all x, the largest one factored out.
     *
     * @param logs logarithms, each finite or -infinity; summed in their order, so that equal input gives equal bits
     * @return the logarithm of the sum; -infinity if there are no terms or all of them are -infinity
     */
    public static double sum(double[] logs) {
        double max = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            max = Math.max(max, log);
        }
        if (max == Double.NEGATIVE_INFINITY) {
            return max;
        }
        double scaled = 0;
        for (double log : logs) {
            scaled += StrictMath.exp(log - max);
        }
        return max + StrictMath.log(scaled);
    }

    /** Returns log(mean of e^x): a mixture with equal weights. Exactly 0 if every x is 0. */
    public static double mean(double[] logs) {
        return sum(logs) - StrictMath.log(logs.length);
    }
}
