package dev.weir.evidence;

import dev.weir.statistics.sequential.SampleRatioMixture;
import dev.weir.window.UnitSample;
import java.util.Arrays;
import java.util.List;

/**
 * The evidence that units are not split between the variants as the weights say, over the whole rollout; if they are not,
 * the variants' users differ and no comparison can be trusted.
 *
 * <p>A unit counts when chance has decided on it, which under sticky routing is rare: the candidate owns the hash values
 * below its weight w. So a unit that is new in the rollout falls to the candidate with probability w; one that the
 * baseline had at w and that comes again at w' falls to it with probability (w' - w)/(1 - w); one that the candidate had
 * stays there, and one that comes again at the same weight stays where it was: nothing is learnt from either.
 *
 * <p>Of all units the sample is followed whose identity is below a threshold. At first that is one in
 * {@value UnitSample#ONE_IN}, which is what is delivered; whenever more than {@value #MOST_UNITS} are held, the threshold
 * is halved and the units above it are forgotten for good. What was counted of them stays.
 *
 * <p><b>E is an e-process all the same.</b> Take the counted draws in their order. Which unit is next, and with which
 * probability theta it falls to the candidate, follows from the draws before, from when units come and from hashes that
 * are independent of the routing's; given all that, the draw itself is Bernoulli(theta) if the split is right. For each
 * theta the {@linkplain SampleRatioMixture mixture} multiplies E by the chance it gave the draw over the chance that
 * theta gives it, and by 1 at draws with another theta: the expected factor is 1 either way. So the product over all
 * thetas is a martingale that begins at 1, whatever draws are left out by a rule that does not look at them; forgetting
 * a unit only ends the looking. By Ville's inequality an alarm at E = 1,000 is false with probability 0.001 at most in
 * a whole rollout.
 *
 * <p>Source: Lindon &amp; Malek (2022), NeurIPS, for the mixture; Fabijan et al. (2019), KDD, for what a mismatch means.
 *
 * @param threshold identities below are followed, at most 2^60
 * @param units     identities of the units that are held, strictly increasing; copied
 * @param marks     for each of them what it was last counted as: twice the weight in basis points, and one more for the
 *                  candidate; copied
 * @param draws     what was counted, by the probability of falling to the candidate
 * @param logE      natural log of the evidence; it follows from the draws
 * @param alarmed   whether it has ever reached its bound: then it stays so
 */
public record SplitEvidence(
        long threshold, long[] units, int[] marks, List<Draws> draws, double logE, boolean alarmed) {

    /** Units that are held at most. */
    static final int MOST_UNITS = 4_096;

    /** Log E at which the split counts as wrong: 1,000. */
    public static final double LOG_BOUND = StrictMath.log(1_000);

    private static final int ALL_BPS = 10_000;
    private static final long ALL_DELIVERED = 1L << Long.SIZE - Integer.numberOfTrailingZeros(UnitSample.ONE_IN);

    /**
     * Units that fell to the candidate with one probability.
     *
     * @param fromBps   weight of the candidate at which the baseline had them before, basis points; 0 for new ones
     * @param toBps     weight of the candidate at which they came, basis points
     * @param candidate units that fell to the candidate
     * @param baseline  units that fell to the baseline
     * @param logE      natural log of the evidence of these units
     */
    public record Draws(int fromBps, int toBps, long candidate, long baseline, double logE) {
        /** Probability with which they should have fallen to the candidate, in (0, 1). */
        public double share() {
            return (double) (toBps - fromBps) / (ALL_BPS - fromBps);
        }

        Draws plus(long candidates, long baselines) {
            long[] counts = {candidate + candidates, baseline + baselines};
            double[] weights = {toBps - fromBps, ALL_BPS - toBps};
            return new Draws(
                    fromBps,
                    toBps,
                    counts[0],
                    counts[1],
                    SampleRatioMixture.logE(counts, weights, SampleRatioMixture.DEFAULT_CONCENTRATION));
        }
    }

    /**
     * Units that one table assigned in one second.
     *
     * @param candidateBps weight of the candidate in that table, basis points
     * @param candidate    identities of those it gave the candidate, strictly increasing
     * @param baseline     identities of those it gave the baseline, strictly increasing
     */
    record Arrivals(int candidateBps, long[] candidate, long[] baseline) {}

    /** Nothing known. */
    static final SplitEvidence NONE = new SplitEvidence(ALL_DELIVERED, new long[0], new int[0], List.of(), 0, false);

    public SplitEvidence {
        units = units.clone();
        marks = marks.clone();
        draws = List.copyOf(draws);
        if (units.length != marks.length) {
            throw new IllegalArgumentException(
                    "marks must hold one value per unit, " + units.length + ", not " + marks.length);
        }
    }

    /** Units counted that fell to the candidate. */
    public long candidates() {
        return draws.stream().mapToLong(Draws::candidate).sum();
    }

    /** Units counted that fell to the baseline. */
    public long baselines() {
        return draws.stream().mapToLong(Draws::baseline).sum();
    }

    /** Share of the counted units that should have fallen to the candidate, in (0, 1); NaN while none are counted. */
    public double expectedShare() {
        double expected = 0;
        double all = 0;
        for (Draws each : draws) {
            double counted = each.candidate + each.baseline;
            expected += counted * each.share();
            all += counted;
        }
        return expected / all;
    }

    /** The evidence with the units of one second, table by table in the order of the tables. */
    SplitEvidence take(List<Arrivals> second) {
        SplitIntake intake = new SplitIntake(this);
        second.forEach(intake::take);
        return intake.result();
    }

    @Override
    public long[] units() {
        return units.clone();
    }

    @Override
    public int[] marks() {
        return marks.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SplitEvidence that
                && threshold == that.threshold
                && Arrays.equals(units, that.units)
                && Arrays.equals(marks, that.marks)
                && draws.equals(that.draws)
                && Double.compare(logE, that.logE) == 0
                && alarmed == that.alarmed;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(units) + draws.hashCode();
    }

    @Override
    public String toString() {
        return "SplitEvidence[logE=" + logE + ", alarmed=" + alarmed + ", units=" + units.length + ", threshold="
                + threshold + ", draws=" + draws + "]";
    }
}
