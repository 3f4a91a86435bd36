package dev.weir.window;

import dev.weir.event.Observation;
import dev.weir.event.UnitKey;
import dev.weir.shadow.Likeness;
import dev.weir.statistics.sketch.HistogramBuilder;
import java.util.ArrayList;
import java.util.List;

/** Counts pairs of one cell as they settle; not safe for use by several threads. */
final class PairTallyBuilder {
    private static final double MILLIONTHS = 1_000_000;

    private final TallyBuilder baseline = new TallyBuilder();
    private final TallyBuilder candidate = new TallyBuilder();
    private final HistogramBuilder ratios = new HistogramBuilder();
    private final List<Disagreement> disagreements = new ArrayList<>();
    private long pairs;
    private long compared;
    private long matches;
    private long similarityMillionths;
    private PairLosses losses = PairLosses.NONE;

    /** Counts a pair; its call on either side may be unknown. */
    void addPair(
            PairSide served, Observation.Call servedCall, PairSide shadow, Observation.Call shadowCall, long micros) {
        pairs++;
        add(baseline, served, servedCall, micros);
        add(candidate, shadow, shadowCall, micros);
    }

    private static void add(TallyBuilder tally, PairSide side, Observation.Call call, long timeoutMicros) {
        tally.add(call == null ? side.parts() & ~Parts.CALL : side.parts() | Parts.CALL, false, call, timeoutMicros);
    }

    void addUnit(UnitKey unit) {
        baseline.addUnit(unit);
        candidate.addUnit(unit);
    }

    void addRatio(long thousandths) {
        ratios.add(thousandths);
    }

    void addComparison(Likeness likeness) {
        compared++;
        matches += likeness.match() ? 1 : 0;
        similarityMillionths += Math.round(likeness.similarity() * MILLIONTHS);
    }

    void addDisagreement(String from, String to) {
        disagreements.add(Disagreement.of(from, to));
    }

    void addLosses(PairLosses more) {
        losses = losses.plus(more);
    }

    PairTally build() {
        return new PairTally(
                baseline.build(),
                candidate.build(),
                pairs,
                compared,
                matches,
                similarityMillionths,
                ratios.build(),
                Disagreement.sum(List.of(), disagreements),
                losses);
    }
}
