package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.evidence.RouterReport;
import dev.weir.judge.Copying;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.ModelSnapshot;
import dev.weir.judge.Output;
import dev.weir.judge.Reading;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.ShadowTerms;
import dev.weir.shadow.AnswerComparator;
import dev.weir.window.Delta;
import dev.weir.window.Extent.Treatment;
import dev.weir.window.OutcomeScope;
import dev.weir.window.PairRules;
import dev.weir.window.PairSide;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A rollout followed once more along the log of its decisions: the events are counted and judged anew, by the classes that
 * did it first, at the instants and up to the seconds that the log names. Not safe for use by several threads.
 *
 * <p>Before each judgement it is told of the events that were known by then: {@link #count}, {@link #join} and, where the log says
 * how far each partition had been read, {@link #read}.
 */
public final class Rederivation {
    /** Routers are heard of no second further back. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private final Plan plan;
    private final JudgeSettings settings;
    private final Duration horizon;
    private final AnswerComparator comparator;
    private final OutcomeScope scope;
    private final Map<Integer, Recount> partitions = new TreeMap<>();
    private final Map<Long, PairRules> rules = new HashMap<>();
    private final Set<Integer> leftOut = new HashSet<>();
    private long leftOutFront;
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
     * @param horizon  time after a request for which its outcome was waited for
     * @param comparator what the answers of shadow pairs are compared by
     */
    public Rederivation(
            ModelState state,
            long verdicts,
            Plan plan,
            JudgeSettings settings,
            Duration horizon,
            AnswerComparator comparator) {
        this.plan = plan;
        this.comparator = comparator;
        this.settings = settings;
        this.horizon = horizon;
        this.scope = new OutcomeScope(Set.of(plan.baseline(), plan.candidate()), plan.timeLimits());
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
                null,
                null);
        this.judge = ModelJudge.restore(before, settings);
    }

    /**
     * Counts an event, in the order of its partition.
     *
     * @param side      what it says as a half of a shadow pair; null where the plan has no requests copied
     * @param label     predicted class; null where it tells none
     * @param treatment what was done with it
     * @param readUntil assignment time up to which the partition had been read before it, by the log alone, epoch milliseconds
     */
    public void count(
            int partition, Observation event, PairSide side, String label, Treatment treatment, long readUntil) {
        Recount recount = of(partition);
        recount.count(event, plan.timeLimits(), readUntil);
        if (side != null && treatment.isCopied()) {
            rules(treatment).ifPresent(known -> recount.pair(event, side, known));
        }
        if (treatment.joined()) {
            recount.await(event, label, scope);
        }
    }

    /** Joins an outcome with its request, in the order of its partition. */
    public void join(int partition, Outcome outcome) {
        of(partition).join(outcome);
    }

    private Recount of(int partition) {
        return partitions.computeIfAbsent(
                partition, number -> new Recount(number, settings.closing(), settings.slack(), horizon));
    }

    private Optional<PairRules> rules(Treatment treatment) {
        return Optional.ofNullable(treatment.isCopied() ? rules.get(treatment.copiedSince()) : null);
    }

    /** What is done by now with the events of the model, if it is done at once. */
    public Treatment treatment() {
        return new Treatment(copying.map(PairRules::sinceRevision).orElse(Treatment.NOT_COPIED), false);
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
        copying.ifPresent(known -> rules.put(known.sinceRevision(), known));
    }

    /** The seconds before one close, epoch seconds, without the partitions that were left out of the first of them. */
    public void close(long front, Instant at) {
        Instant until = Instant.ofEpochSecond(front);
        tell(until);
        judge.closeAgain(until, Set.copyOf(leftOut), at);
        leftOut.clear();
    }

    /**
     * The judge is told of what was counted in a partition, as it was once.
     *
     * @param at instant of the judgement before which that was
     */
    public void read(Reading reading, Instant at) {
        if (reading.leftOut()) {
            // Of one second several may have been.
            if (reading.front() != leftOutFront) {
                close(reading.front() - 1, at);
                leftOutFront = reading.front();
            }
            leftOut.add(reading.partition());
            return;
        }
        close(reading.front(), at);
        tell(reading.partition(), reading.place().readMillis(), rules(reading.treatment()));
    }

    private void tell(int partition, long readUntil, Optional<PairRules> by) {
        Recount recount = of(partition);
        Delta counted = recount.drain(plan.model(), readUntil, by);
        if (judge.isKnown()) {
            judge.delta(counted);
        }
    }

    /**
     * The judge is told of all that was counted, as if every partition had been read as far as it takes for seconds to close.
     *
     * @param closedUntil end of the last of these seconds, exclusive
     */
    public void readAll(Instant closedUntil) {
        long readUntil =
                closedUntil.plus(plan.evidenceDeadline()).plus(settings.slack()).toEpochMilli();
        partitions.keySet().forEach(partition -> tell(partition, readUntil, copying));
    }

    /**
     * Judges what has been counted.
     *
     * @param closedUntil end of the last second that is to be evidence, exclusive
     * @param at          instant of the judgement
     * @return what the judge says, decisions among it, which it follows; see {@link #undo}
     */
    public List<Output> look(Instant closedUntil, Instant at) {
        close(closedUntil.getEpochSecond(), at);
        before = judge.snapshot();
        List<Output> outputs = judge.judgeAgain(at);
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

    /** Stands again where it stood before the last judgement, whose verdict keeps its number: it is in the log. */
    public void undo() {
        judge = ModelJudge.restore(before.afterAnotherVerdict(), settings);
        // What routers say is not in a snapshot; what they lost is.
        told.forEach(report -> judge.report(report.report().withoutLosses(), report.at()));
        follow();
    }
}
