package dev.weir.window;

import dev.weir.statistics.sketch.Histogram;
import java.util.List;

/**
 * Counts of some shadow pairs. {@link #plus} is associative and commutative with {@link #EMPTY} as its neutral element,
 * exactly, as long as there are no more patterns of disagreement than are told apart.
 *
 * @param baseline             the calls of the requests
 * @param candidate            the calls of their copies
 * @param pairs                requests of which both sides are known
 * @param compared             pairs whose baseline answered and whose answers could be compared
 * @param matches              compared pairs whose answers match; a candidate that failed does not
 * @param similarityMillionths sum of the similarities of the compared pairs, millionths
 * @param ratios               latency of the copy / latency of the request in thousandths, where both answered
 * @param disagreements        compared pairs that do not match, by what was answered; only where there are labels
 * @param losses               what came besides
 */
public record PairTally(
        Tally baseline,
        Tally candidate,
        long pairs,
        long compared,
        long matches,
        long similarityMillionths,
        Histogram ratios,
        List<Disagreement> disagreements,
        PairLosses losses) {

    /** Nothing counted. */
    public static final PairTally EMPTY =
            new PairTally(Tally.EMPTY, Tally.EMPTY, 0, 0, 0, 0, Histogram.EMPTY, List.of(), PairLosses.NONE);

    public PairTally {
        disagreements = List.copyOf(disagreements);
    }

    /** The counts of both. */
    public PairTally plus(PairTally other) {
        return new PairTally(
                baseline.plus(other.baseline),
                candidate.plus(other.candidate),
                pairs + other.pairs,
                compared + other.compared,
                matches + other.matches,
                similarityMillionths + other.similarityMillionths,
                ratios.plus(other.ratios),
                Disagreement.sum(disagreements, other.disagreements),
                losses.plus(other.losses));
    }

    /** Only how many pairs there are and what came besides: pairs that are no evidence have no say in the rest. */
    public PairTally accountOnly() {
        return new PairTally(Tally.EMPTY, Tally.EMPTY, pairs, 0, 0, 0, Histogram.EMPTY, List.of(), losses);
    }

    /** The same without the sampled units, which alone would grow with every request of a sum over a long time. */
    public PairTally withoutSampledUnits() {
        return new PairTally(
                baseline.withoutSampledUnits(),
                candidate.withoutSampledUnits(),
                pairs,
                compared,
                matches,
                similarityMillionths,
                ratios,
                disagreements,
                losses);
    }
}
