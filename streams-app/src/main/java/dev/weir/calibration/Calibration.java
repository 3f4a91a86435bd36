package dev.weir.calibration;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.evidence.Guardrail;
import dev.weir.evidence.Metric;
import dev.weir.judge.JudgeSettings;
import dev.weir.replay.Logged;
import dev.weir.replay.Replay;
import dev.weir.rollout.Plan;
import dev.weir.rollout.ShadowTerms;
import dev.weir.shadow.AnswerComparator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Replays of pretended rollouts of one plan over one log, side by side on all processors. */
public final class Calibration {
    /** Of the limit; the first one is just beyond it. */
    private static final List<Double> SIZES = List.of(1.05, 1.25, 1.5, 2.0, 3.0, 5.0, 8.0, 12.0);

    private static final double CAUGHT = 0.8;
    private static final JudgeSettings SETTINGS = new JudgeSettings(
            JudgeSettings.STANDARD.slack(),
            JudgeSettings.STANDARD.silence(),
            PlainRule.WINDOW,
            JudgeSettings.STANDARD.verdictInterval());

    private final Plan plan;
    private final Function<ShadowTerms, AnswerComparator> comparators;
    private final List<Logged.Request> log;
    private final long seed;
    private final Runnable progress;

    /**
     * A calibration.
     *
     * @param plan        the plan
     * @param comparators the comparator that shadow terms name
     * @param log         requests served by the plan's baseline, see {@link #usable}; at least one
     * @param seed        tells one calibration from another
     * @param progress    is run after each replay, by any thread
     */
    public Calibration(
            Plan plan,
            Function<ShadowTerms, AnswerComparator> comparators,
            List<Logged.Request> log,
            long seed,
            Runnable progress) {
        this.plan = plan;
        this.comparators = comparators;
        this.log = List.copyOf(log);
        this.seed = seed;
        this.progress = progress;
    }

    /** Whether an entry of a log can stand for both arms: a request that the plan's baseline served. */
    public static boolean usable(Logged entry, Plan plan) {
        return entry instanceof Logged.Request request
                && plan.model().equals(request.model())
                && plan.baseline().equals(request.observation().variant())
                && request.observation().role() == Role.SERVED;
    }

    /** The replays of so many A/A rollouts. */
    public Alarms falseAlarms(int replications) {
        return Alarms.of(
                run(replications, "aa", Harm.NONE),
                plan.stages().stream().map(stage -> stage.name()).toList());
    }

    /**
     * What is found out about a kind of harm, one for each that guardrails of the plan roll back on, and the log has figures
     * of.
     */
    public List<Detection> detections(int replications) {
        List<Detection> found = new ArrayList<>();
        for (Harm harm : harms()) {
            found.add(detection(harm, replications));
        }
        return found;
    }

    /** Harm that is larger is caught no less, so that the smallest size caught is found by halving. */
    private Detection detection(Harm harm, int replications) {
        List<Attempt.Result> beyond = tried(harm, 0, replications);
        List<Attempt.Result> caught = isCaught(beyond) ? beyond : null;
        int uncaught = caught == null ? 0 : -1;
        int smallest = caught == null ? SIZES.size() : 0;
        while (smallest - uncaught > 1) {
            int middle = (uncaught + smallest) / 2;
            List<Attempt.Result> results = tried(harm, middle, replications);
            if (isCaught(results)) {
                smallest = middle;
                caught = results;
            } else {
                uncaught = middle;
            }
        }
        return new Detection(
                harm.kind().key(),
                harm.factor(),
                harm.factor() * SIZES.get(0),
                Share.of(beyond, Attempt.Result::passed),
                harm.factor() * SIZES.get(SIZES.size() - 1),
                caught == null ? null : caught(harm.factor() * SIZES.get(smallest), caught));
    }

    private static Detection.Caught caught(double factor, List<Attempt.Result> results) {
        List<Attempt.Result> caught =
                results.stream().filter(Attempt.Result::rolledBack).toList();
        return new Detection.Caught(
                factor,
                Share.of(results, Attempt.Result::rolledBack),
                Spread.of(caught.stream().map(Attempt.Result::millis)),
                Spread.of(caught.stream().map(Attempt.Result::requests)));
    }

    private List<Attempt.Result> tried(Harm harm, int size, int replications) {
        return run(replications, harm.kind().key(), harm.times(harm.factor() * SIZES.get(size)));
    }

    private static boolean isCaught(List<Attempt.Result> results) {
        return Share.of(results, Attempt.Result::rolledBack).rate() >= CAUGHT;
    }

    /** Each at the limit of its guardrail, as its factor. */
    private List<Harm> harms() {
        List<Harm> harms = new ArrayList<>();
        limit(Metric.ERROR_RATE)
                .ifPresent(guardrail -> harms.add(new Harm(
                        Harm.Kind.ERRORS,
                        guardrail.maxRatio(),
                        rate(call -> call.status() == Observation.Status.OK && !isTimeout(call) ? 0 : 1),
                        guardrail.floor())));
        limit(Metric.TIMEOUT_RATE)
                .ifPresent(guardrail -> harms.add(new Harm(
                        Harm.Kind.TIMEOUTS,
                        guardrail.maxRatio(),
                        rate(call -> isTimeout(call) ? 1 : 0),
                        guardrail.floor())));
        if (rate(call -> 1) > 0) {
            limit(Metric.LATENCY_P50, Metric.LATENCY_P95)
                    .ifPresent(guardrail -> harms.add(new Harm(Harm.Kind.LATENCY, guardrail.maxRatio(), 0, 0)));
        }
        used(harms, Metric.CPU, Harm.Kind.CPU, Observation.Call::cpuMicros);
        used(harms, Metric.MEMORY, Harm.Kind.MEMORY, Observation.Call::memoryBytes);
        used(harms, Metric.COST, Harm.Kind.COST, Observation.Call::costMicros);
        return harms;
    }

    private void used(List<Harm> harms, Metric metric, Harm.Kind kind, ToDoubleFunction<Observation.Call> figure) {
        boolean isThere = rate(call -> figure.applyAsDouble(call) == Observation.ABSENT ? 0 : 1) > 0;
        if (isThere) {
            limit(metric).ifPresent(guardrail -> harms.add(new Harm(kind, guardrail.maxRatio(), 0, 0)));
        }
    }

    private boolean isTimeout(Observation.Call call) {
        return call.timedOut(plan.timeLimits().timeoutMicros());
    }

    /** The strictest of the plan's guardrails on some metrics that rolls back. */
    private Optional<Guardrail> limit(Metric... metrics) {
        return plan.guardrails().stream()
                .filter(guardrail -> guardrail.action() == Guardrail.Action.ROLLBACK)
                .filter(guardrail -> List.of(metrics).contains(guardrail.metric()))
                .min(Comparator.comparingDouble(Guardrail::maxRatio));
    }

    private double rate(ToDoubleFunction<Observation.Call> figure) {
        return log.stream()
                .map(request -> request.observation().call())
                .filter(call -> call != null)
                .mapToDouble(figure)
                .average()
                .orElse(0);
    }

    private List<Attempt.Result> run(int replications, String name, Harm harm) {
        return IntStream.range(0, replications)
                .parallel()
                .mapToObj(i -> attempt(new PretendedArms("calibrate/" + seed + "/" + name + "/" + i, harm)))
                .toList();
    }

    private Attempt.Result attempt(PretendedArms arms) {
        Attempt attempt = new Attempt(plan);
        Replay replay = new Replay(List.of(plan), SETTINGS, arms, comparators, attempt);
        Iterator<Logged.Request> entries = log.iterator();
        replay.play(List.of(() -> entries.hasNext() ? Optional.of(entries.next()) : Optional.empty()));
        progress.run();
        return attempt.end(Instant.ofEpochMilli(replay.nowMillis()));
    }
}
