package dev.weir.verdict;

import dev.weir.statistics.Alternative;
import dev.weir.statistics.Arguments;
import dev.weir.statistics.Interval;
import dev.weir.statistics.fixed.CohensH;
import dev.weir.statistics.fixed.FisherExactTest;
import dev.weir.statistics.fixed.NewcombeInterval;
import dev.weir.statistics.fixed.TwoProportionTest;
import dev.weir.statistics.fixed.WilsonInterval;
import java.util.Locale;

/**
 * Two rates of success compared at <em>one</em> look that was planned beforehand: which variant is better, whether they
 * are as good as each other, or how many requests are still missing.
 *
 * <p>In this order: the interval of the difference lies inside the smallest effect that matters, so that the variants are
 * equivalent even where they differ; there are fewer requests than it takes to see the effect, so that nothing is
 * concluded; the test rejects equality; or nothing shows. Where fewer than {@value #FEW} events or others are to be
 * expected in a sample, the test is not to be trusted, and {@link FisherExactTest} has to reject too. The effect to be seen
 * is the observed one, but at least the smallest that matters: what is seen early is mostly too large, and asking for what
 * it would take is what keeps a lucky beginning from deciding.
 *
 * <p>The test is {@link TwoProportionTest} (pooled, two-sided), the interval of the difference {@link NewcombeInterval}
 * and those of the rates {@link WilsonInterval}, all at 1 - alpha; the requests are those of {@link CohensH}.
 *
 * @param a                  variant in charge
 * @param b                  variant on trial
 * @param z                  standardised difference of B over A
 * @param pValue             two-sided
 * @param exactP             two-sided p-value of Fisher's test where outcomes are few; null where they are not
 * @param effect             rate of B less rate of A
 * @param interval           of the effect
 * @param requiredPerVariant requests of each variant it takes to see the effect
 * @param winner             what is concluded
 */
public record PlannedComparison(
        Sample a,
        Sample b,
        double z,
        double pValue,
        Double exactP,
        double effect,
        Interval interval,
        long requiredPerVariant,
        Winner winner) {
    private static final double FEW = 5;

    /**
     * Outcomes of one variant.
     *
     * @param successes successful ones, 0 to n
     * @param n         all of them, at least 1
     * @param rate      their share
     * @param interval  of the rate
     */
    public record Sample(long successes, long n, double rate, Interval interval) {}

    /** What is concluded. */
    public enum Winner {
        /** Too few requests, or nothing shows. */
        INCONCLUSIVE,
        A_WINS,
        B_WINS,
        /** Equivalent: whatever the difference is, it is too small to matter. */
        TIE
    }

    /**
     * What is agreed before the look.
     *
     * @param alpha     error probability, above 0 and below 1
     * @param power     probability of seeing the effect where it is there, above alpha and below 1
     * @param minEffect smallest difference of rates that matters, above 0 and below 1
     * @throws IllegalArgumentException if a figure is out of its range
     */
    public record Design(double alpha, double power, double minEffect) {
        /** What is usual. */
        public static final Design STANDARD = new Design(0.05, 0.8, 0.02);

        public Design {
            Arguments.probability("alpha", alpha);
            Arguments.probability("power", power);
            Arguments.probability("minEffect", minEffect);
            if (power <= alpha) {
                throw new IllegalArgumentException("power must be above alpha = " + alpha + ", not " + power);
            }
        }

        /**
         * Returns the requests of each variant it takes to see a rate become another.
         *
         * @throws IllegalArgumentException if the rates are equal or out of [0, 1]
         */
        public long perVariant(double baseline, double other) {
            return CohensH.perVariant(CohensH.effect(baseline, other), 1, alpha, power, Alternative.TWO_SIDED)
                    .n1();
        }
    }

    /**
     * Compares B with A.
     *
     * @param kA successes of A, 0 to nA
     * @param nA outcomes of A, at least 1
     * @param kB successes of B, 0 to nB
     * @param nB outcomes of B, at least 1
     * @throws IllegalArgumentException if a count is out of its range
     */
    public static PlannedComparison of(long kA, long nA, long kB, long nB, Design design) {
        Sample a = sample("a", kA, nA, design);
        Sample b = sample("b", kB, nB, design);
        TwoProportionTest test = TwoProportionTest.test(kB, nB, kA, nA, Alternative.TWO_SIDED);
        Interval interval = NewcombeInterval.interval(kB, nB, kA, nA, 1 - design.alpha());
        Double exactP = isFew(kA, nA, kB, nB)
                ? (Double) FisherExactTest.test(kB, nB - kB, kA, nA - kA).twoSided()
                : null;
        long required = required(a.rate, test.difference(), design);
        return new PlannedComparison(
                a,
                b,
                test.z(),
                test.pValue(),
                exactP,
                test.difference(),
                interval,
                required,
                winner(test, exactP, interval, Math.min(nA, nB) >= required, design));
    }

    private static boolean isFew(long kA, long nA, long kB, long nB) {
        double rate = ((double) kA + kB) / ((double) nA + nB);
        return Math.min(nA, nB) * Math.min(rate, 1 - rate) < FEW;
    }

    private static Sample sample(String name, long k, long n, Design design) {
        if (n < 1) {
            throw new IllegalArgumentException(name + " must hold at least one outcome, not " + n);
        }
        Arguments.counts(name + " outcomes", n, name + " successes", k);
        return new Sample(k, n, (double) k / n, WilsonInterval.interval(k, n, 1 - design.alpha()));
    }

    /** Where the effect leads out of [0, 1] on its own side, it is looked for on the other. */
    private static long required(double rate, double effect, Design design) {
        double size = Math.max(Math.abs(effect), design.minEffect());
        boolean up = effect >= 0 ? rate + size <= 1 : rate - size < 0;
        return design.perVariant(rate, up ? Math.min(1, rate + size) : Math.max(0, rate - size));
    }

    private static Winner winner(
            TwoProportionTest test, Double exactP, Interval interval, boolean enough, Design design) {
        boolean equivalent = interval.lower() > -design.minEffect() && interval.upper() < design.minEffect();
        if (equivalent) {
            return Winner.TIE;
        }
        boolean differ = test.pValue() < design.alpha() && (exactP == null || exactP < design.alpha());
        if (!enough || !differ) {
            return Winner.INCONCLUSIVE;
        }
        return test.difference() > 0 ? Winner.B_WINS : Winner.A_WINS;
    }

    /** Requests that the smaller variant still lacks; 0 if none. */
    public long missing() {
        return Math.max(0, requiredPerVariant - Math.min(a.n, b.n));
    }

    /** What it comes to, in one sentence with its figures. */
    public String message() {
        String exact = exactP == null ? "" : String.format(Locale.ROOT, ", exact %.3g", exactP);
        String rates = String.format(
                Locale.ROOT, "%.1f %% vs %.1f %% (p = %.3g%s)", 100 * b.rate, 100 * a.rate, pValue, exact);
        return switch (winner) {
            case B_WINS -> "Deploy B: " + rates;
            case A_WINS -> "Keep A: " + rates;
            case TIE ->
                String.format(
                        Locale.ROOT,
                        "Equivalent: the effect lies between %+.2f and %+.2f points, too small to matter",
                        100 * interval.lower(),
                        100 * interval.upper());
            case INCONCLUSIVE ->
                missing() > 0
                        ? String.format(
                                Locale.ROOT,
                                "Continue the test: %,d more %s of each variant %s needed, %.1fx what there is; %s",
                                missing(),
                                missing() == 1 ? "request" : "requests",
                                missing() == 1 ? "is" : "are",
                                (double) requiredPerVariant / Math.min(a.n, b.n),
                                rates)
                        : "No significant difference: " + rates + "; test longer, or accept that it does not matter";
        };
    }
}
