package dev.weir.evidence;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.window.Cell;
import dev.weir.window.Delta.Count;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The evidence of one rollout. It is a function of the closed seconds and the stages' starts in order; nothing else,
 * neither the order of deltas nor the moment of a commit, has a say.
 *
 * <p>Counts of different strata and revisions never share a block: pooled, a changing mix of segments or a router that
 * still applies an older weight would look like a difference between variants.
 *
 * @param rules       what may be evidence
 * @param starts      the stages' starts and later revisions of the same stage, in order; the last is in force
 * @param collected   the baseline as collected before the first stage
 * @param windows     what is known of the baseline's quantiles, by stratum
 * @param open        blocks that are not full yet
 * @param guardrails  the evidence about each guardrail in force
 * @param catastrophe the fast way back; null before the first stage
 * @param baseline    evidence of this stage on the baseline
 * @param candidate   evidence of this stage on the candidate
 */
public record Trial(
        TrialRules rules,
        List<StageStart> starts,
        Tally collected,
        Map<String, BaselineWindow> windows,
        List<OpenBlock> open,
        List<GuardrailEvidence> guardrails,
        CatastropheEvidence catastrophe,
        Tally baseline,
        Tally candidate) {

    private static final long FEWEST_CARRYING = 30;
    private static final int LARGEST_OPEN = 1_000;

    public Trial {
        starts = List.copyOf(starts);
        open = List.copyOf(open);
        guardrails = List.copyOf(guardrails);
        windows = Map.copyOf(windows);
    }

    /** A trial whose baseline begins to be collected. */
    public static Trial begin(TrialRules rules, StageStart start) {
        return new Trial(
                rules, List.of(start), Tally.EMPTY, Map.of(), List.of(), List.of(), null, Tally.EMPTY, Tally.EMPTY);
    }

    /** The stage in force. */
    public StageStart current() {
        return starts.get(starts.size() - 1);
    }

    /** The trial as a stage begins, with the guardrails that the baseline carries figures for. */
    public Trial enter(StageStart start) {
        List<GuardrailEvidence> next = new ArrayList<>();
        for (Guardrail guardrail : start.guardrails()) {
            if (catastrophe == null ? isCarried(guardrail.metric()) : isWeighed(guardrail.metric())) {
                next.add(guardrails.stream()
                        .filter(evidence -> evidence.guardrail().metric() == guardrail.metric())
                        .findFirst()
                        .map(evidence -> evidence.enter(guardrail, start.horizonBlocks()))
                        .orElseGet(() -> GuardrailEvidence.none(guardrail, start.horizonBlocks())));
            }
        }
        double limit = CatastropheEvidence.limit(errors(start), collected.plus(baseline));
        return new Trial(
                rules,
                plus(start),
                collected,
                windows,
                open,
                next,
                catastrophe == null
                        ? CatastropheEvidence.none(limit, start.horizonBlocks())
                        : catastrophe.enter(limit, start.horizonBlocks()),
                Tally.EMPTY,
                Tally.EMPTY);
    }

    /** The trial as the same stage goes on under another revision. */
    public Trial reroute(long revision, long sinceMillis) {
        StageStart now = current();
        StageStart again = new StageStart(now.stage(), revision, sinceMillis, now.guardrails(), now.horizonBlocks());
        return new Trial(rules, plus(again), collected, windows, open, guardrails, catastrophe, baseline, candidate);
    }

    private static Guardrail errors(StageStart start) {
        return start.guardrails().stream()
                .filter(guardrail -> guardrail.metric() == Metric.ERROR_RATE)
                .findFirst()
                .orElse(Guardrail.standard(Metric.ERROR_RATE));
    }

    /** Which metrics are weighed is settled at the first stage: the error budget is shared out among them once. */
    private boolean isWeighed(Metric metric) {
        return guardrails.stream().anyMatch(evidence -> evidence.guardrail().metric() == metric);
    }

    /** Rates and latencies are always judged, the others where the baseline's events carry them. */
    private boolean isCarried(Metric metric) {
        return switch (metric) {
            case ERROR_RATE, TIMEOUT_RATE, LATENCY_P50, LATENCY_P95 -> true;
            case CPU, MEMORY, COST -> Measure.distribution(metric, collected).total() >= FEWEST_CARRYING;
        };
    }

    private List<StageStart> plus(StageStart start) {
        List<StageStart> all = new ArrayList<>(starts);
        all.add(start);
        return all;
    }

    /** The trial with one more closed second. */
    public Trial take(ClosedSecond closed) {
        Map<String, BaselineWindow> newWindows = new TreeMap<>(windows);
        List<OpenBlock> blocks = new ArrayList<>(open);
        Tally newCollected = collected;
        Tally secondBaseline = Tally.EMPTY;
        Tally secondCandidate = Tally.EMPTY;
        for (Count counted : closed.counts()) {
            // A trial is a sum over hours, in which the sampled units of all its seconds have no place.
            Count count = new Count(counted.cell(), counted.tally().withoutSampledUnits());
            Optional<StageStart> start = isDrawn(count.cell()) ? startOf(count.cell()) : Optional.empty();
            if (start.isEmpty()) {
                continue;
            }
            boolean isCandidate = count.cell().variant().equals(rules.candidate());
            String stratum = Segments.project(count.cell().segments(), rules.segments());
            if (start.get().stage() == StageStart.BASELINE) {
                if (!isCandidate) {
                    newCollected = newCollected.plus(count.tally());
                    newWindows.merge(stratum, new BaselineWindow(count.tally(), Tally.EMPTY), Trial::join);
                }
                continue;
            }
            if (rules.perUnit() && count.cell().admission() == Admission.REPEAT) {
                continue;
            }
            addTo(blocks, start.get().stage(), count, stratum, closed.second(), isCandidate);
            if (isCandidate) {
                secondCandidate = secondCandidate.plus(count.tally());
            } else {
                secondBaseline = secondBaseline.plus(count.tally());
            }
        }
        Trial taken = new Trial(
                rules,
                starts,
                newCollected,
                newWindows,
                blocks,
                guardrails,
                catastrophe == null ? null : catastrophe.weigh(closed.second(), secondCandidate, secondBaseline),
                baseline,
                candidate);
        return taken.weighFull(closed.second());
    }

    private static BaselineWindow join(BaselineWindow one, BaselineWindow other) {
        return new BaselineWindow(one.reference().plus(other.reference()), Tally.EMPTY);
    }

    /** Requests drawn by weight. Of a unit's further ones the baseline is collected too: nothing is concluded from it. */
    private boolean isDrawn(Cell cell) {
        boolean arm = cell.variant().equals(rules.baseline()) || cell.variant().equals(rules.candidate());
        return arm && cell.role() == Role.SERVED && cell.admission() != Admission.NOT_RANDOMISED;
    }

    /** The stage a cell's requests were assigned in; empty if in none, or so soon after its start that they do not count. */
    private Optional<StageStart> startOf(Cell cell) {
        long millis = cell.second() * 1_000;
        for (int i = starts.size() - 1; i >= 0; i--) {
            StageStart start = starts.get(i);
            boolean same = cell.revision() == Observation.NO_REVISION
                    ? millis >= start.sinceMillis()
                    : cell.revision() == start.revision();
            if (same) {
                boolean settled = rules.warmupMillis() == 0 || millis >= start.sinceMillis() + rules.warmupMillis();
                return settled || start.stage() == StageStart.BASELINE ? Optional.of(start) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static void addTo(
            List<OpenBlock> blocks, int stage, Count count, String stratum, long second, boolean isCandidate) {
        long revision = count.cell().revision();
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).isOf(stage, revision, stratum)) {
                blocks.set(i, blocks.get(i).plus(count.tally(), isCandidate));
                return;
            }
        }
        if (blocks.size() < LARGEST_OPEN) {
            blocks.add(new OpenBlock(stage, revision, stratum, second, Tally.EMPTY, Tally.EMPTY)
                    .plus(count.tally(), isCandidate));
        }
    }

    private Trial weighFull(long second) {
        List<OpenBlock> full =
                open.stream().filter(block -> block.isFull(second)).sorted().toList();
        List<OpenBlock> rest = new ArrayList<>(open);
        rest.removeIf(block -> block.isAbandoned(second, current()));
        if (full.isEmpty() && rest.size() == open.size()) {
            return this;
        }
        rest.removeAll(full);
        Map<String, BaselineWindow> newWindows = new HashMap<>(windows);
        List<GuardrailEvidence> weighed = guardrails;
        Tally newBaseline = baseline;
        Tally newCandidate = candidate;
        for (OpenBlock block : full) {
            BaselineWindow window = newWindows.getOrDefault(block.stratum(), BaselineWindow.EMPTY);
            boolean isCurrent = block.stage() == current().stage();
            weighed = weighed.stream()
                    .map(evidence -> evidence.weigh(block, window, isCurrent))
                    .toList();
            newWindows.put(
                    block.stratum(), window.plus(block.baseline(), current().guardrails()));
            if (isCurrent) {
                newBaseline = newBaseline.plus(block.baseline());
                newCandidate = newCandidate.plus(block.candidate());
            }
        }
        return new Trial(rules, starts, collected, newWindows, rest, weighed, catastrophe, newBaseline, newCandidate);
    }
}
