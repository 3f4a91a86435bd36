package dev.weir.simulation.rollout;

import dev.weir.event.Admission;
import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.Output;
import dev.weir.rollout.Plan;
import dev.weir.verdict.Verdict.AbStatus;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.OutcomeJoin;
import dev.weir.window.OutcomeScope;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Experiments as they are run: requests of users who stay with their variant and succeed each at a rate of its own, outcomes
 * that come late and in another order, joined to their requests and judged every second.
 *
 * @param plan      a plan whose first stage has an experiment
 * @param baseline  rate of success of the baseline, in (0, 1)
 * @param candidate rate of success of the candidate, in (0, 1)
 * @param users     who asks; null where every request is somebody else's
 * @param perSecond requests of each second
 * @param seconds   seconds after which it ends
 * @param asking    seconds in which requests come, at most as many
 */
public record ExperimentSimulation(
        Plan plan, double baseline, double candidate, Users users, int perSecond, int seconds, int asking) {
    private static final long START = 1_700_000_000L;
    private static final int MEAN_DELAY_SECONDS = 20;
    private static final double SPREAD_OF_USERS = 0.2;
    private static final Observation.Call CALL = new Observation.Call(
            20_000, Observation.Status.OK, Observation.ABSENT, Observation.ABSENT, Observation.ABSENT);

    /** An experiment in which requests come to its end. */
    public ExperimentSimulation(Plan plan, double baseline, double candidate, Users users, int perSecond, int seconds) {
        this(plan, baseline, candidate, users, perSecond, seconds, seconds);
    }

    /** The same with requests for so many seconds only. */
    public ExperimentSimulation until(int newAsking) {
        return new ExperimentSimulation(plan, baseline, candidate, users, perSecond, seconds, newAsking);
    }

    /** How one experiment ends: the first time it stands at a winner or a tie; RUNNING if it never does. */
    public AbStatus run(SplittableRandom random) {
        return new Run(random).play();
    }

    private final class Run {
        private final SplittableRandom random;
        private final ModelJudge judge = new ModelJudge(plan.model(), JudgeSettings.STANDARD);
        private final OutcomeJoin join = new OutcomeJoin(Duration.ofDays(1), Duration.ofSeconds(1), key -> null);
        private final OutcomeScope scope =
                new OutcomeScope(Set.of(plan.baseline(), plan.candidate()), plan.timeLimits());
        private final TreeMap<Long, List<dev.weir.event.Outcome>> due = new TreeMap<>();
        private final Watermarks watermarks = new Watermarks(1, JudgeSettings.STANDARD.silence());
        private final double[] shift;
        private final boolean[] inCandidate;
        private long requests;
        private AbStatus status = AbStatus.RUNNING;

        Run(SplittableRandom random) {
            this.random = random;
            int known = users == null ? 0 : users.count();
            shift = new double[known];
            inCandidate = new boolean[known];
            for (int i = 0; i < known; i++) {
                shift[i] = random.nextBoolean() ? SPREAD_OF_USERS : -SPREAD_OF_USERS;
                inCandidate[i] = random.nextBoolean();
            }
        }

        AbStatus play() {
            judge.plan(plan, Instant.ofEpochSecond(START));
            TrafficCount before = new TrafficCount(plan.timeout().toNanos() / 1_000);
            for (int i = 0; i < 2_000; i++) {
                before.add(Service.HEALTHY.serve(random), random.nextLong());
                ask(START, 1, false, baseline, "before-" + i);
            }
            judge.delta(delta(START, Map.of(plan.baseline(), before), 1));
            follow(judge.tick(read(START + 8), Instant.ofEpochSecond(START + 8)));
            for (long second = START + 8; second < START + 8 + seconds && status == AbStatus.RUNNING; second++) {
                Map<String, TrafficCount> counts = new TreeMap<>();
                for (int i = 0; i < perSecond && second < START + 8 + asking; i++) {
                    serve(second, counts);
                }
                while (!due.isEmpty() && due.firstKey() <= second) {
                    due.pollFirstEntry().getValue().forEach(join::add);
                }
                judge.delta(delta(second, counts, 2));
                follow(judge.tick(read(second + 1), Instant.ofEpochSecond(second + 1)));
            }
            return status;
        }

        private void serve(long second, Map<String, TrafficCount> counts) {
            int user = users == null ? -1 : users.next(random);
            boolean isCandidate = user < 0 ? random.nextBoolean() : inCandidate[user];
            String unit = user < 0 ? "u" + requests : "user-" + user;
            double rate = (isCandidate ? candidate : baseline) + (user < 0 ? 0 : shift[user]);
            counts.computeIfAbsent(
                            isCandidate ? plan.candidate() : plan.baseline(),
                            variant -> new TrafficCount(plan.timeout().toNanos() / 1_000))
                    .add(Service.HEALTHY.serve(random), random.nextLong());
            ask(second, 2, isCandidate, rate, unit);
        }

        private void ask(long second, long revision, boolean isCandidate, double rate, String unit) {
            String id = "r" + requests++;
            join.add(
                    new Observation(
                            id,
                            plan.model(),
                            isCandidate ? plan.candidate() : plan.baseline(),
                            Role.SERVED,
                            second * 1_000,
                            unit,
                            Segments.NONE,
                            revision,
                            true,
                            true,
                            true,
                            true,
                            true,
                            CALL),
                    null,
                    scope);
            long delay = revision == 1 ? 0 : (long) (-MEAN_DELAY_SECONDS * Math.log(1 - random.nextDouble()));
            dev.weir.event.Outcome outcome = new dev.weir.event.Outcome(
                    id, plan.model(), (second + delay) * 1_000, null, null, random.nextDouble() < rate, null);
            if (revision == 1) {
                join.add(outcome);
            } else {
                due.computeIfAbsent(second + delay, at -> new ArrayList<>()).add(outcome);
            }
        }

        private Delta delta(long second, Map<String, TrafficCount> counts, long revision) {
            List<Delta.Count> found = new ArrayList<>();
            counts.forEach((variant, count) -> found.add(new Delta.Count(
                    new Cell(second, revision, variant, Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT),
                    count.drain())));
            return new Delta(0, found, List.of(), List.of(), join.drain().getOrDefault(plan.model(), List.of()));
        }

        private Watermarks read(long second) {
            watermarks.advance(new Watermark(0, second * 1_000), second * 1_000);
            return watermarks;
        }

        private void follow(List<Output> outputs) {
            for (Output output : outputs) {
                if (output instanceof Output.Judged judged
                        && judged.verdict().abStatus() != null
                        && status == AbStatus.RUNNING) {
                    status = switch (judged.verdict().abStatus()) {
                        case A_WINS, B_WINS, TIE -> judged.verdict().abStatus();
                        case NOT_STARTED, RUNNING, INCONCLUSIVE -> AbStatus.RUNNING;
                    };
                }
            }
        }
    }
}
