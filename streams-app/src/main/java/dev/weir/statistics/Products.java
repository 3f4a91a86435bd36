package dev.weir.statistics;

/** Differences of products, which is what comparing two fractions comes down to. */
public final class Products {
    private Products() {}

    /**
     * Returns a b - c d, right to 1.5 units in the last place however close the two products are.
     *
     * <p>The difference of rates close to each other, k1/n1 - k2/n2 = (k1 n2 - k2 n1)/(n1 n2), keeps all its digits this
     * way also at a billion trials, where the products have more digits than a double. The rounding error of c d is
     * computed exactly by a fused multiply-add and put back. Source: Kahan (1983); Jeannerod, Louvet &amp; Muller (2013),
     * Further analysis of Kahan's algorithm, Mathematics of Computation 82, theorem 1.2.
     *
     * @param a finite, as are b, c and d; whole numbers are exact up to 2^53
     * @return the difference; NaN if an argument is NaN or a product overflows
     */
    public static double difference(double a, double b, double c, double d) {
        double product = c * d;
        double error = Math.fma(-c, d, product);
        return Math.fma(a, b, -product) + error;
    }
}
