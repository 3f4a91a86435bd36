package dev.weir.judge;

import dev.weir.evidence.ClosingRule;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Watermarks;
import dev.weir.rollout.Command;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Drill;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.Signal;
import dev.weir.rollout.Warmth;
import dev.weir.rollout.Watch;
import dev.weir.rollout.Withdrawal;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.Verdict;
import dev.weir.window.Delta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges one model: takes in what the topics say of it, in their order, and says what is to be published. Everything
 * in it follows from the calls and the instants they carry; it reads no clock.
 *
 * <p>Not safe for use by several threads; {@link #snapshot} and {@link #restore} carry it over a commit.
 */
public final class ModelJudge {
    private final JudgeSettings settings;
    private final JudgeMemory memory;
    private final ModelEvidence evidence;
    private final VerdictLog verdicts;
    private final Watches watches;
    private final Alerts alerts;
    private ModelState state;
    private boolean isTold = true;

    /** A model nothing is known about. */
    public ModelJudge(String model, JudgeSettings settings) {
        this(ModelState.unknown(model), JudgeMemory.empty(model, settings), settings);
    }

    private ModelJudge(ModelState state, JudgeMemory memory, JudgeSettings settings) {
        this.settings = settings;
        this.memory = memory;
        this.evidence = memory.evidence();
        this.verdicts = memory.verdicts();
        this.watches = memory.watches();
        this.alerts = new Alerts(memory.alerts());
        this.state = state;
    }

    /** A model as it was when {@link #snapshot} was taken. */
    public static ModelJudge restore(ModelSnapshot snapshot, JudgeSettings settings) {
        return new ModelJudge(snapshot.state(), JudgeMemory.restore(snapshot, settings), settings);
    }

    /** All that has to survive; what is left out only makes seconds close later. */
    public ModelSnapshot snapshot() {
        return memory.snapshot(state);
    }

    /** What has changed since the last call, or since it was restored; all of a model that is new. */
    public ModelChanges takeChanges() {
        return memory.takeChanges(state);
    }

    /** The model it judges. */
    public String model() {
        return state.model();
    }

    /** Where the model stands. */
    public ModelState state() {
        return state;
    }

    /** Whether a plan was ever accepted for the model: without one its events belong to nothing. */
    public boolean isKnown() {
        return state.inCharge() != null || !watches.isEmpty();
    }

    /** Whether a variant is watched without a rollout. */
    public boolean isWatching() {
        return watches.asked() != null;
    }

    /**
     * A plan was submitted. One that is not refused takes the place of a watch; of one that is, what it took the place of on
     * the topic is restored, since the topic keeps one record a model and whoever reads it wants what goes on.
     */
    public List<Output> plan(Plan plan, Instant at) {
        Signal submitted = new Signal.Submitted(plan, at);
        boolean refused = RolloutMachine.decide(state, submitted)
                .filter(decision -> decision.action() == Decision.Action.REFUSE)
                .isPresent();
        List<Output> outputs = new ArrayList<>(refused ? List.of() : watchOnly(null, at));
        outputs.addAll(react(submitted));
        if (!refused) {
            return outputs;
        }
        if (state.isActive()) {
            outputs.add(new Output.Restored(state.rollout().plan()));
        } else if (isWatching()) {
            outputs.add(new Output.WatchRestored(watches.asked()));
        }
        return outputs;
    }

    /** What another system is asked before the stage may end; empty where no answer is waited for. */
    public Optional<GateQuestion> question() {
        return GateQuestion.of(state, verdicts.latest());
    }

    /** The plan was deleted. */
    public List<Output> withdraw(Withdrawal withdrawal, Instant at) {
        List<Output> outputs = new ArrayList<>(watchOnly(null, at));
        outputs.addAll(react(new Signal.Withdrawn(withdrawal, at)));
        return outputs;
    }

    /** A watch was asked for, without a rollout. */
    public List<Output> watch(Watch watch, Instant at) {
        List<Output> outputs = new ArrayList<>(react(new Signal.WatchAsked(watch, at)));
        if (outputs.isEmpty()) {
            outputs.addAll(watchOnly(watch, at));
        } else if (state.isActive()) {
            outputs.add(new Output.Restored(state.rollout().plan()));
        }
        return outputs;
    }

    private List<Output> watchOnly(Watch watch, Instant at) {
        watches.ask(watch);
        return watches.follow(state, at, memory.alerts());
    }

    /** A person asked for something. */
    public List<Output> command(Command command, Instant at) {
        String rollout = state.rolloutName();
        String stage = state.stageName();
        List<Output> outputs = new ArrayList<>(react(new Signal.Commanded(command, verdicts.latest(), at)));
        if (verdicts.isOwed(outputs)) {
            outputs.add(0, verdicts.publish(rollout, stage, evidence.readings()));
        }
        return outputs;
    }

    /** A router said what it assigned. */
    public void report(RouterReport report, Instant at) {
        isTold = true;
        evidence.take(report, at);
    }

    /** What a router knows of the variants it calls, told with a report. */
    public void health(RouterReport report, Map<String, Warmth> health, Instant at) {
        memory.fleet().reported(report.sidecar(), report.revision(), health, at);
    }

    /** A router said that it applies a table since an instant of its own clock. */
    public void acknowledged(String sidecar, long revision, Instant appliedAt, Instant at) {
        evidence.arrivals().seen(sidecar, at.toEpochMilli());
        memory.fleet().acknowledged(sidecar, revision, appliedAt, at);
    }

    /** Whether a drill is on its way, so that what routers say has to survive. */
    public boolean isDrilling() {
        return state.drills().isOpen();
    }

    /** A task counted events; only for a model that {@link #isKnown}. Returns what of it could not be used in full. */
    public Remainder delta(Delta delta) {
        isTold = true;
        watches.take(delta);
        return evidence.take(delta, evidence.trial() == null ? null : closingRule());
    }

    /** How many counts it keeps of seconds that have not closed. */
    public int openCounts() {
        return evidence.arrivals().open().size();
    }

    /** Requests, since the last call, that are no evidence because their partition was not read in time. */
    public long takeLeftOut() {
        return evidence.takeLeftOut();
    }

    /** Time has passed or partitions have been read further: closes what is over and judges it, at once. */
    public List<Output> tick(Watermarks watermarks, Instant now) {
        return tick(watermarks, now, Duration.ZERO);
    }

    /**
     * Time has passed or partitions have been read further: closes what is over and judges it.
     *
     * @param rest least time between two judgements; what closes meanwhile is judged with what closes later
     */
    public List<Output> tick(Watermarks watermarks, Instant now, Duration rest) {
        List<Output> outputs = new ArrayList<>();
        if (!isKnown()) {
            return outputs;
        }
        ClosingRule rule = closingRule();
        if (isQuiet(watermarks, rule, now, rest)) {
            return outputs;
        }
        boolean closed = evidence.close(watermarks, rule, now);
        if (evidence.trial() != null
                && (closed && memory.judgements().isRested(now, rest)
                        || memory.judgements().isDue(now, rest))) {
            judge(now, outputs, false);
        }
        outputs.addAll(rehearse(now));
        outputs.addAll(watches.tick(
                now, evidence.front(), evidenceDeadline(), memory.alerts(), state.rolloutName(), state.stageName()));
        evidence.metrics()
                .changedUntil(evidence.front(), rule.readEnd(watermarks))
                .forEach(totals -> outputs.add(new Output.Measured(totals, state.rolloutName(), state.stageName())));
        // What was said may have changed what can be said.
        isTold = !outputs.isEmpty();
        return outputs;
    }

    /** Whether a look would find nothing: of thousands of models, at nearly all looks. */
    private boolean isQuiet(Watermarks watermarks, ClosingRule rule, Instant now, Duration rest) {
        return !isTold
                && evidence.trial() != null
                && watches.isEmpty()
                && !state.isRehearsed()
                && !evidence.arrivals().mayClose(watermarks, rule)
                && !memory.judgements().isDue(now, rest);
    }

    /** Whether a tick would change nothing until something is told of the model. */
    public boolean isIdle() {
        return evidence.trial() == null && evidence.metrics().isReported() && watches.isEmpty() && !state.isRehearsed();
    }

    private List<Output> rehearse(Instant now) {
        if (!state.isRehearsed()) {
            return List.of();
        }
        Drill drill = isDrilling() ? state.drills().latest() : null;
        return react(
                new Signal.Heard(memory.fleet().of(drill, now), memory.fleet().isComplete(now), now));
    }

    private ClosingRule closingRule() {
        return new ClosingRule(evidenceDeadline(), settings.slack());
    }

    private Duration evidenceDeadline() {
        return state.rollout() == null
                ? watches.asked().timeout()
                : state.rollout().plan().evidenceDeadline();
    }

    private void judge(Instant now, List<Output> outputs, boolean isPublished) {
        String complaint = evidence.arrivals().complaint(evidence.trial().rules());
        Verdict verdict = memory.judgements().of(verdicts.nextId(), state, evidence.trial(), complaint, now);
        verdicts.latest(verdict, Instant.ofEpochSecond(evidence.front()));
        String rollout = state.rolloutName();
        String stage = state.stageName();
        List<Output> reaction = react(new Signal.Judged(verdict, now));
        if (isPublished || !reaction.isEmpty() || verdicts.isWorthPublishing(settings.verdictInterval())) {
            outputs.add(verdicts.publish(rollout, stage, evidence.readings()));
        }
        outputs.addAll(reaction);
        outputs.addAll(alerts.of(verdict, state));
    }

    private List<Output> react(Signal signal) {
        isTold = true;
        Optional<Decision> decided = RolloutMachine.decide(state, signal);
        if (decided.isEmpty()) {
            return List.of();
        }
        Decision decision = Outlook.said(decided.get(), state, evidence.trial());
        ModelState before = state;
        state = RolloutMachine.evolve(state, decision);
        List<Output> outputs = new ArrayList<>();
        outputs.add(new Output.Decided(decision));
        if (decision.revision() != null) {
            outputs.add(new Output.Routed(RoutingTable.of(state, decision)));
        }
        outputs.addAll(alerts.of(decision, before, state, verdicts.latest()));
        follow(decision, before.isActive());
        outputs.addAll(watches.follow(state, decision.at(), memory.alerts()));
        return outputs;
    }

    /** Takes a decision as it was made, whatever led to it: where a log of decisions is followed once more. */
    public void accept(Decision decision) {
        boolean wasActive = state.isActive();
        state = RolloutMachine.evolve(state, decision);
        follow(decision, wasActive);
    }

    /**
     * Closes the seconds before an instant as they were closed once: where a log is followed once more.
     *
     * @param without partitions that were left out of the first of them
     */
    public void closeAgain(Instant until, Set<Integer> without, Instant now) {
        if (evidence.trial() != null) {
            evidence.closeAgain(until.getEpochSecond(), without, now);
        }
    }

    /** Judges what has closed and is known, as was done once for a verdict that was published. */
    public List<Output> judgeAgain(Instant now) {
        List<Output> outputs = new ArrayList<>();
        if (evidence.trial() != null) {
            judge(now, outputs, true);
        }
        // Nobody wants them, and they must not grow.
        evidence.metrics().changedUntil(evidence.front(), Long.MAX_VALUE);
        return outputs;
    }

    /** Tells the evidence what a decision means for it. */
    private void follow(Decision decision, boolean wasActive) {
        if (decision.action() == Decision.Action.START) {
            verdicts.begin();
        }
        evidence.follow(decision, state, wasActive);
    }
}
