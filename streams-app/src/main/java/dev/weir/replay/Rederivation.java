package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.Copying;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.ModelSnapshot;
import dev.weir.judge.Output;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.ShadowTerms;
import dev.weir.shadow.AnswerComparator;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.PairJoin;
import dev.weir.window.PairRules;
import dev.weir.window.PairSide;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A rollout followed once more along the log of its decisions: the events are counted and judged anew, by the classes that
 * did it first, at the instants and up to the seconds that the log names. Not safe for use by several threads.
 *
 * <p>Outcomes are not joined, so that the plan must not compare any: they wait for no second to close, and how many had come
 * when a verdict was made is not in the log.
 */
public final class Rederivation {
    /** Routers are heard of no second further back. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private final Plan plan;
    private final JudgeSettings settings;
    private final AnswerComparator comparator;
    private final Map<Integer, Combiner> combiners = new TreeMap<>();
    private final Map<Integer, PairJoin> pairs = new TreeMap<>();
    private final Deque<Report> reports = new ArrayDeque<>();
    private final Deque<Report> told = new ArrayDeque<>();
    private Optional<PairRules> copying = Optional.empty();
    private ModelJudge judge;
    private ModelSnapshot before;

    private record Report(RouterReport report, Instant at) {
        boolean isOver(Instant instant) {
            return report.untilMillis() <= instant.toEpochMilli();
        }
    }

    /**
     * Stands before the START of a rollout.
     *
     * @param state    the model's state then
     * @param verdicts verdicts of the model published by then, from which ids follow
     * @param plan     the plan that starts
     * @param settings of the judge that made the decisions
     * @param comparator what the answers of shadow pairs are compared by
     */
    public Rederivation(
            ModelState state, long verdicts, Plan plan, JudgeSettings settings, AnswerComparator comparator) {
        this.plan = plan;
        this.comparator = comparator;
        this.settings = settings;
        this.before = new ModelSnapshot(
                state,
                null,
                0,
                List.of(),
                List.of(),
                Long.MIN_VALUE / 2,
                List.of(),
                Long.MIN_VALUE,
                null,
                null,
                verdicts,
                null,
                null,
                null,
                null,
                null,
                null);
        this.judge = ModelJudge.restore(before, settings);
    }

    /**
     * Counts an event, in the order of its partition.
     *
     * @param side what it says as a half of a shadow pair; null where the plan has no requests copied
     */
    public void count(int partition, Observation event, PairSide side) {
        if (side != null) {
            copying.ifPresent(rules -> pairs.computeIfAbsent(partition, number -> new PairJoin(settings.slack()))
                    .add(event, side, rules));
        }
        combiners
                .computeIfAbsent(partition, number -> new Combiner(number, settings.closing()))
                .add(event, plan.timeLimits());
    }

    /** Hears what a router assigned; before the seconds close that it is about. */
    public void report(RouterReport report, Instant at) {
        reports.add(new Report(report, at));
    }

    /** Takes a decision as it was made. */
    public void accept(Decision decision) {
        judge.accept(decision);
        follow();
    }

    /** Which requests are copied is a matter of the state that decisions lead to. */
    private void follow() {
        copying = Copying.rules(judge.state(), plan.timeLimits(), (ShadowTerms terms) -> comparator);
    }

    /**
     * Judges what has been counted.
     *
     * @param closedUntil end of the last second that is to be evidence, exclusive
     * @param at          instant of the judgement
     * @return what the judge says, decisions among it, which it follows; see {@link #undo}
     */
    public List<Output> look(Instant closedUntil, Instant at) {
        long readUntil =
                closedUntil.plus(plan.evidenceDeadline()).plus(settings.slack()).toEpochMilli();
        combiners.forEach((partition, combiner) -> {
            Delta delta = combiner.drain().getOrDefault(plan.model(), new Delta(partition, List.of()));
            combiner.drainUnits();
            if (judge.isKnown()) {
                judge.delta(delta.withPairs(settled(partition, readUntil)));
            }
        });
        tell(closedUntil);
        before = judge.snapshot();
        Watermarks watermarks = new Watermarks(1);
        watermarks.advance(new Watermark(0, readUntil));
        combiners.values().forEach(combiner -> combiner.readUntil(closedUntil.toEpochMilli()));
        List<Output> outputs = judge.tick(watermarks, at);
        follow();
        return outputs;
    }

    /** A second that was open by then must not close because routers account for it, so that they are not heard of it. */
    private void tell(Instant closedUntil) {
        reports.stream().filter(report -> report.isOver(closedUntil)).forEach(report -> {
            judge.report(report.report(), report.at());
            told.add(report);
        });
        reports.removeIf(report -> report.isOver(closedUntil));
        while (!told.isEmpty() && told.peek().isOver(closedUntil.minus(REMEMBERED))) {
            told.remove();
        }
    }

    /** The pairs of a partition whose second is over by now. */
    private List<Delta.Pairs> settled(int partition, long readUntil) {
        PairJoin join = pairs.get(partition);
        if (join == null) {
            return List.of();
        }
        join.settle(readUntil, model -> copying);
        join.drainUnits();
        join.drainSamples();
        return join.drain().getOrDefault(plan.model(), List.of());
    }

    /** Stands again where it stood before the last look, with its seconds open. */
    public void undo() {
        judge = ModelJudge.restore(before, settings);
        // What routers say is not in a snapshot; what they lost is.
        told.forEach(report -> judge.report(report.report().withoutLosses(), report.at()));
        follow();
    }
}
