package dev.weir.evidence;

import dev.weir.statistics.sequential.ExceedanceTest;
import dev.weir.statistics.sequential.ProductMixture;
import dev.weir.statistics.sequential.RatioConfidenceSequence;
import dev.weir.statistics.sequential.RatioTest;
import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.statistics.sketch.QuantileEdges;
import java.util.Optional;

/**
 * The evidence about one guardrail: that its limit is broken, over the whole rollout, and that it is kept, in this
 * stage. Blocks are weighed in order; weighing the same blocks again gives the same evidence bit for bit.
 *
 * @param guardrail what is weighed
 * @param harm      evidence that the limit is broken; a change at any block is looked for
 * @param fine      evidence that the limit is kept; starts anew with each stage
 * @param ratio     bounds on candidate / baseline over the whole rollout; null for quantiles
 */
public record GuardrailEvidence(
        Guardrail guardrail, ShiryaevMixture harm, ProductMixture fine, RatioConfidenceSequence ratio) {

    /** What was stored by a version that kept no bounds begins to keep them. */
    public GuardrailEvidence {
        ratio = ratio == null && guardrail.metric().isRate() ? RatioConfidenceSequence.start() : ratio;
    }

    /** No evidence yet. */
    static GuardrailEvidence none(Guardrail guardrail, double horizonBlocks) {
        boolean rate = guardrail.metric().isRate();
        int harms =
                rate ? rateBeyond(guardrail).size() : quantileBeyond(guardrail).size();
        return new GuardrailEvidence(guardrail, ShiryaevMixture.start(harms, horizonBlocks), unproved(guardrail), null);
    }

    /** The evidence as the next stage begins: what speaks for harm stays, what speaks for advance starts anew. */
    GuardrailEvidence enter(Guardrail next, double horizonBlocks) {
        return new GuardrailEvidence(next, harm.withHorizon(horizonBlocks), unproved(next), ratio);
    }

    /**
     * The evidence with one more block.
     *
     * @param window  what was known of the baseline before the block
     * @param current whether the block belongs to the stage that may be advanced from
     */
    GuardrailEvidence weigh(OpenBlock block, BaselineWindow window, boolean current) {
        return guardrail.metric().isRate() ? weighRate(block, current) : weighQuantile(block, window, current);
    }

    private GuardrailEvidence weighRate(OpenBlock block, boolean current) {
        long nC = block.candidate().calls();
        long nB = block.baseline().calls();
        long kC = Measure.failures(guardrail.metric(), block.candidate());
        long kB = Measure.failures(guardrail.metric(), block.baseline());
        ShiryaevMixture newHarm = harm.times(rateBeyond(guardrail).logEValues(nC, kC, nB, kB));
        return new GuardrailEvidence(
                guardrail,
                newHarm,
                current ? fine.times(rateWithin(guardrail).logEValues(nC, kC, nB, kB)) : fine,
                ratio.plus(nC, kC, nB, kB));
    }

    private GuardrailEvidence weighQuantile(OpenBlock block, BaselineWindow window, boolean current) {
        Metric metric = guardrail.metric();
        Histogram candidate = Measure.distribution(metric, block.candidate());
        Histogram baseline = Measure.distribution(metric, block.baseline());
        Optional<QuantileEdges> limit = window.edges(metric, guardrail.maxRatio());
        Optional<QuantileEdges> goal = window.edges(metric, guardrail.advanceRatio());
        if (limit.isEmpty() || goal.isEmpty() || candidate.total() == 0 || baseline.total() == 0) {
            return this;
        }
        long nC = candidate.total();
        long nB = baseline.total();
        long kB = baseline.countAbove(limit.get().baseline());
        double[] harmful = quantileBeyond(guardrail)
                .logEValues(nC, candidate.countAbove(limit.get().beyond()), nB, kB);
        double[] proving = quantileWithin(guardrail)
                .logEValues(nC, candidate.countAbove(goal.get().within()), nB, kB);
        return new GuardrailEvidence(guardrail, harm.times(harmful), current ? fine.times(proving) : fine, null);
    }

    private static ProductMixture unproved(Guardrail guardrail) {
        return ProductMixture.start(
                guardrail.metric().isRate()
                        ? rateWithin(guardrail).size()
                        : quantileWithin(guardrail).size());
    }

    private static RatioTest rateBeyond(Guardrail guardrail) {
        return RatioTest.beyond(guardrail.maxRatio(), guardrail.floor());
    }

    private static RatioTest rateWithin(Guardrail guardrail) {
        return RatioTest.within(guardrail.advanceRatio(), guardrail.floor());
    }

    private static ExceedanceTest quantileBeyond(Guardrail guardrail) {
        return ExceedanceTest.beyond(guardrail.metric().quantile());
    }

    private static ExceedanceTest quantileWithin(Guardrail guardrail) {
        return ExceedanceTest.within(guardrail.metric().quantile());
    }
}
