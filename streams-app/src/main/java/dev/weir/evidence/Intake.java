package dev.weir.evidence;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.window.Cell;
import dev.weir.window.Delta.Count;
import dev.weir.window.Delta.Pairs;
import dev.weir.window.PairTally;
import dev.weir.window.Tally;
import dev.weir.window.UnitSample;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Takes one closed second into a trial. Not safe for use by several threads, and used once. */
final class Intake {
    private static final int ALL_BPS = 10_000;

    /** Requests that name no table were assigned by the one in force, once every router has had time to follow it. */
    private static final long ROUTERS_FOLLOW_WITHIN_MILLIS = 30_000;

    private final Trial trial;
    private final TrialRules rules;
    private final long second;
    private final OpenBlocks blocks;
    private final Map<String, String> strata = new HashMap<>();
    private final TreeMap<String, Long> collectedRequests = new TreeMap<>();
    private final TreeMap<String, Distributions> collectedFigures = new TreeMap<>();
    private final TreeMap<Long, Assigned> assigned = new TreeMap<>();
    private Tally collected;
    private long evidential;
    private Tally baseline = Tally.EMPTY;
    private Tally candidate = Tally.EMPTY;
    private PairTally pairs;
    private boolean isBaselineHeard;

    /** Units that one table assigned in the second. */
    private static final class Assigned {
        private final int candidateBps;
        private UnitSample candidate = UnitSample.EMPTY;
        private UnitSample baseline = UnitSample.EMPTY;

        Assigned(int candidateBps) {
            this.candidateBps = candidateBps;
        }

        SplitEvidence.Arrivals arrivals() {
            return new SplitEvidence.Arrivals(candidateBps, candidate.sampled(), baseline.sampled());
        }
    }

    Intake(Trial trial, long second) {
        this.trial = trial;
        this.rules = trial.rules();
        this.second = second;
        this.blocks = new OpenBlocks(trial.open(), trial.strata().rest());
        this.collected = trial.collected();
        this.evidential = trial.evidential();
        this.pairs = trial.pairs();
    }

    /** The trial after the second; only once. */
    Trial take(ClosedSecond closed) {
        for (Count counted : closed.counts()) {
            if (isDrawn(counted.cell())) {
                isBaselineHeard |= counted.cell().variant().equals(rules.baseline());
                trial.startOf(counted.cell()).ifPresent(start -> {
                    assign(counted, start);
                    // A trial is a sum over hours, in which the sampled units of all its seconds have no place.
                    add(new Count(counted.cell(), counted.tally().withoutSampledUnits()), start);
                });
            }
        }
        for (Pairs counted : closed.pairs()) {
            trial.startOf(counted.cell()).filter(StageStart::isPaired).ifPresent(start -> add(counted, start));
        }
        Pulse pulse = isBaselineHeard ? trial.pulse().beat(second) : trial.pulse();
        return trial.catastrophe() == null ? collecting(pulse) : weighing(pulse);
    }

    private Trial collecting(Pulse pulse) {
        return new Trial(
                rules,
                trial.starts(),
                collected,
                evidential,
                trial.strata().collect(collectedRequests),
                trial.windows().collect(collectedFigures),
                trial.open(),
                trial.merged(),
                trial.guardrails(),
                trial.segments(),
                null,
                trial.baseline(),
                trial.candidate(),
                trial.split(),
                pulse,
                pairs.withoutSampledUnits(),
                trial.outcomes(),
                second + 1);
    }

    private Trial weighing(Pulse pulse) {
        BlockWeighing weighing = new BlockWeighing(trial);
        blocks.takeFull(second).forEach(weighing::weigh);
        return new Trial(
                rules,
                trial.starts(),
                trial.collected(),
                trial.evidential(),
                trial.strata(),
                weighing.windows(),
                blocks.rest(second, trial.current()),
                trial.merged() + blocks.merged(),
                weighing.guardrails(),
                weighing.segments(),
                trial.catastrophe().weigh(second, candidate, baseline),
                weighing.baseline(),
                weighing.candidate(),
                trial.split()
                        .take(assigned.values().stream().map(Assigned::arrivals).toList()),
                pulse,
                pairs.withoutSampledUnits(),
                trial.outcomes(),
                second + 1);
    }

    /** Requests drawn by weight. Of a unit's further ones the baseline is collected too: nothing is concluded from it. */
    private boolean isDrawn(Cell cell) {
        boolean arm = cell.variant().equals(rules.baseline()) || cell.variant().equals(rules.candidate());
        return arm && cell.role() == Role.SERVED && cell.admission() != Admission.NOT_RANDOMISED;
    }

    /** Takes note of the units, where it is known by which weight they were assigned. */
    private void assign(Count count, StageStart start) {
        Cell cell = count.cell();
        UnitSample units = count.tally().units();
        boolean isDecided = start.candidateBps() > 0 && start.candidateBps() < ALL_BPS;
        boolean isKnown = cell.revision() != Observation.NO_REVISION
                || cell.second() * 1_000 >= start.sinceMillis() + ROUTERS_FOLLOW_WITHIN_MILLIS;
        if (units.sampled().length == 0 || !isDecided || !isKnown) {
            return;
        }
        Assigned table = assigned.computeIfAbsent(cell.revision(), revision -> new Assigned(start.candidateBps()));
        if (cell.variant().equals(rules.candidate())) {
            table.candidate = table.candidate.plus(units);
        } else {
            table.baseline = table.baseline.plus(units);
        }
    }

    private void add(Count count, StageStart start) {
        Cell cell = count.cell();
        boolean isCandidate = cell.variant().equals(rules.candidate());
        boolean isEvidence = !rules.perUnit() || cell.admission() != Admission.REPEAT;
        if (start.stage() == StageStart.BASELINE) {
            // What was assigned before the first stage and closes after it began is not needed any more.
            if (!isCandidate && trial.catastrophe() == null) {
                collect(count, isEvidence);
            }
            return;
        }
        if (!isEvidence) {
            return;
        }
        if (start.isPaired()) {
            // What served users is compared with its own copy, as a pair, or with nothing.
            isBaselineHeard |= !isCandidate;
            return;
        }
        String stratum = stratum(cell);
        blocks.add(start.stage(), cell.revision(), stratum, second, count.tally(), isCandidate);
        if (isCandidate) {
            candidate = candidate.plus(count.tally());
        } else {
            baseline = baseline.plus(count.tally());
        }
    }

    private String stratum(Cell cell) {
        return strata.computeIfAbsent(
                cell.segments(), attributes -> trial.strata().stratum(Segments.project(attributes, rules.segments())));
    }

    private void add(Pairs counted, StageStart start) {
        Cell cell = counted.cell();
        PairTally tally = counted.tally().withoutSampledUnits();
        boolean isEvidence =
                cell.admission() == Admission.FIRST_OF_UNIT || cell.admission() == Admission.REPEAT && !rules.perUnit();
        if (start.stage() == trial.current().stage()) {
            pairs = pairs.plus(isEvidence ? tally : tally.accountOnly());
        }
        if (!isEvidence || tally.pairs() == 0) {
            return;
        }
        String stratum = stratum(cell);
        blocks.add(start.stage(), cell.revision(), stratum, second, tally.candidate(), true);
        blocks.add(start.stage(), cell.revision(), stratum, second, tally.baseline(), false);
        candidate = candidate.plus(tally.candidate());
        baseline = baseline.plus(tally.baseline());
    }

    private void collect(Count count, boolean isEvidence) {
        Tally tally = count.tally();
        String attributes = Segments.project(count.cell().segments(), rules.segments());
        collected = collected.plus(tally);
        collectedRequests.merge(attributes, tally.calls(), Long::sum);
        collectedFigures.merge(attributes, Distributions.of(tally), Distributions::plus);
        if (isEvidence) {
            evidential += tally.calls();
        }
    }
}
