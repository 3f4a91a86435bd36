package dev.weir.verify;

import dev.weir.config.PlannedComparator;
import dev.weir.event.Observation;
import dev.weir.event.Outcome;
import dev.weir.event.Role;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.Copying;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.Output;
import dev.weir.rollout.ModelState;
import dev.weir.rollout.Plan;
import dev.weir.schema.Decision;
import dev.weir.schema.Verdict;
import dev.weir.serde.TrustedRecords;
import dev.weir.shadow.Answer;
import dev.weir.window.AwaitedOutcome;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.Extent;
import dev.weir.window.ObservedTime;
import dev.weir.window.OutcomeJoin;
import dev.weir.window.OutcomeScope;
import dev.weir.window.PairJoin;
import dev.weir.window.PairRules;
import dev.weir.window.PairSide;
import dev.weir.window.Watermark;
import dev.weir.wire.OutputCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What is on the topics after a judge has followed a plan over three partitions whose tasks commit at moments of their own, learn
 * of the plan a while after it was submitted, and are sent events late and twice. The judge is restored in between from what it
 * stores.
 */
final class LiveLog {
    private static final int PARTITIONS = 3;
    private static final int TICK_MILLIS = 100;
    private static final int IMAGE_LAG_TICKS = 4;
    private static final int HELD_UP_MILLIS = 14_000;
    private static final int HELD_UP = 2;
    private static final int AWAY_MILLIS = 40_000;

    /** How much of what waits in the log the task of each partition reads at a time after it was away. */
    private static final int[] CATCH_UP = {200, 60, 7};

    private static final Duration HORIZON = Duration.ofDays(7);
    private static final JudgeSettings SETTINGS = JudgeSettings.STANDARD;

    final List<Decision> decisions = new ArrayList<>();
    final List<Verdict> verdicts = new ArrayList<>();
    final List<EventTape.Entry> events = new ArrayList<>();
    final List<EventTape.Known> outcomes = new ArrayList<>();

    private final Plan plan;
    private final SplittableRandom random;
    private final List<Task> tasks = new ArrayList<>();
    private final TreeMap<Long, List<Runnable>> arrivals = new TreeMap<>();
    private final Deque<ModelState> images = new ArrayDeque<>();
    private Watermarks watermarks = new Watermarks(PARTITIONS, SETTINGS.silence());
    private ModelJudge judge;
    private long now;
    private long startMillis;
    private long late;
    private long leftOut;

    /** What happens meanwhile. */
    enum Trouble {
        NONE,
        /** Some partitions are held up for a while, one a bit after the other. */
        PARTITIONS_HELD_UP,
        /** All tasks and the judge are away for a while. Then the tasks read what waits in the log, one long before the other. */
        OUTAGE
    }

    /** An event with all that verification asks of it. */
    record Sent(Observation event, Answer answer) {}

    /** What the task of one partition does. */
    private final class Task {
        private final int partition;
        private final Combiner combiner;
        private final PairJoin pairs = new PairJoin(SETTINGS.slack());
        private final Map<AwaitedOutcome.Key, AwaitedOutcome> awaited = new HashMap<>();
        private final OutcomeJoin joined = new OutcomeJoin(HORIZON, SETTINGS.slack(), awaited::get);
        private final ObservedTime time = new ObservedTime(now);
        private Extent.Place from = new Extent.Place(0, 0, now);
        private long readUntil = Long.MIN_VALUE;
        private long offset;
        private long outcomeOffset;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private Optional<PairRules> rules = Optional.empty();
        private boolean joins;

        Task(int partition) {
            this.partition = partition;
            this.combiner = new Combiner(partition, SETTINGS.closing());
        }

        /** Reads so much of what waits in the log. */
        void read(int most) {
            for (int i = 0; i < most && !waiting.isEmpty(); i++) {
                waiting.remove().run();
            }
        }

        void event(Sent sent, long logged) {
            PairSide side = PairSide.of(sent.event(), null, sent.answer());
            events.add(new EventTape.Entry(
                    partition,
                    offset++,
                    Instant.ofEpochMilli(logged),
                    readUntil,
                    sent.event(),
                    side,
                    sent.answer().label()));
            combiner.add(sent.event(), plan.timeLimits());
            rules.ifPresent(known -> pairs.add(sent.event(), side, known));
            if (joins) {
                joined.add(sent.event(), sent.answer().label(), scope());
            }
            readUntil = Math.max(readUntil, ObservedTime.proved(sent.event().assignedMillis(), logged));
            combiner.readUntil(readUntil);
            time.read(sent.event().assignedMillis(), logged, now);
        }

        void outcome(Outcome outcome) {
            outcomes.add(new EventTape.Known(partition, outcomeOffset++, outcome));
            if (joins) {
                joined.add(outcome);
            }
        }

        private OutcomeScope scope() {
            return new OutcomeScope(Set.of(plan.baseline(), plan.candidate()), plan.timeLimits());
        }

        void commit(ModelState image) {
            Delta counted = combiner.drain().get(plan.model());
            pairs.settle(time.until(), model -> rules);
            List<Delta.Pairs> settled = pairs.drain().getOrDefault(plan.model(), List.of());
            joined.settle(time.until());
            List<Delta.Outcomes> known = joined.drain().getOrDefault(plan.model(), List.of());
            joined.drainChanges(awaited::put);
            Extent.Place until = new Extent.Place(offset, outcomeOffset, Math.max(from.readMillis(), time.until()));
            Extent.Treatment treatment = new Extent.Treatment(
                    rules.map(PairRules::sinceRevision).orElse(Extent.Treatment.NOT_COPIED), joins);
            if (judge.isKnown() && (counted != null || !settled.isEmpty() || !known.isEmpty())) {
                Delta delta = counted == null ? new Delta(partition, List.of()) : counted;
                late += judge.delta(delta.withPairs(settled).withOutcomes(known).of(new Extent(from, until, treatment)))
                        .late();
            }
            watermarks.advance(new Watermark(partition, time.until()), now);
            from = until;
            if (image == null) {
                return;
            }
            rules = Copying.rules(image, plan.timeLimits(), PlannedComparator::of);
            joins = image.isActive() && plan.experiment() != null;
        }
    }

    /**
     * Judges what arrives at its time.
     *
     * @param plan what runs
     * @param seed of the moments of commits
     */
    LiveLog(Plan plan, long seed) {
        TrustedRecords.declare();
        this.plan = plan;
        this.random = new SplittableRandom(seed);
        this.now =
                JudgedLog.event(0, "v1", Role.SERVED, 0, Observation.Status.OK).assignedMillis();
        this.judge = new ModelJudge(plan.model(), SETTINGS);
        for (int i = 0; i < PARTITIONS; i++) {
            tasks.add(new Task(i));
        }
    }

    private Task taskOf(String requestId) {
        return tasks.get(Math.floorMod(requestId.hashCode(), PARTITIONS));
    }

    /** An event gets to the log at an instant, epoch milliseconds. */
    void arrives(long millis, Sent sent) {
        arrivals.computeIfAbsent(millis, at -> new ArrayList<>()).add(() -> {
            Task task = taskOf(sent.event().requestId());
            long logged = now;
            task.waiting.add(() -> task.event(sent, logged));
        });
    }

    /** An outcome gets to the log at an instant, epoch milliseconds. */
    void arrives(long millis, Outcome outcome) {
        arrivals.computeIfAbsent(millis, at -> new ArrayList<>()).add(() -> {
            Task task = taskOf(outcome.requestId());
            task.waiting.add(() -> task.outcome(outcome));
        });
    }

    /** The plan is submitted after so many milliseconds, not at once. */
    LiveLog startingAfter(long millis) {
        startMillis = now + millis;
        return this;
    }

    /** Lets time pass until everything has arrived, and meanwhile something happen. */
    LiveLog play(Trouble trouble) {
        boolean isOutage = trouble == Trouble.OUTAGE;
        start();
        long until = arrivals.lastKey();
        long heldUpFrom = now + (until - now) * 7 / 10;
        long backAt = heldUpFrom + AWAY_MILLIS;
        boolean wasAway = false;
        while (now < until + 10_000) {
            now += TICK_MILLIS;
            long tick = now;
            start();
            if (judge.isKnown()) {
                images.add(judge.state());
            }
            ModelState image = images.size() > IMAGE_LAG_TICKS ? images.remove() : images.peek();
            while (!arrivals.isEmpty() && arrivals.firstKey() <= tick) {
                arrivals.pollFirstEntry().getValue().forEach(Runnable::run);
            }
            if (isOutage && tick > heldUpFrom && tick < backAt) {
                wasAway = true;
                continue;
            }
            if (wasAway) {
                wasAway = false;
                beginAnew();
            }
            for (Task task : tasks) {
                task.read(isOutage && tick >= backAt ? CATCH_UP[task.partition] : Integer.MAX_VALUE);
                long from = heldUpFrom + 700L * task.partition;
                boolean isHeldUp = trouble == Trouble.PARTITIONS_HELD_UP
                        && task.partition < HELD_UP
                        && tick > from
                        && tick < from + HELD_UP_MILLIS;
                if (!isHeldUp && random.nextInt(3) > 0) {
                    task.commit(image);
                }
            }
            if (!judge.isKnown()) {
                continue;
            }
            if (random.nextInt(40) == 0) {
                judge = ModelJudge.restore(judge.snapshot(), SETTINGS);
            }
            write(judge.tick(watermarks, Instant.ofEpochMilli(tick)));
            leftOut += judge.takeLeftOut();
        }
        return this;
    }

    private void start() {
        if (!judge.isKnown() && now >= startMillis) {
            Instant at = Instant.ofEpochMilli(now);
            write(judge.plan(plan.submitted(at, "test"), at));
        }
    }

    /** With what the judge has stored. */
    private void beginAnew() {
        judge = ModelJudge.restore(judge.snapshot(), SETTINGS);
        Watermarks restored = new Watermarks(PARTITIONS, SETTINGS.silence());
        watermarks.snapshot().forEach((partition, millis) -> restored.restore(new Watermark(partition, millis)));
        watermarks = restored;
    }

    private void write(List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Judged judged) {
                verdicts.add(OutputCodec.verdict(plan.model(), judged));
            } else if (output instanceof Output.Decided decided) {
                decisions.add(OutputCodec.decision(decided.decision()));
            }
        }
    }

    /** Requests and pairs that came after their second had closed. */
    long late() {
        return late;
    }

    /** Requests that were left out with their partition. */
    long leftOut() {
        return leftOut;
    }

    List<String> derivable() {
        return Recorded.derivable(decisions, null);
    }

    /** What is found of a decision. */
    Finding find(String decision) {
        return find(decision, events -> events, known -> known);
    }

    /** What is found of a decision when the topics hold something else. */
    Finding find(
            String decision,
            UnaryOperator<List<EventTape.Entry>> tampered,
            UnaryOperator<List<EventTape.Known>> tamperedOutcomes) {
        return Verification.of(
                        plan.model(),
                        decision,
                        decisions,
                        verdicts,
                        Verification.Judge.STANDARD,
                        stretch -> new EventTape(
                                tampered.apply(events), tamperedOutcomes.apply(outcomes), List.of(), false))
                .orElseThrow();
    }
}
