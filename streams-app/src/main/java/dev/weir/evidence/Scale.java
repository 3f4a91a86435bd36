package dev.weir.evidence;

import dev.weir.statistics.sequential.ExceedanceTest;
import dev.weir.statistics.sequential.RatioTest;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.QuantileEdges;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Weighs blocks for one guardrail. A block is weighed once, whatever number of segments it counts for. Not safe for use
 * by several threads.
 */
abstract class Scale {
    /** The scale of a guardrail. */
    static Scale of(Guardrail guardrail) {
        return guardrail.metric().isRate() ? new OfRate(guardrail) : new OfQuantile(guardrail);
    }

    /** What is weighed. */
    abstract Metric metric();

    /**
     * The block weighed; null where there is nothing to compare.
     *
     * @param point bin at whose upper edge a quantile is compared, from what was known of the baseline before the block;
     *              null while too little is known, and for a rate
     */
    abstract Weighed weigh(OpenBlock block, Integer point);

    /** Number of alternatives to "within the limit". */
    abstract int beyondSize();

    /** Number of alternatives to "beyond the limit for advance". */
    abstract int withinSize();

    private static final class OfRate extends Scale {
        private final Metric metric;
        private final RatioTest beyond;
        private final RatioTest within;
        private final RatioTest worse;

        OfRate(Guardrail guardrail) {
            metric = guardrail.metric();
            beyond = RatioTest.beyond(guardrail.maxRatio(), guardrail.floor());
            within = RatioTest.within(guardrail.advanceRatio(), guardrail.floor());
            worse = RatioTest.beyond(1, 0);
        }

        @Override
        Weighed weigh(OpenBlock block, Integer point) {
            long nC = block.candidate().calls();
            long nB = block.baseline().calls();
            long kC = Measure.failures(metric, block.candidate());
            long kB = Measure.failures(metric, block.baseline());
            return new Weighed(
                    nC,
                    kC,
                    nB,
                    kB,
                    beyond.logEValues(nC, kC, nB, kB),
                    within.logEValues(nC, kC, nB, kB),
                    worse.logEValues(nC, kC, nB, kB));
        }

        @Override
        Metric metric() {
            return metric;
        }

        @Override
        int beyondSize() {
            return beyond.size();
        }

        @Override
        int withinSize() {
            return within.size();
        }
    }

    private static final class OfQuantile extends Scale {
        private final Guardrail guardrail;
        private final Metric metric;
        private final ExceedanceTest beyond;
        private final ExceedanceTest within;
        private final Map<Integer, Optional<Edges>> edges = new HashMap<>();

        /** Edges for one point of the baseline: of the limit, of the limit for advance, of equality. */
        private record Edges(QuantileEdges limit, QuantileEdges goal, QuantileEdges same) {}

        OfQuantile(Guardrail guardrail) {
            this.guardrail = guardrail;
            metric = guardrail.metric();
            beyond = ExceedanceTest.beyond(metric.quantile());
            within = ExceedanceTest.within(metric.quantile());
        }

        @Override
        Weighed weigh(OpenBlock block, Integer point) {
            Histogram candidate = Measure.distribution(metric, block.candidate());
            Histogram baseline = Measure.distribution(metric, block.baseline());
            long nC = candidate.total();
            long nB = baseline.total();
            if (point == null || nC == 0 || nB == 0) {
                return null;
            }
            Optional<Edges> known = edges.computeIfAbsent(point, this::edges);
            if (known.isEmpty()) {
                return null;
            }
            Edges at = known.get();
            long kB = baseline.countAbove(at.limit.baseline());
            long kC = candidate.countAbove(at.limit.beyond());
            return new Weighed(
                    nC,
                    kC,
                    nB,
                    kB,
                    beyond.logEValues(nC, kC, nB, kB),
                    within.logEValues(nC, candidate.countAbove(at.goal.within()), nB, kB),
                    beyond.logEValues(nC, candidate.countAbove(at.same.beyond()), nB, kB));
        }

        private Optional<Edges> edges(int point) {
            return QuantileEdges.at(point, guardrail.maxRatio())
                    .flatMap(limit -> QuantileEdges.at(point, guardrail.advanceRatio())
                            .flatMap(goal -> QuantileEdges.at(point, 1).map(same -> new Edges(limit, goal, same))));
        }

        @Override
        Metric metric() {
            return metric;
        }

        @Override
        int beyondSize() {
            return beyond.size();
        }

        @Override
        int withinSize() {
            return within.size();
        }
    }
}
