package dev.weir.evidence;

import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.QuantileEdges;
import dev.weir.window.Tally;
import java.util.Collection;
import java.util.Optional;

/**
 * What past requests of the baseline say where its quantiles lie, in one stratum. A block is compared at edges read off
 * the reference, which is made of earlier blocks only; a reference that no longer fits costs power, not validity, and
 * is replaced by the recent window.
 *
 * @param reference requests the edges are read off
 * @param recent    requests since, at most {@link #WINDOW} and a block
 */
public record BaselineWindow(Tally reference, Tally recent) {
    /** Nothing known. */
    static final BaselineWindow EMPTY = new BaselineWindow(Tally.EMPTY, Tally.EMPTY);

    /** Requests of a window that are enough to see where a quantile lies. */
    static final long WINDOW = 500;

    /** Requests below which no edge is read off. */
    static final long FEWEST = 100;

    /** This window with a later block's baseline. */
    BaselineWindow plus(Tally later, Collection<Guardrail> guardrails) {
        if (reference.calls() < FEWEST) {
            return new BaselineWindow(reference.plus(later), Tally.EMPTY);
        }
        Tally grown = recent.plus(later);
        if (grown.calls() < WINDOW) {
            return new BaselineWindow(reference, grown);
        }
        boolean fits = guardrails.stream().allMatch(guardrail -> fits(guardrail.metric(), grown));
        return new BaselineWindow(fits ? reference : grown, Tally.EMPTY);
    }

    private boolean fits(Metric metric, Tally grown) {
        if (metric.isRate()) {
            return true;
        }
        Histogram now = Measure.distribution(metric, grown);
        Optional<QuantileEdges> edges = edges(metric, 1);
        if (now.total() == 0 || edges.isEmpty()) {
            return now.total() == 0;
        }
        double above = (double) now.countAbove(edges.get().baseline()) / now.total();
        double expected = 1 - metric.quantile();
        return above >= expected / 2 && above <= 2 * expected;
    }

    /** The edges at which a metric's quantile is compared; empty while too little is known. */
    Optional<QuantileEdges> edges(Metric metric, double ratio) {
        Histogram known = Measure.distribution(metric, reference);
        return known.total() < FEWEST ? Optional.empty() : QuantileEdges.of(known, metric.quantile(), ratio);
    }
}
