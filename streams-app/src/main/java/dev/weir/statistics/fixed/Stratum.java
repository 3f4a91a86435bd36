package dev.weir.statistics.fixed;

import dev.weir.statistics.Products;

/**
 * The two-by-two table of one stratum, e.g. of one segment of the traffic: two arms, two outcomes.
 *
 * @param a successes of arm 1; 0 or more
 * @param b failures of arm 1; 0 or more
 * @param c successes of arm 2; 0 or more
 * @param d failures of arm 2; 0 or more. Together at most 2^53, so that a double holds every sum exactly
 * @throws IllegalArgumentException if a count is out of its range
 */
public record Stratum(long a, long b, long c, long d) {
    private static final long LARGEST_TOTAL = 1L << 53;

    public Stratum {
        requireCount("a", a);
        requireCount("b", b);
        requireCount("c", c);
        requireCount("d", d);
        if (a + b + c + d > LARGEST_TOTAL) {
            throw new IllegalArgumentException(
                    "a + b + c + d must be at most " + LARGEST_TOTAL + ", not " + (a + b + c + d));
        }
    }

    private static void requireCount(String name, long count) {
        if (count < 0 || count > LARGEST_TOTAL) {
            throw new IllegalArgumentException(name + " must be from 0 to " + LARGEST_TOTAL + ", not " + count);
        }
    }

    double arm1() {
        return a + b;
    }

    double arm2() {
        return c + d;
    }

    double successes() {
        return a + c;
    }

    double failures() {
        return b + d;
    }

    double total() {
        return a + b + c + d;
    }

    /** Whether it says anything on a difference between the arms: both are there, and so are both outcomes. */
    boolean isInformative() {
        return arm1() > 0 && arm2() > 0 && successes() > 0 && failures() > 0;
    }

    /** a minus its expectation given the margins if the arms do not differ, a - arm1 successes / n = (a d - b c) / n. */
    double excess() {
        return Products.difference(a, d, b, c) / total();
    }

    /** The hypergeometric variance of a given the margins, arm1 arm2 successes failures / (n^2 (n - 1)). */
    double variance() {
        double n = total();
        return (arm1() / n) * (arm2() / n) * successes() * (failures() / (n - 1));
    }
}
