package dev.weir.replay;

import dev.weir.event.Observation;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelSnapshot;
import dev.weir.judge.Output;
import dev.weir.judge.Remainder;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanRules;
import dev.weir.rollout.ShadowTerms;
import dev.weir.shadow.AnswerComparator;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Plans followed over logs of events, with the time of the events as the clock: what Weir would have concluded, had the events
 * come as the log has them. One use; not safe for use by several threads.
 *
 * <p>An event is taken to have been published when its answer was there. Everything else goes by the steps of the running
 * system: a look ten times a second, counts handed on every second. Routers' reports are in no log, so that seconds close by
 * the clock alone. A plan is submitted at the first event of its model.
 *
 * <p>The room it takes depends on the rate of the events and the number of models, not on the length of the logs.
 */
public final class Replay {
    private static final long STEP_MILLIS = 100;
    private static final long COMMIT_MILLIS = 1_000;

    /** Entries looked ahead in all logs together, and of each at least. */
    private static final int WINDOW = 20_000;

    private static final int SMALLEST_WINDOW = 1_000;

    /** Events whose answers are waited for. */
    private static final int MOST_UNDER_WAY = 100_000;

    /** Hears what is said, in its order. */
    @FunctionalInterface
    public interface Listener {
        /** The judge of a model has said something. */
        void said(String model, Output output);
    }

    private final JudgeSettings settings;
    private final Placement placement;
    private final Map<String, ModelReplay> models = new TreeMap<>();
    private final LogCounts.Builder counts = new LogCounts.Builder();
    private final PriorityQueue<UnderWay> underWay =
            new PriorityQueue<>(Comparator.comparingLong(UnderWay::endsMillis).thenComparingLong(UnderWay::number));
    private final Watermarks watermarks;
    private Observing observing;
    private long now;
    private long nextStep;
    private long nextCommit;
    private long taken;

    private record UnderWay(long endsMillis, long number, Logged.Request request) {}

    /**
     * A replay that has not begun, with the {@linkplain JudgeSettings#STANDARD settings} of a control plane that has none of
     * its own.
     */
    public Replay(
            List<Plan> plans,
            Placement placement,
            Function<ShadowTerms, AnswerComparator> comparators,
            Listener listener) {
        this(plans, JudgeSettings.STANDARD, placement, comparators, listener);
    }

    /**
     * A replay that has not begun.
     *
     * @param plans       plans of different models
     * @param settings    what holds for every model
     * @param placement   which variant a logged request is taken to have gone to
     * @param comparators the comparator that shadow terms name
     * @param listener    hears what is said
     * @throws IllegalArgumentException if a plan breaks {@link PlanRules}, or two are of the same model
     */
    public Replay(
            List<Plan> plans,
            JudgeSettings settings,
            Placement placement,
            Function<ShadowTerms, AnswerComparator> comparators,
            Listener listener) {
        this.settings = settings;
        this.watermarks = new Watermarks(1, settings.silence());
        this.placement = placement;
        for (Plan plan : plans) {
            PlanRules.problems(plan).stream().findFirst().ifPresent(problem -> {
                throw new IllegalArgumentException(
                        "plan " + plan.name() + ": " + problem.path() + " " + problem.message());
            });
            ModelReplay model = new ModelReplay(plan, settings, comparators.apply(plan.shadow()), listener);
            if (models.put(plan.model(), model) != null) {
                throw new IllegalArgumentException("plans must be of different models, but two are of " + plan.model());
            }
        }
    }

    /**
     * Plays the logs to their end, and on until their last second is over.
     *
     * @param logs each gives its next entry, or empty at its end
     * @return what became of the entries
     */
    public LogCounts play(List<Supplier<Optional<Logged>>> logs) {
        return play(logs, Math.max(SMALLEST_WINDOW, WINDOW / Math.max(1, logs.size())));
    }

    /** The same, looking so many entries ahead in each log. */
    LogCounts play(List<Supplier<Optional<Logged>>> logs, int window) {
        List<LogOrder> orders = logs.stream()
                .map(log -> new LogOrder(log, window, models::containsKey, counts))
                .toList();
        for (LogOrder next = earliest(orders); next != null; next = earliest(orders)) {
            take(next.next());
        }
        finish();
        return counts.build();
    }

    private static LogOrder earliest(List<LogOrder> orders) {
        return orders.stream()
                .filter(order -> order.nextMillis() != Long.MAX_VALUE)
                .min(Comparator.comparingLong(LogOrder::nextMillis))
                .orElse(null);
    }

    /** The instant that has been reached, epoch milliseconds; 0 before the first event. */
    public long nowMillis() {
        return now;
    }

    /** Entries read so far. */
    public long read() {
        return counts.entries();
    }

    /** All that is known of a model. */
    public ModelSnapshot snapshot(String model) {
        return models.get(model).snapshot();
    }

    private void take(Logged.Event event) {
        if (observing == null) {
            begin(event.atMillis());
        }
        advance(event.atMillis());
        ModelReplay model = models.get(event.model());
        model.begin(now);
        if (event instanceof Logged.Outcome outcome) {
            counts.outcome();
            observing.add(outcome, model);
        } else if (event instanceof Logged.Request request) {
            send(request, model);
        }
    }

    private void send(Logged.Request request, ModelReplay model) {
        List<Observation> placed = placement.place(request.observation(), model.table());
        if (placed.isEmpty()) {
            counts.notTaken();
            return;
        }
        placed.forEach(observation -> send(request.with(observation)));
    }

    private void send(Logged.Request request) {
        if (underWay.size() >= MOST_UNDER_WAY) {
            deliver(underWay.remove().request);
        }
        long ends = Math.max(now, request.atMillis() + request.durationMillis());
        underWay.add(new UnderWay(ends, taken++, request));
    }

    private void begin(long millis) {
        now = Math.floorDiv(millis, COMMIT_MILLIS) * COMMIT_MILLIS;
        nextStep = now + STEP_MILLIS;
        nextCommit = now + COMMIT_MILLIS;
        observing = new Observing(settings, now);
    }

    /** Lets everything happen that is due until an instant. */
    private void advance(long untilMillis) {
        while (true) {
            UnderWay next = underWay.peek();
            if (next != null && next.endsMillis <= Math.min(untilMillis, nextStep)) {
                now = Math.max(now, next.endsMillis);
                deliver(underWay.remove().request);
            } else if (nextStep <= untilMillis) {
                now = nextStep;
                step();
                nextStep += STEP_MILLIS;
                skipSilence(Math.min(untilMillis, next == null ? Long.MAX_VALUE : next.endsMillis));
            } else {
                now = Math.max(now, untilMillis);
                return;
            }
        }
    }

    /** Nothing happens while nobody waits for anything. */
    private void skipSilence(long untilMillis) {
        if (nextStep < untilMillis && models.values().stream().allMatch(ModelReplay::isIdle)) {
            nextStep += (untilMillis - nextStep) / STEP_MILLIS * STEP_MILLIS;
        }
    }

    private void deliver(Logged.Request request) {
        counts.told(observing.add(request, models.get(request.model()), now));
    }

    private void step() {
        observing.followClock(now);
        if (now >= nextCommit || observing.isAlarming()) {
            commit();
        }
        Instant at = Instant.ofEpochMilli(now);
        models.values().forEach(model -> model.tick(watermarks, at));
    }

    private void commit() {
        nextCommit = now + COMMIT_MILLIS;
        observing.drain(model -> models.get(model).copying()).forEach((model, delta) -> {
            Remainder remainder = models.get(model).count(delta);
            counts.remaining(remainder.late(), remainder.unkept());
        });
        watermarks.advance(observing.watermark(), now);
    }

    private void finish() {
        if (observing == null) {
            return;
        }
        while (!underWay.isEmpty()) {
            advance(underWay.peek().endsMillis);
        }
        long longestDeadline = models.values().stream()
                .mapToLong(model -> model.limits().deadlineMicros() / 1_000)
                .max()
                .orElse(0);
        // A log that is over is quiet for a second before its time goes on, and is handed on a second later.
        advance(now + longestDeadline + settings.slack().toMillis() + 4 * COMMIT_MILLIS);
    }
}
