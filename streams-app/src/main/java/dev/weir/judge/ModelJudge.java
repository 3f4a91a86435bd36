package dev.weir.judge;

import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.ClosingRule;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Trial;
import dev.weir.evidence.Watermarks;
import dev.weir.rollout.Command;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Drill;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.Signal;
import dev.weir.rollout.Stage;
import dev.weir.rollout.Warmth;
import dev.weir.rollout.Watch;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.AgreementTerms;
import dev.weir.verdict.ErrorBudget;
import dev.weir.verdict.Occasion;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdicts;
import dev.weir.window.Delta;
import dev.weir.window.KeptWindow;
import dev.weir.window.MetricsWindows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges one model: takes in what the topics say of it, in their order, and says what is to be published. Everything
 * in it follows from the calls and the instants they carry; it reads no clock.
 *
 * <p>Not safe for use by several threads; {@link #snapshot} and {@link #restore} carry it over a commit.
 */
public final class ModelJudge {
    private static final int LARGEST_CATCH_UP_SECONDS = 3_600;

    private final JudgeSettings settings;
    private final MetricsWindows metrics;
    private Arrivals arrivals = new Arrivals();
    private ModelState state;
    private TrialCourse trial = new TrialCourse();
    private final Verdicts weighing = new Verdicts();
    private VerdictLog verdicts;
    private Fleet fleet = new Fleet();
    private AlertLog alertLog;
    private Alerts alerts;
    private Watches watches;
    private Instant judgedAt;
    private long leftOut;
    private boolean isTold = true;

    /** A model nothing is known about. */
    public ModelJudge(String model, JudgeSettings settings) {
        this.settings = settings;
        this.metrics = new MetricsWindows(settings.metricsWindow().toSeconds());
        this.state = ModelState.unknown(model);
        this.verdicts = new VerdictLog(model);
        alerts(new AlertLog(model));
        this.watches = new Watches(model, settings, null, null);
    }

    /** A model as it was when {@link #snapshot} was taken. */
    public static ModelJudge restore(ModelSnapshot snapshot, JudgeSettings settings) {
        ModelJudge judge = new ModelJudge(snapshot.state().model(), settings);
        judge.state = snapshot.state();
        judge.trial = new TrialCourse(snapshot.trial());
        judge.arrivals = new Arrivals(snapshot);
        judge.metrics.restore(snapshot.metrics(), snapshot.metricsFrom());
        judge.fleet = new Fleet(snapshot.fleet());
        judge.verdicts = new VerdictLog(
                snapshot.state().model(),
                snapshot.latest(),
                snapshot.closedUntil(),
                snapshot.published(),
                snapshot.verdicts());
        judge.alerts(new AlertLog(snapshot.state().model(), snapshot.alerts()));
        judge.watches = new Watches(snapshot.state().model(), settings, snapshot.accuracy(), snapshot.drift());
        judge.judgedAt = snapshot.judgedAt();
        return judge;
    }

    private void alerts(AlertLog log) {
        alertLog = log;
        alerts = new Alerts(log);
    }

    /** All that has to survive; what is left out only makes seconds close later. */
    public ModelSnapshot snapshot() {
        return snapshot(trial.now(), arrivals.open().snapshot(), metrics.all());
    }

    /** What has changed since the last call, or since it was restored; all of a model that is new. */
    public ModelChanges takeChanges() {
        return new ModelChanges(
                snapshot(null, List.of(), List.of()),
                trial.now(),
                trial.takeSteps(),
                arrivals.open().takeChanged(),
                metrics.takeChanged());
    }

    private ModelSnapshot snapshot(Trial evidence, List<Delta> open, List<KeptWindow> windows) {
        return new ModelSnapshot(
                state,
                evidence,
                arrivals.open().front(),
                open,
                arrivals.completeness().snapshot(),
                arrivals.lastUnrouted(),
                windows,
                metrics.forgottenBefore(),
                verdicts.latest(),
                verdicts.published(),
                verdicts.count(),
                judgedAt,
                verdicts.closedUntil(),
                alertLog.stored(),
                fleet.stored(),
                watches.storedAccuracy(),
                watches.storedDrift());
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
    public List<Output> withdraw(Instant at) {
        List<Output> outputs = new ArrayList<>(watchOnly(null, at));
        outputs.addAll(react(new Signal.Withdrawn(at)));
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
        return watches.follow(state, at, alertLog);
    }

    /** A person asked for something. */
    public List<Output> command(Command command, Instant at) {
        String rollout = state.rolloutName();
        String stage = state.stageName();
        List<Output> outputs = new ArrayList<>(react(new Signal.Commanded(command, verdicts.latest(), at)));
        if (verdicts.isOwed(outputs)) {
            outputs.add(0, verdicts.publish(rollout, stage));
        }
        return outputs;
    }

    /** A router said what it assigned. */
    public void report(RouterReport report, Instant at) {
        isTold = true;
        arrivals.report(report, trial.now(), at.toEpochMilli());
    }

    /** What a router knows of the variants it calls, told with a report. */
    public void health(RouterReport report, Map<String, Warmth> health, Instant at) {
        fleet.reported(report.sidecar(), report.revision(), health, at);
    }

    /** A router said that it applies a table since an instant of its own clock. */
    public void acknowledged(String sidecar, long revision, Instant appliedAt, Instant at) {
        arrivals.seen(sidecar, at.toEpochMilli());
        fleet.acknowledged(sidecar, revision, appliedAt, at);
    }

    /** Whether a drill is on its way, so that what routers say has to survive. */
    public boolean isDrilling() {
        return state.drills().isOpen();
    }

    /** A task counted events; only for a model that {@link #isKnown}. Returns what of it could not be used in full. */
    public Remainder delta(Delta delta) {
        isTold = true;
        long late = 0;
        long unkept = 0;
        Trial current = trial.now();
        List<String> keys = current == null ? List.of() : current.rules().segments();
        for (Delta.Count count : delta.counts()) {
            boolean isLate = !arrivals.add(delta.partition(), count, current);
            unkept += metrics.add(count.cell(), count.tally(), keys, isLate);
            late += isLate ? count.tally().requests() : 0;
        }
        for (Delta.Correction correction : delta.corrections()) {
            arrivals.correct(delta.partition(), correction, current);
            if (correction.admission() == null) {
                metrics.takeBack(correction.cell(), correction.tally(), keys);
            }
        }
        for (Delta.Pairs pairs : delta.pairs()) {
            late += arrivals.add(delta.partition(), pairs, current)
                    ? 0
                    : pairs.tally().pairs();
        }
        watches.take(delta);
        trial.take(delta.outcomes());
        return new Remainder(late, unkept);
    }

    /** Requests, since the last call, that are no evidence because their partition was not read in time. */
    public long takeLeftOut() {
        long taken = leftOut;
        leftOut = 0;
        return taken;
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
        ClosingRule rule = new ClosingRule(evidenceDeadline(), settings.slack(), settings.silence());
        if (isQuiet(watermarks, rule, now, rest)) {
            return outputs;
        }
        if (trial.now() == null) {
            // Nothing is judged, so that there is no second to be looked at one by one.
            arrivals.open().skipTo(rule.firstOpen(watermarks));
        } else {
            boolean closed = closeSeconds(watermarks, rule, now);
            if (closed && isRested(now, rest) || isDue(now, rest)) {
                judge(now, outputs);
            }
        }
        outputs.addAll(rehearse(now));
        outputs.addAll(watches.tick(
                now, arrivals.open().front(), evidenceDeadline(), alertLog, state.rolloutName(), state.stageName()));
        metrics.changedUntil(arrivals.open().front())
                .forEach(totals -> outputs.add(new Output.Measured(totals, state.rolloutName(), state.stageName())));
        // What was said may have changed what can be said.
        isTold = !outputs.isEmpty();
        return outputs;
    }

    /** Whether a look would find nothing: of thousands of models, at nearly all looks. */
    private boolean isQuiet(Watermarks watermarks, ClosingRule rule, Instant now, Duration rest) {
        return !isTold
                && trial.now() != null
                && watches.isEmpty()
                && !state.isRehearsed()
                && !arrivals.mayClose(watermarks, rule)
                && !isDue(now, rest);
    }

    /** Whether a tick would change nothing until something is told of the model. */
    public boolean isIdle() {
        return trial.now() == null && metrics.isReported() && watches.isEmpty() && !state.isRehearsed();
    }

    private List<Output> rehearse(Instant now) {
        if (!state.isRehearsed()) {
            return List.of();
        }
        Drill drill = isDrilling() ? state.drills().latest() : null;
        return react(new Signal.Heard(fleet.of(drill, now), fleet.isComplete(now), now));
    }

    private Duration evidenceDeadline() {
        return state.rollout() == null
                ? watches.asked().timeout()
                : state.rollout().plan().evidenceDeadline();
    }

    /** Whether nothing has been judged for so long that it is time again, even if nothing has closed. */
    private boolean isDue(Instant now, Duration rest) {
        return isRested(now, settings.verdictInterval()) && isRested(now, rest);
    }

    private boolean isRested(Instant now, Duration rest) {
        return judgedAt == null || Duration.between(judgedAt, now).compareTo(rest) >= 0;
    }

    private boolean closeSeconds(Watermarks watermarks, ClosingRule rule, Instant now) {
        for (int i = 0; i < LARGEST_CATCH_UP_SECONDS; i++) {
            Optional<ClosedSecond> closed = arrivals.close(watermarks, rule, trial.now(), now.toEpochMilli());
            if (closed.isEmpty()) {
                return i > 0;
            }
            trial.take(closed.get());
            leftOut += closed.get().leftOut();
            arrivals.account(closed.get(), trial.now(), now.toEpochMilli());
        }
        return true;
    }

    private void judge(Instant now, List<Output> outputs) {
        judgedAt = now;
        Plan plan = state.rollout().plan();
        String complaint = arrivals.complaint(trial.now().rules());
        boolean full = state.rollout()
                .stage()
                .map(stage -> stage.kind() == Stage.Kind.FULL)
                .orElse(false);
        Verdict verdict = weighing.of(
                trial.now(),
                new Occasion(
                        verdicts.nextId(),
                        now,
                        budget(plan),
                        full,
                        plan.evidenceDeadline().plus(settings.slack()),
                        complaint,
                        state.isolated(),
                        new AgreementTerms(
                                plan.shadow().minAgreement(), plan.shadow().minSamples()),
                        Experiments.terms(state.rollout(), now)));
        if (plan.conduct().aaTest()) {
            verdict = verdict.ofOneModel();
        }
        if (state.rollout().overdue(now) > 0 && !verdict.standing().isUrgent()) {
            verdict = verdict.recommending(Verdict.Recommendation.CLEAN_UP);
        }
        verdicts.latest(verdict, Instant.ofEpochSecond(arrivals.open().front()));
        String rollout = state.rolloutName();
        String stage = state.stageName();
        List<Output> reaction = react(new Signal.Judged(verdict, now));
        if (!reaction.isEmpty() || verdicts.isWorthPublishing(settings.verdictInterval())) {
            outputs.add(verdicts.publish(rollout, stage));
        }
        outputs.addAll(reaction);
        outputs.addAll(alerts.of(verdict, state));
    }

    private static ErrorBudget budget(Plan plan) {
        return new ErrorBudget(plan.alphaRollback(), plan.alphaAdvance());
    }

    /** What a stage is expected to take is said as it starts. */
    private Decision withOutlook(Decision decision) {
        boolean enters = decision.toStage() != null
                && state.isActive()
                && trial.now() != null
                && !decision.toStage().equals(decision.fromStage());
        return enters
                ? state.rollout()
                        .nextStage()
                        .map(stage -> decision.because(decision.reason()
                                + Outlook.of(
                                        stage,
                                        state.rollout().plan(),
                                        trial.now(),
                                        Trials.requestsPerSecond(trial.now(), decision.at()))))
                        .orElse(decision)
                : decision;
    }

    private List<Output> react(Signal signal) {
        isTold = true;
        Optional<Decision> decided = RolloutMachine.decide(state, signal);
        if (decided.isEmpty()) {
            return List.of();
        }
        Decision decision = withOutlook(decided.get());
        ModelState before = state;
        state = RolloutMachine.evolve(state, decision);
        List<Output> outputs = new ArrayList<>();
        outputs.add(new Output.Decided(decision));
        if (decision.revision() != null) {
            outputs.add(new Output.Routed(RoutingTable.of(state, decision)));
        }
        outputs.addAll(alerts.of(decision, before, state, verdicts.latest()));
        follow(decision, before.isActive());
        outputs.addAll(watches.follow(state, decision.at(), alertLog));
        return outputs;
    }

    /** Takes a decision as it was made, whatever led to it: where a log of decisions is followed once more. */
    public void accept(Decision decision) {
        boolean wasActive = state.isActive();
        state = RolloutMachine.evolve(state, decision);
        follow(decision, wasActive);
    }

    /** Tells the evidence what a decision means for it. */
    private void follow(Decision decision, boolean wasActive) {
        if (decision.action() == Decision.Action.START) {
            arrivals.open().skipTo(firstWholeSecond(decision.at()));
            verdicts.begin();
        }
        trial.follow(decision, state, wasActive);
    }

    /** Of the second in which a trial begins, what was counted before has been forgotten. */
    private static long firstWholeSecond(Instant at) {
        return at.getNano() == 0 ? at.getEpochSecond() : at.getEpochSecond() + 1;
    }
}
