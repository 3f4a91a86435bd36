package dev.weir.simulation.rollout;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.rollout.Plan;
import dev.weir.router.selection.Bucket;
import dev.weir.routing.RoutingTable;
import dev.weir.window.Combiner;
import dev.weir.window.TimeLimits;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Whole rollouts event by event: routers assign each request by the hash of its unit, its event is published when its
 * answer is there (or later), twelve tasks count what they read and commit in their own time, the judge closes seconds
 * and decides, and the routers follow. Everything between the request and the decision but Kafka itself.
 *
 * @param plan              the plan that is followed
 * @param users             who asks
 * @param delivery          how events travel
 * @param requestsPerSecond requests of each second, spread evenly
 * @param longest           time after which the simulation ends if the rollout has not
 * @param until             stage on whose entry the simulation ends; null to go on to the end of the rollout
 */
public record PipelineSimulation(
        Plan plan, Users users, Delivery delivery, int requestsPerSecond, Duration longest, String until) {
    private static final int PARTITIONS = 12;
    private static final long START_MILLIS = 1_700_000_000_000L;
    private static final int STEP_MILLIS = 100;
    private static final long COMMIT_MILLIS = 1_000;
    private static final long QUIET_MILLIS = 1_000;
    private static final long FIRST_AGAIN_MILLIS = 600_000;

    /** How requests of a user go; made anew for each replication. */
    @FunctionalInterface
    public interface Behaviour {
        /** Serves a request of a user in a millisecond after the start. */
        Answer serve(int user, boolean candidate, long millis, SplittableRandom random);
    }

    /** One rollout. */
    public Outcome run(Behaviour behaviour, SplittableRandom random) {
        return new Run(behaviour, random).play();
    }

    private record Event(long publishedMillis, long number, int partition, boolean candidate, Observation observation)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(publishedMillis, other.publishedMillis);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** A table as of the millisecond from which the slowest router applies it. */
    private record Applied(long fromMillis, RoutingTable table) {}

    private final class Run {
        private final Behaviour behaviour;
        private final SplittableRandom random;
        private final ModelJudge judge = new ModelJudge(plan.model(), JudgeSettings.STANDARD);
        private final Watermarks watermarks = new Watermarks(PARTITIONS, JudgeSettings.STANDARD.silence());
        private final Combiner[] tasks = new Combiner[PARTITIONS];
        private final long[] observedUntil = new long[PARTITIONS];
        private final long[] readAt = new long[PARTITIONS];
        private final long[] commitAt = new long[PARTITIONS];
        private final PriorityQueue<Event> log = new PriorityQueue<>();
        private final Map<Integer, Long> firstSeen = new HashMap<>();
        private final Deque<Applied> underWay = new ArrayDeque<>();
        private final Trail trail = new Trail();
        private final TimeLimits limits = plan.timeLimits();
        private RoutingTable slowest;
        private long requests;

        Run(Behaviour behaviour, SplittableRandom random) {
            this.behaviour = behaviour;
            this.random = random;
            for (int i = 0; i < PARTITIONS; i++) {
                tasks[i] = new Combiner(i, JudgeSettings.STANDARD.closing());
                observedUntil[i] = START_MILLIS;
                readAt[i] = START_MILLIS;
                commitAt[i] = START_MILLIS + COMMIT_MILLIS * (i + 1) / PARTITIONS;
            }
        }

        Outcome play() {
            trail.follow(judge.plan(plan, Instant.ofEpochMilli(START_MILLIS)));
            slowest = trail.table();
            long last = START_MILLIS + longest.toMillis();
            for (long now = START_MILLIS; now < last && trail.isRunning(until); now += STEP_MILLIS) {
                apply(now);
                ask(now);
                read(now + STEP_MILLIS);
                if ((now + STEP_MILLIS) % 1_000 == 0) {
                    report((now + STEP_MILLIS) / 1_000 - 1, now + STEP_MILLIS);
                }
                tick(now + STEP_MILLIS);
            }
            return trail.outcome(judge, 0);
        }

        /** Half of the routers apply a table at once, the others after the lag. */
        private void apply(long now) {
            while (!underWay.isEmpty() && underWay.peek().fromMillis <= now) {
                slowest = underWay.poll().table;
            }
        }

        private void ask(long now) {
            int count = requestsPerSecond * STEP_MILLIS / 1_000;
            for (int i = 0; i < count; i++) {
                long at = now + (long) STEP_MILLIS * i / count;
                int user = users.next(random);
                RoutingTable table = random.nextBoolean() ? trail.table() : slowest;
                String unit = "user-" + user;
                boolean candidate =
                        Bucket.of(table.salt(), unit) < table.weights().get(1).bps();
                trail.assigned(at / 1_000, candidate ? 1 : 0);
                Answer answer = behaviour.serve(user, candidate, at - START_MILLIS, random);
                long number = requests++;
                Observation observation = new Observation(
                        "r" + number,
                        plan.model(),
                        candidate ? plan.candidate() : plan.baseline(),
                        Role.SERVED,
                        at,
                        unit,
                        Segments.NONE,
                        table.revision(),
                        delivery.reports(),
                        true,
                        delivery.marks() ? isFirst(user, at) : null,
                        true,
                        true,
                        new Observation.Call(
                                answer.durationMicros(),
                                answer.status(),
                                Observation.ABSENT,
                                Observation.ABSENT,
                                Observation.ABSENT));
                long published = at + answer.durationMicros() / 1_000 + delivery.delayMillis(candidate, answer);
                log.add(new Event(published, number, random.nextInt(PARTITIONS), candidate, observation));
            }
        }

        private boolean isFirst(int user, long at) {
            Long seen = firstSeen.get(user);
            if (seen != null && at - seen < FIRST_AGAIN_MILLIS) {
                return false;
            }
            firstSeen.put(user, at);
            return true;
        }

        private void read(long until) {
            while (!log.isEmpty() && log.peek().publishedMillis <= until) {
                Event event = log.poll();
                int partition = event.partition;
                tasks[partition].add(event.observation, limits);
                observedUntil[partition] = Math.max(observedUntil[partition], event.observation.assignedMillis());
                readAt[partition] = event.publishedMillis;
                boolean failed = event.observation.call().status() != Observation.Status.OK;
                if (failed && event.candidate && delivery.commitsOnCandidateError()) {
                    commit(partition, until);
                }
            }
            for (int i = 0; i < PARTITIONS; i++) {
                if (commitAt[i] <= until || tasks[i].isAlarming()) {
                    commit(i, until);
                }
            }
        }

        private void commit(int partition, long now) {
            tasks[partition].drain().values().forEach(judge::delta);
            if (now - readAt[partition] >= QUIET_MILLIS) {
                observedUntil[partition] = now;
            }
            watermarks.advance(new Watermark(partition, observedUntil[partition]), now);
            tasks[partition].readUntil(observedUntil[partition]);
            tasks[partition].forgetUnits(observedUntil[partition]);
            commitAt[partition] = now + COMMIT_MILLIS;
            tick(now);
        }

        private void report(long second, long now) {
            if (delivery.reports()) {
                judge.report(
                        new RouterReport(
                                "edge-1",
                                trail.table().revision(),
                                second * 1_000,
                                (second + 1) * 1_000,
                                trail.assignedIn(second, plan.baseline(), plan.candidate()),
                                0,
                                false),
                        Instant.ofEpochMilli(now));
            }
        }

        private void tick(long now) {
            RoutingTable before = trail.table();
            trail.follow(judge.tick(watermarks, Instant.ofEpochMilli(now)));
            if (trail.table() != before) {
                underWay.add(new Applied(now + delivery.routerLagMillis(), trail.table()));
            }
        }
    }
}
