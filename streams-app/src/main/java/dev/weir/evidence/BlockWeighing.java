package dev.weir.evidence;

import dev.weir.window.Tally;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Weighs the blocks that fill in one second, one after the other: each once for every guardrail, for all traffic and for
 * the segments that its stratum has a share in. What a block costs does not depend on how many segments there are. Not
 * safe for use by several threads.
 */
final class BlockWeighing {
    private final Trial trial;
    private final Scale[] scales;
    private final GuardrailEvidence[] guardrails;
    private final SegmentEvidence[] segments;
    private final Map<String, int[]> segmentsOf = new HashMap<>();
    private Map<String, BaselineWindow> own;
    private BaselineWindow overall;
    private Tally baseline;
    private Tally candidate;

    BlockWeighing(Trial trial) {
        this.trial = trial;
        this.guardrails = trial.guardrails().toArray(GuardrailEvidence[]::new);
        this.segments = trial.segments().toArray(SegmentEvidence[]::new);
        this.scales = new Scale[guardrails.length];
        this.overall = trial.windows().overall();
        this.baseline = trial.baseline();
        this.candidate = trial.candidate();
    }

    void weigh(OpenBlock block) {
        boolean current = block.stage() == trial.current().stage();
        Weighed[] weighed = weighed(block);
        for (int i = 0; i < guardrails.length; i++) {
            guardrails[i] = guardrails[i].plus(weighed[i], current);
        }
        for (int segment : segmentsOf.computeIfAbsent(block.stratum(), trial.strata()::segments)) {
            segments[segment] = segments[segment].plus(block, weighed, current);
        }
        Distributions figures = Distributions.of(block.baseline());
        overall = overall.plus(figures);
        own.computeIfPresent(block.stratum(), (stratum, window) -> window.plus(figures));
        if (current) {
            baseline = baseline.plus(block.baseline());
            candidate = candidate.plus(block.candidate());
        }
    }

    private Weighed[] weighed(OpenBlock block) {
        if (own == null) {
            own = new TreeMap<>(trial.windows().own());
            for (int i = 0; i < scales.length; i++) {
                scales[i] = Scale.of(guardrails[i].guardrail());
            }
        }
        BaselineWindow window = own.getOrDefault(block.stratum(), overall);
        Weighed[] weighed = new Weighed[scales.length];
        for (int i = 0; i < scales.length; i++) {
            Integer point = window.points().get(scales[i].metric());
            weighed[i] = scales[i].weigh(block, point == null ? overall.points().get(scales[i].metric()) : point);
        }
        return weighed;
    }

    BaselineWindows windows() {
        return own == null ? trial.windows() : new BaselineWindows(overall, own);
    }

    /** The evidence on each guardrail, with the figures after all blocks. */
    List<GuardrailEvidence> guardrails() {
        if (own == null) {
            return trial.guardrails();
        }
        GuardrailEvidence[] weighed = new GuardrailEvidence[guardrails.length];
        for (int i = 0; i < weighed.length; i++) {
            weighed[i] = guardrails[i].with(baseline, candidate);
        }
        return Arrays.asList(weighed);
    }

    /** The evidence in each segment, of those that a block counted for with the figures after all blocks. */
    List<SegmentEvidence> segments() {
        if (own == null) {
            return trial.segments();
        }
        SegmentEvidence[] weighed = new SegmentEvidence[segments.length];
        for (int i = 0; i < weighed.length; i++) {
            weighed[i] = segments[i] == trial.segments().get(i) ? segments[i] : segments[i].withFigures(scales);
        }
        return Arrays.asList(weighed);
    }

    Tally baseline() {
        return baseline;
    }

    Tally candidate() {
        return candidate;
    }
}
