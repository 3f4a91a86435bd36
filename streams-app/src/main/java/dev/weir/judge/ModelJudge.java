package dev.weir.judge;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.evidence.ClosedSecond;
import dev.weir.evidence.ClosingRule;
import dev.weir.evidence.Completeness;
import dev.weir.evidence.OpenSeconds;
import dev.weir.evidence.RouterLedger;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Trial;
import dev.weir.evidence.Watermarks;
import dev.weir.rollout.Command;
import dev.weir.rollout.Decision;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutMachine;
import dev.weir.rollout.Signal;
import dev.weir.rollout.Stage;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.ErrorBudget;
import dev.weir.verdict.Verdict;
import dev.weir.verdict.Verdicts;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.MetricsWindows;
import dev.weir.window.Tally;
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

    /** Where requests come that no router assigned, what routers say they assigned is not all there is. */
    private static final long ROUTERS_SPEAK_FOR_ALL_AFTER_SECONDS = 600;

    private final JudgeSettings settings;
    private final RouterLedger routers = new RouterLedger();
    private final Completeness completeness = new Completeness();
    private final MetricsWindows metrics;
    private ModelState state;
    private Trial trial;
    private OpenSeconds open;
    private long lastUnrouted = Long.MIN_VALUE / 2;
    private VerdictLog verdicts;
    private Instant judgedAt;

    /** A model nothing is known about. */
    public ModelJudge(String model, JudgeSettings settings) {
        this.settings = settings;
        this.metrics = new MetricsWindows(settings.metricsWindow().toSeconds());
        this.state = ModelState.unknown(model);
        this.verdicts = new VerdictLog(model);
    }

    /** A model as it was when {@link #snapshot} was taken. */
    public static ModelJudge restore(ModelSnapshot snapshot, JudgeSettings settings) {
        ModelJudge judge = new ModelJudge(snapshot.state().model(), settings);
        judge.state = snapshot.state();
        judge.trial = snapshot.trial();
        if (judge.isKnown()) {
            judge.open = new OpenSeconds(snapshot.front());
            judge.open.restore(snapshot.open());
        }
        judge.metrics.restore(snapshot.metrics());
        judge.verdicts =
                new VerdictLog(snapshot.state().model(), snapshot.latest(), snapshot.published(), snapshot.verdicts());
        judge.judgedAt = snapshot.judgedAt();
        return judge;
    }

    /** All that has to survive; what is left out only makes seconds close later. */
    public ModelSnapshot snapshot() {
        return new ModelSnapshot(
                state,
                trial,
                open == null ? 0 : open.front(),
                open == null ? List.of() : open.snapshot(),
                metrics.all(),
                verdicts.latest(),
                verdicts.published(),
                verdicts.count(),
                judgedAt);
    }

    /** The model it judges. */
    public String model() {
        return state.model();
    }

    /** Whether a plan was ever accepted for the model: without one its events belong to nothing. */
    public boolean isKnown() {
        return state.inCharge() != null;
    }

    /** A plan was submitted. */
    public List<Output> plan(Plan plan, Instant at) {
        return react(new Signal.Submitted(plan, at));
    }

    /** The plan was deleted. */
    public List<Output> withdraw(Instant at) {
        return react(new Signal.Withdrawn(at));
    }

    /** A person asked for something. */
    public List<Output> command(Command command, Instant at) {
        String rollout = rolloutName();
        String stage = stageName();
        List<Output> outputs = new ArrayList<>(react(new Signal.Commanded(command, verdicts.latest(), at)));
        if (verdicts.isOwed(outputs)) {
            outputs.add(0, verdicts.publish(rollout, stage));
        }
        return outputs;
    }

    /** A router said what it assigned. */
    public void report(RouterReport report, Instant at) {
        routers.report(report, at.toEpochMilli());
    }

    /** A router gave a sign of life. */
    public void seen(String sidecar, Instant at) {
        routers.seen(sidecar, at.toEpochMilli());
    }

    /**
     * A task counted events; only for a model that {@link #isKnown}.
     *
     * @return requests among them that came after their second had closed
     */
    public long delta(Delta delta) {
        long lateRequests = 0;
        List<String> keys = trial == null ? List.of() : trial.rules().segments();
        for (Delta.Count count : delta.counts()) {
            Cell cell = count.cell();
            boolean late = open.isClosed(cell.second());
            metrics.add(cell, count.tally(), keys, late);
            if (!late) {
                open.add(delta.partition(), cell, count.tally());
                continue;
            }
            lateRequests += count.tally().requests();
            if (count.tally().requests() > count.tally().routed()) {
                lastUnrouted = open.front();
            }
            if (couldBeEvidence(cell)) {
                completeness.missing(open.front(), cell.variant(), count.tally().requests());
            }
        }
        return lateRequests;
    }

    private boolean couldBeEvidence(Cell cell) {
        return trial != null
                && cell.role() == Role.SERVED
                && cell.admission() != Admission.NOT_RANDOMISED
                && cell.second() * 1_000 >= trial.starts().get(0).sinceMillis();
    }

    /** Time has passed or partitions have been read further: closes what is over and judges it. */
    public List<Output> tick(Watermarks watermarks, Instant now) {
        List<Output> outputs = new ArrayList<>();
        if (open == null) {
            return outputs;
        }
        boolean closed = closeSeconds(watermarks, now);
        boolean due = judgedAt == null || Duration.between(judgedAt, now).compareTo(settings.verdictInterval()) >= 0;
        if (trial != null && (closed || due)) {
            judge(now, outputs);
        }
        metrics.changedUntil(open.front())
                .forEach(totals -> outputs.add(new Output.Measured(totals, rolloutName(), stageName())));
        return outputs;
    }

    private boolean closeSeconds(Watermarks watermarks, Instant now) {
        Duration timeout = state.rollout().plan().timeout();
        ClosingRule rule = new ClosingRule(timeout, settings.slack(), settings.silence());
        boolean any = false;
        for (int i = 0; i < LARGEST_CATCH_UP_SECONDS; i++) {
            Optional<ClosedSecond> closed =
                    closeIfAccountedFor(now.toEpochMilli()).or(() -> open.closeByWatermark(watermarks, rule));
            if (closed.isEmpty()) {
                return any;
            }
            any = true;
            take(closed.get(), now);
        }
        return any;
    }

    private Optional<ClosedSecond> closeIfAccountedFor(long nowMillis) {
        long second = open.front();
        if (open.unrouted(second) > 0) {
            lastUnrouted = second;
        }
        boolean complete = second - lastUnrouted > ROUTERS_SPEAK_FOR_ALL_AFTER_SECONDS
                && routers.isAccountedFor(second, open.routed(second), nowMillis)
                && open.unanswered(second) == 0;
        return complete ? Optional.of(open.closeComplete()) : Optional.empty();
    }

    private void take(ClosedSecond closed, Instant now) {
        if (trial == null) {
            return;
        }
        trial = trial.take(closed);
        for (String variant : List.of(trial.rules().baseline(), trial.rules().candidate())) {
            List<Tally> tallies = closed.counts().stream()
                    .filter(count -> count.cell().variant().equals(variant) && couldBeEvidence(count.cell()))
                    .map(Delta.Count::tally)
                    .toList();
            completeness.counted(
                    closed.second(),
                    variant,
                    tallies.stream().mapToLong(Tally::requests).sum());
            if (routers.covers(closed.second(), now.toEpochMilli())) {
                Map<String, Long> assigned = routers.assigned(closed.second());
                long counted = closed.counts().stream()
                        .filter(count -> count.cell().variant().equals(variant))
                        .mapToLong(count -> count.tally().routed())
                        .sum();
                completeness.missing(closed.second(), variant, assigned.getOrDefault(variant, 0L) - counted);
            }
        }
    }

    private void judge(Instant now, List<Output> outputs) {
        judgedAt = now;
        Plan plan = state.rollout().plan();
        String complaint = Optional.ofNullable(completeness.complaint(plan.candidate()))
                .orElse(completeness.complaint(plan.baseline()));
        boolean full = state.rollout()
                .stage()
                .map(stage -> stage.kind() == Stage.Kind.FULL)
                .orElse(false);
        ErrorBudget budget = new ErrorBudget(plan.alphaRollback(), plan.alphaAdvance());
        Verdict verdict = Verdicts.of(verdicts.nextId(), now, trial, budget, full, complaint);
        verdicts.latest(verdict);
        String rollout = rolloutName();
        String stage = stageName();
        List<Output> reaction = react(new Signal.Judged(verdict, now));
        if (!reaction.isEmpty() || verdicts.isWorthPublishing(settings.verdictInterval())) {
            outputs.add(verdicts.publish(rollout, stage));
        }
        outputs.addAll(reaction);
    }

    private List<Output> react(Signal signal) {
        Optional<Decision> decided = RolloutMachine.decide(state, signal);
        if (decided.isEmpty()) {
            return List.of();
        }
        Decision decision = decided.get();
        boolean wasActive = state.isActive();
        state = RolloutMachine.evolve(state, decision);
        List<Output> outputs = new ArrayList<>();
        outputs.add(new Output.Decided(decision));
        if (decision.revision() != null) {
            outputs.add(new Output.Routed(RoutingTable.of(state, decision)));
        }
        Alerts.of(decision, verdicts.latest()).ifPresent(alert -> outputs.add(new Output.Raised(alert)));
        follow(decision, wasActive);
        return outputs;
    }

    /** Tells the evidence what a decision means for it. */
    private void follow(Decision decision, boolean wasActive) {
        switch (decision.action()) {
            case START -> {
                if (open == null) {
                    open = new OpenSeconds(decision.at().getEpochSecond());
                }
                verdicts.begin();
                trial = Trial.begin(Trials.rules(decision.plan()), Trials.start(state.rollout(), decision, trial));
            }
            case ADVANCE, OVERRIDE -> {
                if (decision.toStage() == null) {
                    trial = null;
                } else {
                    trial = trial.enter(Trials.start(state.rollout(), decision, trial));
                }
            }
            case PROMOTE, ROLLBACK, ABORT -> trial = null;
            case KILL, UNKILL -> {
                if (wasActive) {
                    trial = trial.reroute(decision.revision(), decision.at().toEpochMilli());
                }
            }
            case HOLD, PAUSE, RESUME, REFUSE -> {}
        }
    }

    private String rolloutName() {
        return state.isActive() ? state.rollout().plan().name() : null;
    }

    private String stageName() {
        return state.isActive() ? state.rollout().stageName() : null;
    }
}
