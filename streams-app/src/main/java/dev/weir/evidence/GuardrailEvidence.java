package dev.weir.evidence;

import dev.weir.statistics.sequential.ProductMixture;
import dev.weir.statistics.sequential.RatioConfidenceSequence;
import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.statistics.sequential.ShiryaevRobertsDetector;
import dev.weir.window.Tally;

/**
 * The evidence about one guardrail in all traffic: that its limit is broken, over the whole rollout, and that it is kept,
 * in this stage. Blocks are weighed in order; weighing the same blocks again gives the same evidence bit for bit.
 *
 * @param guardrail what is weighed
 * @param harm      evidence that the limit is broken; a change at any block is looked for
 * @param fine      evidence that the limit is kept; starts anew with each stage
 * @param ratio     bounds on candidate / baseline over the whole rollout; null for quantiles
 * @param worse     evidence that the candidate is worse than the baseline, be it within the limit; nothing acts on it
 * @param monitor   the watch over a stage without an end; null in every other
 * @param level     share of the baseline's requests of this stage that were bad: of a quantile's, those above the points
 *                  compared at, which tells what quantile was compared
 * @param figures   what the metric comes to in this stage
 */
public record GuardrailEvidence(
        Guardrail guardrail,
        ShiryaevMixture harm,
        ProductMixture fine,
        RatioConfidenceSequence ratio,
        ShiryaevMixture worse,
        ShiryaevRobertsDetector monitor,
        Level level,
        ArmFigures figures) {

    /** So many of the baseline's requests, so many of which were bad. */
    public record Level(long requests, long bad) {
        static final Level NONE = new Level(0, 0);
    }

    /** What was stored by a version that kept less begins to be kept. */
    public GuardrailEvidence {
        ratio = ratio == null && guardrail.metric().isRate() ? RatioConfidenceSequence.start() : ratio;
        worse = worse == null ? ShiryaevMixture.start(Scale.of(guardrail).beyondSize(), harm.horizonBlocks()) : worse;
        level = level == null ? Level.NONE : level;
        figures = figures == null ? ArmFigures.NONE : figures;
    }

    /** No evidence yet. */
    static GuardrailEvidence none(Guardrail guardrail, StageStart start) {
        Scale scale = Scale.of(guardrail);
        ShiryaevMixture unharmed = ShiryaevMixture.start(scale.beyondSize(), start.horizonBlocks());
        return new GuardrailEvidence(
                guardrail,
                unharmed,
                ProductMixture.start(scale.withinSize()),
                null,
                unharmed,
                monitor(start, scale, null),
                null,
                null);
    }

    /** The evidence as the next stage begins: what speaks for harm stays, what speaks for advance starts anew. */
    GuardrailEvidence enter(Guardrail next, StageStart start) {
        Scale scale = Scale.of(next);
        return new GuardrailEvidence(
                next,
                harm.withHorizon(start.horizonBlocks()),
                ProductMixture.start(scale.withinSize()),
                ratio,
                worse.withHorizon(start.horizonBlocks()),
                monitor(start, scale, monitor),
                null,
                null);
    }

    static ShiryaevRobertsDetector monitor(StageStart start, Scale scale, ShiryaevRobertsDetector before) {
        if (!start.isEndless()) {
            return null;
        }
        return before == null ? ShiryaevRobertsDetector.start(scale.beyondSize()) : before;
    }

    /**
     * The evidence with one more block.
     *
     * @param block   the block weighed; null if there was nothing to compare
     * @param current whether the block belongs to the stage that may be advanced from
     */
    GuardrailEvidence plus(Weighed block, boolean current) {
        if (block == null) {
            return this;
        }
        return new GuardrailEvidence(
                guardrail,
                harm.times(block.beyond()),
                current ? fine.times(block.within()) : fine,
                ratio == null
                        ? null
                        : ratio.plus(block.candidate(), block.candidateBad(), block.baseline(), block.baselineBad()),
                worse.times(block.worse()),
                monitor == null ? null : monitor.times(block.beyond()),
                current ? new Level(level.requests + block.baseline(), level.bad + block.baselineBad()) : level,
                figures);
    }

    /** The evidence with the figures of what has been weighed. */
    GuardrailEvidence with(Tally baseline, Tally candidate) {
        return new GuardrailEvidence(
                guardrail,
                harm,
                fine,
                ratio,
                worse,
                monitor,
                level,
                ArmFigures.of(guardrail.metric(), baseline, candidate));
    }
}
