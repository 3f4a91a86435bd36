package dev.weir.statistics;

/**
 * A closed interval of a rate or a ratio.
 *
 * @param lower lower bound; not NaN
 * @param upper upper bound, at least the lower; +infinity where nothing bounds a ratio from above
 * @throws IllegalArgumentException if a bound is NaN or the lower is above the upper
 */
public record Interval(double lower, double upper) {
    public Interval {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("lower must be at most upper, not " + lower + " > " + upper);
        }
    }
}
