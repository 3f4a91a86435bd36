package dev.weir.evidence;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
 * @param evidential  requests of the collected baseline that would have been evidence in a stage
 * @param strata      which strata and segments there are
 * @param windows     what is known of the baseline's quantiles, by stratum
 * @param open        blocks that are not full yet
 * @param merged      calls that were weighed with the rest for want of room for their stratum
 * @param guardrails  the evidence about each guardrail in force
 * @param segments    the evidence in each watched segment; empty before the first stage
 * @param catastrophe the fast way back; null before the first stage
 * @param baseline    evidence of this stage on the baseline
 * @param candidate   evidence of this stage on the candidate
 * @param split       whether units are split as the weights say, over the whole rollout
 * @param pulse       when the baseline was heard of
 * @param pairs       shadow pairs of this stage; none in a stage without copies
 * @param outcomes    what became known of answers
 * @param until       first second that has not been taken in, epoch seconds; -1 before the first was
 */
public record Trial(
        TrialRules rules,
        List<StageStart> starts,
        Tally collected,
        long evidential,
        Strata strata,
        BaselineWindows windows,
        List<OpenBlock> open,
        long merged,
        List<GuardrailEvidence> guardrails,
        List<SegmentEvidence> segments,
        CatastropheEvidence catastrophe,
        Tally baseline,
        Tally candidate,
        SplitEvidence split,
        Pulse pulse,
        PairTally pairs,
        OutcomeEvidence outcomes,
        long until) {

    private static final long FEWEST_CARRYING = 30;
    private static final double YOUNG_SECONDS = 10;
    private static final double MILLIS = 1_000;
    private static final double DAY_SECONDS = 86_400;

    public Trial {
        starts = List.copyOf(starts);
        open = List.copyOf(open);
        guardrails = List.copyOf(guardrails);
        segments = List.copyOf(segments);
        pairs = pairs == null ? PairTally.EMPTY : pairs;
        outcomes = outcomes == null ? OutcomeEvidence.NONE : outcomes;
    }

    /** A trial whose baseline begins to be collected. */
    public static Trial begin(TrialRules rules, StageStart start) {
        return new Trial(
                rules,
                List.of(start),
                Tally.EMPTY,
                0,
                Strata.of(rules.segments()),
                BaselineWindows.EMPTY,
                List.of(),
                0,
                List.of(),
                List.of(),
                null,
                Tally.EMPTY,
                Tally.EMPTY,
                SplitEvidence.NONE,
                Pulse.NONE,
                PairTally.EMPTY,
                OutcomeEvidence.NONE,
                -1);
    }

    /** The stage in force. */
    public StageStart current() {
        return starts.get(starts.size() - 1);
    }

    /** Evidence on both variants in this stage, requests per second; what was expected of it while it is young. */
    public double requestsPerSecond() {
        double seconds = until - current().sinceMillis() / 1_000.0;
        long requests = baseline.calls() + candidate.calls();
        return seconds >= YOUNG_SECONDS && requests > 0
                ? requests / seconds
                : current().requestsPerSecond();
    }

    /** How long the baseline was collected, seconds; while it is, until the last second that has closed. */
    public double collectedSeconds() {
        double since = starts.get(0).sinceMillis() / MILLIS;
        double end = starts.stream()
                .filter(start -> start.stage() != StageStart.BASELINE)
                .findFirst()
                .map(start -> start.sinceMillis() / MILLIS)
                .orElse((double) until);
        return Math.max(0, end - since);
    }

    /** Requests a day that the baseline answered while it was collected; 0 while it is, or if that was no time. */
    public double requestsPerDay() {
        double seconds = collectedSeconds();
        return current().stage() != StageStart.BASELINE && seconds > 0 ? collected.calls() / seconds * DAY_SECONDS : 0;
    }

    /** The trial as a stage begins, with the guardrails that the baseline carries figures for. */
    public Trial enter(StageStart start) {
        boolean first = catastrophe == null;
        Strata newStrata = first ? strata.settle() : strata;
        List<GuardrailEvidence> next = new ArrayList<>();
        for (Guardrail guardrail : start.guardrails()) {
            if (first ? isCarried(guardrail.metric()) : isWeighed(guardrail.metric())) {
                next.add(guardrails.stream()
                        .filter(evidence -> evidence.guardrail().metric() == guardrail.metric())
                        .findFirst()
                        .map(evidence -> evidence.enter(guardrail, start))
                        .orElseGet(() -> GuardrailEvidence.none(guardrail, start)));
            }
        }
        List<Guardrail> weighed =
                next.stream().map(GuardrailEvidence::guardrail).toList();
        double limit = CatastropheEvidence.limit(errors(start), collected.plus(baseline));
        return new Trial(
                rules,
                plus(start),
                collected,
                evidential,
                newStrata,
                first ? windows.settle(newStrata) : windows,
                open,
                merged,
                next,
                first
                        ? newStrata.watched().stream()
                                .map(watched -> SegmentEvidence.none(watched, weighed, start))
                                .toList()
                        : segments.stream()
                                .map(segment -> segment.enter(weighed, start))
                                .toList(),
                first
                        ? CatastropheEvidence.none(limit, start.horizonBlocks())
                        : catastrophe.enter(limit, start.horizonBlocks()),
                Tally.EMPTY,
                Tally.EMPTY,
                split,
                pulse,
                PairTally.EMPTY,
                outcomes.enter(),
                until);
    }

    /** The trial as the same stage goes on under another table. */
    public Trial reroute(long revision, long sinceMillis, int candidateBps) {
        return new Trial(
                rules,
                plus(current().under(revision, sinceMillis, candidateBps)),
                collected,
                evidential,
                strata,
                windows,
                open,
                merged,
                guardrails,
                segments,
                catastrophe,
                baseline,
                candidate,
                split,
                pulse,
                pairs,
                outcomes,
                until);
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

    /**
     * The trial with what became known of answers. Outcomes add up and are not waited for, so that no second has to close
     * for them.
     */
    public Trial take(List<Delta.Outcomes> known) {
        OutcomeEvidence more = outcomes;
        for (Delta.Outcomes each : known) {
            more = more.lose(each.tally().losses());
            if (isEvidence(each.cell())) {
                Optional<StageStart> start = startOf(each.cell());
                if (start.isPresent()) {
                    more = add(more, each, start.get());
                }
            }
        }
        return with(more);
    }

    private boolean isEvidence(Cell cell) {
        boolean arm = cell.variant().equals(rules.baseline()) || cell.variant().equals(rules.candidate());
        return arm
                && cell.role() == Role.SERVED
                && (cell.admission() == Admission.FIRST_OF_UNIT
                        || cell.admission() == Admission.REPEAT && !rules.perUnit());
    }

    private OutcomeEvidence add(OutcomeEvidence to, Delta.Outcomes known, StageStart start) {
        boolean isCandidate = known.cell().variant().equals(rules.candidate());
        ExperimentStart experiment = current().experiment();
        if (experiment != null && start.stage() == current().stage()) {
            return to.add(experiment, known.cell().segments(), known.tally(), isCandidate);
        }
        return isCandidate ? to : to.remember(known.tally());
    }

    private Trial with(OutcomeEvidence newOutcomes) {
        return new Trial(
                rules,
                starts,
                collected,
                evidential,
                strata,
                windows,
                open,
                merged,
                guardrails,
                segments,
                catastrophe,
                baseline,
                candidate,
                split,
                pulse,
                pairs,
                newOutcomes,
                until);
    }

    /** The stage a cell's requests were assigned in; empty if in none, or so soon after its start that they do not count. */
    Optional<StageStart> startOf(Cell cell) {
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

    /** The trial with one more closed second. */
    public Trial take(ClosedSecond closed) {
        return new Intake(this, closed.second()).take(closed);
    }
}
