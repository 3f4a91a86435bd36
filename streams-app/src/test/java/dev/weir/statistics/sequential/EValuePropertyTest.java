package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.LogDomain;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The claim everything rests on, E[e] at most 1 under the null, by exact enumeration; and which way evidence moves. */
class EValuePropertyTest {
    private static final double ONE = 1 + 1e-12;

    @Property
    void shouldExpectAtMostOneWhileTheCandidateIsWithinTheRatio(
            @ForAll @IntRange(min = 1, max = 9) int nC,
            @ForAll @IntRange(min = 1, max = 9) int nB,
            @ForAll @DoubleRange(min = 0.2, max = 5) double limit,
            @ForAll @DoubleRange(max = 0.2) double floor,
            @ForAll @DoubleRange(max = 1) double pB,
            @ForAll @DoubleRange(max = 1) double depth) {
        double pC = Math.min(1, limit * pB + floor) * depth;
        RatioTest test = RatioTest.beyond(limit, floor);
        for (int j = 0; j < test.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.expectation(
                            nC, pC, nB, pB, (kC, kB) -> Math.exp(test.logEValues(nC, kC, nB, kB)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
    }

    @Property
    void shouldExpectAtMostOneWhileTheCandidateIsBeyondTheRatio(
            @ForAll @IntRange(min = 1, max = 9) int nC,
            @ForAll @IntRange(min = 1, max = 9) int nB,
            @ForAll @DoubleRange(min = 0.2, max = 5) double limit,
            @ForAll @DoubleRange(max = 0.2) double floor,
            @ForAll @DoubleRange(max = 1) double share,
            @ForAll @DoubleRange(max = 1) double depth) {
        double pB = share * (1 - floor) / Math.max(1, limit);
        double border = Math.min(1, limit * pB + floor);
        double pC = border + (1 - border) * depth;
        RatioTest test = RatioTest.within(limit, floor);
        for (int j = 0; j < test.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.expectation(
                            nC, pC, nB, pB, (kC, kB) -> Math.exp(test.logEValues(nC, kC, nB, kB)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
    }

    /** Both models answer the same request, so their outcomes may depend on each other in any way. */
    @Property
    void shouldExpectAtMostOneForPairsWhateverTheirDependence(
            @ForAll @DoubleRange(min = 0.2, max = 5) double limit,
            @ForAll @DoubleRange(max = 0.2) double floor,
            @ForAll @DoubleRange(max = 1) double share,
            @ForAll @DoubleRange(max = 1) double depth,
            @ForAll @DoubleRange(max = 1) double overlap) {
        double pB = share * (1 - floor) / Math.max(1, limit);
        double border = Math.min(1, limit * pB + floor);
        double good = border * depth;
        double bad = border + (1 - border) * depth;
        RatioTest beyond = RatioTest.beyond(limit, floor);
        RatioTest within = RatioTest.within(limit, floor);
        for (int j = 0; j < beyond.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.pairExpectation(
                            good,
                            pB,
                            both(good, pB, Math.max(0, good + pB - 1), overlap),
                            (kC, kB) -> Math.exp(beyond.logEValues(1, kC, 1, kB)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
        for (int j = 0; j < within.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.pairExpectation(
                            bad,
                            pB,
                            both(bad, pB, Math.max(0, bad + pB - 1), overlap),
                            (kC, kB) -> Math.exp(within.logEValues(1, kC, 1, kB)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
    }

    /** Exceedances of pairs need them to go together rather than against each other. */
    @Property
    void shouldExpectAtMostOneForPairsOfExceedancesThatGoTogether(
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double quantile,
            @ForAll @DoubleRange(max = 1) double higher,
            @ForAll @DoubleRange(max = 1) double depth,
            @ForAll @DoubleRange(max = 1) double overlap) {
        double lower = higher * depth;
        double both = both(lower, higher, lower * higher, overlap);
        ExceedanceTest beyond = ExceedanceTest.beyond(quantile);
        for (int j = 0; j < beyond.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.pairExpectation(
                            lower, higher, both, (kC, kB) -> Math.exp(beyond.logEValues(1, kC, 1, kB)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
        ExceedanceTest within = ExceedanceTest.within(quantile);
        for (int j = 0; j < within.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.pairExpectation(
                            higher, lower, both, (kC, kB) -> Math.exp(within.logEValues(1, kC, 1, kB)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
    }

    /** Pairs are independent of each other, and the evidence of a block of pairs is the product of theirs. */
    @Property
    void shouldWeighABlockOfPairsAsItWeighsThePairs(
            @ForAll @IntRange(min = 1, max = 500) int pairs,
            @ForAll @DoubleRange(max = 1) double shareC,
            @ForAll @DoubleRange(max = 1) double shareB) {
        long kC = Math.round(pairs * shareC);
        long kB = Math.round(pairs * shareB);
        RatioTest ratio = RatioTest.beyond(2, 0.0005);
        ExceedanceTest latency = ExceedanceTest.beyond(0.95);
        sumsUp(ratio.logEValues(pairs, kC, pairs, kB), pairs, kC, kB, (c, b) -> ratio.logEValues(1, c, 1, b));
        sumsUp(latency.logEValues(pairs, kC, pairs, kB), pairs, kC, kB, (c, b) -> latency.logEValues(1, c, 1, b));
    }

    private interface Pair {
        double[] logEValues(long kC, long kB);
    }

    private static void sumsUp(double[] block, long pairs, long kC, long kB, Pair pair) {
        double[] none = pair.logEValues(0, 0);
        double[] candidate = pair.logEValues(1, 0);
        double[] baseline = pair.logEValues(0, 1);
        for (int j = 0; j < block.length; j++) {
            double sum = pairs * none[j] + kC * (candidate[j] - none[j]) + kB * (baseline[j] - none[j]);
            assertThat(block[j]).isCloseTo(sum, within(1e-10 * Math.max(1, Math.abs(sum))));
        }
    }

    private static double both(double pC, double pB, double least, double overlap) {
        return least + (Math.min(pC, pB) - least) * overlap;
    }

    @Property
    void shouldExpectAtMostOneWhileExceedancesAreInOrder(
            @ForAll @IntRange(min = 1, max = 9) int nC,
            @ForAll @IntRange(min = 1, max = 9) int nB,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double quantile,
            @ForAll @DoubleRange(max = 1) double higher,
            @ForAll @DoubleRange(max = 1) double depth) {
        double lower = higher * depth;
        ExceedanceTest beyond = ExceedanceTest.beyond(quantile);
        for (int j = 0; j < beyond.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.expectation(
                            nC,
                            lower,
                            nB,
                            higher,
                            (kC, kB) -> Math.exp(beyond.logEValues(nC, kC, nB, kB)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
        ExceedanceTest within = ExceedanceTest.within(quantile);
        for (int j = 0; j < within.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.expectation(
                            nC,
                            higher,
                            nB,
                            lower,
                            (kC, kB) -> Math.exp(within.logEValues(nC, kC, nB, kB)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
    }

    @Property
    void shouldExpectAtMostOneWhileTheRateIsBelowTheAbsoluteLimit(
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) double limit,
            @ForAll @DoubleRange(max = 1) double depth) {
        AbsoluteTest test = new AbsoluteTest(limit);
        for (int j = 0; j < test.size(); j++) {
            int alternative = j;
            assertThat(Enumeration.expectation(
                            n, limit * depth, 0, 0, (k, none) -> Math.exp(test.logEValues(n, k)[alternative])))
                    .isLessThanOrEqualTo(ONE);
        }
    }

    @Property
    void shouldExpectAtMostOneForOneRateAtItsNull(
            @ForAll @IntRange(max = 30) int n,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double p0,
            @ForAll @DoubleRange(max = 1) double depth) {
        double below = p0 * depth;
        double above = 1 - (1 - p0) * depth;
        assertThat(Enumeration.expectation(
                        n, p0, 0, 0, (k, none) -> Math.exp(OneSampleBernoulli.logETwoSided(k, n, p0))))
                .isBetween(1 - 1e-9, 1 + 1e-9);
        assertThat(Enumeration.expectation(
                        n, below, 0, 0, (k, none) -> Math.exp(OneSampleBernoulli.logEGreater(k, n, p0))))
                .isLessThanOrEqualTo(1 + 1e-9);
        assertThat(Enumeration.expectation(
                        n, above, 0, 0, (k, none) -> Math.exp(OneSampleBernoulli.logELess(k, n, p0))))
                .isLessThanOrEqualTo(1 + 1e-9);
    }

    /** The uniform prior is the two truncated ones, weighed by their lengths. */
    @Property
    void shouldMixTheOneSidedValuesIntoTheTwoSidedOne(
            @ForAll @IntRange(max = 1_000_000) int n,
            @ForAll @DoubleRange(max = 1) double share,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double p0) {
        long k = Math.round(n * share);
        double mixed = LogDomain.add(
                Math.log1p(-p0) + OneSampleBernoulli.logEGreater(k, n, p0),
                Math.log(p0) + OneSampleBernoulli.logELess(k, n, p0));
        double twoSided = OneSampleBernoulli.logETwoSided(k, n, p0);
        assertThat(mixed)
                .isBetween(
                        twoSided - 1e-9 * Math.max(1, Math.abs(twoSided)),
                        twoSided + 1e-9 * Math.max(1, Math.abs(twoSided)));
    }

    @Property
    void shouldGrowWithBadCandidatesAndShrinkWithBadBaselinesTowardsBeyond(
            @ForAll @IntRange(min = 1, max = 1000) int nC,
            @ForAll @IntRange(min = 1, max = 1000) int nB,
            @ForAll @DoubleRange(max = 1) double shareC,
            @ForAll @DoubleRange(max = 1) double shareB) {
        long kC = Math.round((nC - 1) * shareC);
        long kB = Math.round((nB - 1) * shareB);
        RatioTest ratioBeyond = RatioTest.beyond(2, 0.0005);
        RatioTest ratioWithin = RatioTest.within(2, 0.0005);
        ExceedanceTest latencyBeyond = ExceedanceTest.beyond(0.95);
        ExceedanceTest latencyWithin = ExceedanceTest.within(0.95);
        increases(ratioBeyond.logEValues(nC, kC, nB, kB), ratioBeyond.logEValues(nC, kC + 1, nB, kB));
        increases(ratioBeyond.logEValues(nC, kC, nB, kB + 1), ratioBeyond.logEValues(nC, kC, nB, kB));
        increases(ratioWithin.logEValues(nC, kC + 1, nB, kB), ratioWithin.logEValues(nC, kC, nB, kB));
        increases(ratioWithin.logEValues(nC, kC, nB, kB), ratioWithin.logEValues(nC, kC, nB, kB + 1));
        increases(latencyBeyond.logEValues(nC, kC, nB, kB), latencyBeyond.logEValues(nC, kC + 1, nB, kB));
        increases(latencyBeyond.logEValues(nC, kC, nB, kB + 1), latencyBeyond.logEValues(nC, kC, nB, kB));
        increases(latencyWithin.logEValues(nC, kC + 1, nB, kB), latencyWithin.logEValues(nC, kC, nB, kB));
        increases(latencyWithin.logEValues(nC, kC, nB, kB), latencyWithin.logEValues(nC, kC, nB, kB + 1));
    }

    private static void increases(double[] from, double[] to) {
        for (int j = 0; j < from.length; j++) {
            assertThat(to[j]).isGreaterThan(from[j]);
        }
    }
}
