package dev.weir.statistics.sketch;

import dev.weir.statistics.Arguments;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The three bin edges at which exceedances are counted for one latency quantile: bins of {@link LogLinearBins} whose
 * upper edge is meant, as {@link Histogram#countAbove} takes them.
 *
 * <p>With x the edge of the baseline's quantile and m the tolerated multiple, x &lt;= edge(within) &lt;= m x &lt;=
 * edge(beyond) when m is at least 1 + 1/64. Two edges for the candidate, because one for both directions would test
 * a limit that differs from m by up to a bin in the direction that favours proof (13 % false proofs in simulation).
 *
 * @param baseline bin of x, the baseline's q-quantile
 * @param beyond   bin of the smallest edge at or above m x: exceedances above it feed
 *                 {@link ExceedanceTest#beyond}
 * @param within   bin of the largest edge at or below m x: exceedances above it feed {@link ExceedanceTest#within}
 * @throws IllegalArgumentException if there is no such bin, or within is above beyond
 */
public record QuantileEdges(int baseline, int beyond, int within) {
    public QuantileEdges {
        LogLinearBins.requireBin("baseline", baseline);
        LogLinearBins.requireBin("beyond", beyond);
        LogLinearBins.requireBin("within", within);
        if (within > beyond) {
            throw new IllegalArgumentException("within must be at most beyond = " + beyond + ", not " + within);
        }
    }

    /**
     * Returns the edges for a baseline, to be taken from closed blocks of the past only: the edges of a block must not
     * depend on its own latencies.
     *
     * <p>m x is computed in decimal, so that a multiple of 1.1 on 10 µs is 11 µs and not a bin more.
     *
     * @param baseline   latencies of the baseline
     * @param quantile   q, above 0 and below 1
     * @param multiplier m, the tolerated ratio of candidate to baseline quantile; positive
     * @return the edges; empty if the baseline is, if its quantile lies in overflow, or if m x has no edge on one side
     *     (below 1 µs or above 2^40 µs)
     * @throws IllegalArgumentException if quantile or multiplier is out of its range or NaN
     */
    public static Optional<QuantileEdges> of(Histogram baseline, double quantile, double multiplier) {
        Arguments.probability("quantile", quantile);
        Arguments.positive("multiplier", multiplier);
        if (baseline.total() == 0) {
            return Optional.empty();
        }
        int bin = baseline.quantileBin(quantile);
        return bin == LogLinearBins.SIZE ? Optional.empty() : at(bin, multiplier);
    }

    /**
     * Returns the bin at whose upper edge a baseline is best compared in a quantile: of the two edges around the quantile
     * the one whose share above is nearer to 1 - q, as a ratio. Where the latencies lie so close together that none is
     * above the upper one, that is the lower one: an edge that nothing exceeds tells nothing.
     *
     * @param baseline latencies of the baseline
     * @param quantile q, above 0 and below 1
     * @return the bin; empty if the baseline is, or if its quantile lies in overflow
     * @throws IllegalArgumentException if quantile is out of its range or NaN
     */
    public static OptionalInt point(Histogram baseline, double quantile) {
        Arguments.probability("quantile", quantile);
        long total = baseline.total();
        int upper = total == 0 ? LogLinearBins.SIZE : baseline.quantileBin(quantile);
        if (upper == LogLinearBins.SIZE) {
            return OptionalInt.empty();
        }
        double expected = (1 - quantile) * total;
        long above = baseline.countAbove(upper);
        // above / expected <= 1 <= atLeast / expected, so that the nearer ratio is told by their product.
        boolean isUpperNearer = upper == 0 || (double) above * baseline.countAbove(upper - 1) >= expected * expected;
        return OptionalInt.of(isUpperNearer ? upper : upper - 1);
    }

    /**
     * Returns the edges for a baseline whose quantile is known to lie in a bin.
     *
     * @param bin        the bin whose upper edge is x
     * @param multiplier m, the tolerated ratio of candidate to baseline quantile; positive
     * @return the edges; empty if m x has no edge on one side (below 1 µs or above 2^40 µs)
     * @throws IllegalArgumentException if there is no such bin, or the multiplier is out of its range or NaN
     */
    public static Optional<QuantileEdges> at(int bin, double multiplier) {
        Arguments.positive("multiplier", multiplier);
        BigDecimal edge = BigDecimal.valueOf(multiplier).multiply(BigDecimal.valueOf(LogLinearBins.upperEdge(bin)));
        if (edge.compareTo(BigDecimal.ONE) < 0 || edge.compareTo(BigDecimal.valueOf(LogLinearBins.MAX_MICROS)) > 0) {
            return Optional.empty();
        }
        int beyond = LogLinearBins.bin(edge.setScale(0, RoundingMode.CEILING).longValueExact());
        long floor = edge.setScale(0, RoundingMode.FLOOR).longValueExact();
        int holder = LogLinearBins.bin(floor);
        int within = LogLinearBins.upperEdge(holder) == floor ? holder : holder - 1;
        return Optional.of(new QuantileEdges(bin, beyond, within));
    }
}
