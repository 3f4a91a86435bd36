package dev.weir.statistics;

/**
 * Count, mean and spread of a sample, in a form that adds up.
 *
 * <p>The sum of squares is kept about the mean: kept about zero it would lose all digits where the mean is some 1e7
 * times the standard deviation.
 *
 * @param n    number of values, 0 or more
 * @param mean their mean, finite; 0 if there are none
 * @param m2   sum of (value - mean)^2, finite and not negative; 0 for fewer than two values
 * @throws IllegalArgumentException if an argument is out of its range or NaN
 */
public record Moments(long n, double mean, double m2) {
    /** The moments of no values, which add nothing. */
    public static final Moments EMPTY = new Moments(0, 0, 0);

    public Moments {
        if (n < 0) {
            throw new IllegalArgumentException("n must be 0 or more, not " + n);
        }
        if (!Double.isFinite(mean) || n == 0 && mean != 0) {
            throw new IllegalArgumentException("mean must be finite, and 0 of no values, not " + mean);
        }
        if (!(m2 >= 0 && m2 < Double.POSITIVE_INFINITY) || n < 2 && m2 > 0) {
            throw new IllegalArgumentException(
                    "m2 must be 0 or more and finite, and 0 of fewer than two values, not " + m2);
        }
    }

    /**
     * Returns the moments of values, by two passes: what the first leaves over corrects the second.
     *
     * @param values any number of finite values
     * @throws IllegalArgumentException if a value is not finite or their squares overflow
     */
    public static Moments of(double... values) {
        if (values.length == 0) {
            return EMPTY;
        }
        double origin = values[0];
        double shift = 0;
        for (double value : values) {
            shift += (value - origin) / values.length;
        }
        double centre = origin + shift;
        double rest = 0;
        double squares = 0;
        for (double value : values) {
            rest += value - centre;
            squares += (value - centre) * (value - centre);
        }
        double correction = rest / values.length;
        return new Moments(values.length, centre + correction, Math.max(0, squares - rest * correction));
    }

    /**
     * Returns the moments of a sample of which mean and variance are known.
     *
     * @param n        number of values, 2 or more
     * @param mean     their mean, finite
     * @param variance their unbiased variance, finite and not negative
     * @throws IllegalArgumentException if an argument is out of its range or NaN
     */
    public static Moments ofVariance(long n, double mean, double variance) {
        if (n < 2) {
            throw new IllegalArgumentException("n must be 2 or more to have a variance, not " + n);
        }
        if (!(variance >= 0 && variance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("variance must be 0 or more and finite, not " + variance);
        }
        return new Moments(n, mean, variance * (n - 1));
    }

    /**
     * Returns the moments with one more value.
     *
     * @throws IllegalArgumentException if the value is not finite
     */
    public Moments plus(double value) {
        return plus(new Moments(1, value, 0));
    }

    /**
     * Returns the moments of both samples together.
     *
     * <p>mean = m_a + d n_b/n and M2 = M2_a + M2_b + d^2 n_a n_b/n with n = n_a + n_b, d = m_b - m_a, a the larger
     * sample. The same bits whichever of the two is asked, and up to rounding the same in whatever order many are
     * added. Source: Chan, Golub &amp; LeVeque (1983), The American Statistician 37.
     *
     * @throws IllegalArgumentException if the moments together overflow
     */
    public Moments plus(Moments other) {
        if (n < other.n || n == other.n && mean < other.mean) {
            return other.plus(this);
        }
        if (other.n == 0) {
            return this;
        }
        double part = (double) other.n / ((double) n + other.n);
        double apart = other.mean - mean;
        return new Moments(n + other.n, mean + apart * part, m2 + other.m2 + apart * apart * part * n);
    }

    /**
     * Returns the unbiased variance M2/(n - 1), in squared units of the values.
     *
     * @throws IllegalStateException if there are fewer than two values
     */
    public double variance() {
        if (n < 2) {
            throw new IllegalStateException("a variance takes two values, there are " + n);
        }
        return m2 / (n - 1);
    }
}
