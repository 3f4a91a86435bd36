package dev.weir.evidence;

import dev.weir.statistics.sequential.ShiryaevMixture;
import dev.weir.statistics.sequential.ShiryaevRobertsDetector;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.List;

/**
 * The evidence that guardrails are broken in one segment, from the blocks of the strata it has a share in. That they are
 * kept is not asked of segments one by one: few of them would ever bring enough requests.
 *
 * @param segment   {@code key=value}
 * @param share     share of the baseline's requests when it was collected, in [0, 1]
 * @param baseline  evidence of this stage on the baseline
 * @param candidate evidence of this stage on the candidate
 * @param harms     one entry a guardrail, in the order of the trial's
 */
public record SegmentEvidence(String segment, double share, Tally baseline, Tally candidate, List<Harm> harms) {
    private static final double FEWEST_BLOCKS = 20;

    /**
     * Evidence that one guardrail is broken.
     *
     * @param evidence over the whole rollout
     * @param monitor  the watch over a stage without an end; null in every other
     * @param figures  what the metric comes to in this stage
     */
    public record Harm(ShiryaevMixture evidence, ShiryaevRobertsDetector monitor, ArmFigures figures) {
        public Harm {
            figures = figures == null ? ArmFigures.NONE : figures;
        }

        private Harm plus(Weighed block) {
            return new Harm(
                    evidence.times(block.beyond()), monitor == null ? null : monitor.times(block.beyond()), figures);
        }
    }

    public SegmentEvidence {
        harms = List.copyOf(harms);
    }

    /** No evidence yet, as the first stage begins. */
    static SegmentEvidence none(Strata.Watched watched, List<Guardrail> guardrails, StageStart start) {
        List<Harm> harms = new ArrayList<>();
        for (Guardrail guardrail : guardrails) {
            Scale scale = Scale.of(guardrail);
            harms.add(new Harm(
                    ShiryaevMixture.start(scale.beyondSize(), horizon(start, watched.share())),
                    GuardrailEvidence.monitor(start, scale, null),
                    null));
        }
        return new SegmentEvidence(watched.name(), watched.share(), Tally.EMPTY, Tally.EMPTY, harms);
    }

    /** The evidence as the next stage begins. */
    SegmentEvidence enter(List<Guardrail> guardrails, StageStart start) {
        List<Harm> next = new ArrayList<>();
        for (int i = 0; i < harms.size(); i++) {
            next.add(new Harm(
                    harms.get(i).evidence.withHorizon(horizon(start, share)),
                    GuardrailEvidence.monitor(start, Scale.of(guardrails.get(i)), harms.get(i).monitor),
                    null));
        }
        return new SegmentEvidence(segment, share, Tally.EMPTY, Tally.EMPTY, next);
    }

    /** A segment brings blocks in proportion to its share of the traffic. */
    private static double horizon(StageStart start, double share) {
        return Math.max(FEWEST_BLOCKS, share * start.horizonBlocks());
    }

    /**
     * The evidence with one more block of one of its strata.
     *
     * @param weighed the block weighed, one entry a guardrail; null where there was nothing to compare
     * @param current whether the block belongs to the stage that may be advanced from
     */
    SegmentEvidence plus(OpenBlock block, Weighed[] weighed, boolean current) {
        List<Harm> next = new ArrayList<>(harms.size());
        for (int i = 0; i < weighed.length; i++) {
            next.add(weighed[i] == null ? harms.get(i) : harms.get(i).plus(weighed[i]));
        }
        return new SegmentEvidence(
                segment,
                share,
                current ? baseline.plus(block.baseline()) : baseline,
                current ? candidate.plus(block.candidate()) : candidate,
                next);
    }

    /** The evidence with the figures of what has been weighed. */
    SegmentEvidence withFigures(Scale[] scales) {
        List<Harm> next = new ArrayList<>(harms.size());
        for (int i = 0; i < scales.length; i++) {
            Harm harm = harms.get(i);
            next.add(new Harm(harm.evidence, harm.monitor, ArmFigures.of(scales[i].metric(), baseline, candidate)));
        }
        return new SegmentEvidence(segment, share, baseline, candidate, next);
    }
}
