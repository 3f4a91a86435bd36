package dev.weir.judge;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Watermarks;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Plan;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.rollout.Stage;
import dev.weir.routing.RoutingTable;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Whole rollouts against made-up traffic, second by second: a router draws the variant by the weights in force, the
 * variants behave as told, their events reach the judge as deltas of twelve partitions.
 *
 * @param plan              the plan that is followed
 * @param baseline          how the baseline behaves
 * @param candidate         how the candidate behaves
 * @param requestsPerSecond requests of each second
 * @param longest           time after which the simulation ends if the rollout has not
 * @param reports           whether a router reports what it assigned, so that seconds close at once
 */
record RolloutSimulation(
        Plan plan, Truth baseline, Truth candidate, int requestsPerSecond, Duration longest, boolean reports) {

    private static final int PARTITIONS = 12;
    private static final long START = 1_700_000_000L;

    /** How a variant behaves in a second after the start. */
    interface Truth {
        Service at(long second);
    }

    /**
     * How a rollout went.
     *
     * @param status            its status at the end
     * @param path              stages it entered, in order
     * @param requests          requests of both variants from the first stage to the last second judged
     * @param candidateRequests requests of the candidate among them
     * @param decisions         what was decided
     */
    record Outcome(Status status, List<String> path, long requests, long candidateRequests, List<Decision> decisions) {
        boolean isRolledBack() {
            return status == Status.ROLLED_BACK;
        }

        /** Whether the candidate got past a stage. */
        boolean isPast(String stage) {
            return status == Status.PROMOTED || path.contains(stage) && path.indexOf(stage) < path.size() - 1;
        }
    }

    /** So many rollouts, each with a seed of its own. */
    List<Outcome> runs(int replications) {
        return LongStream.range(0, replications).parallel().mapToObj(this::run).toList();
    }

    /** One rollout. */
    Outcome run(long seed) {
        return new Run(seed).play();
    }

    private final class Run {
        private final SplittableRandom random;
        private final ModelJudge judge = new ModelJudge(plan.model(), JudgeSettings.STANDARD);
        private final Watermarks watermarks = new Watermarks(PARTITIONS);
        private final TrafficCount[][] counts = new TrafficCount[PARTITIONS][2];
        private final TreeMap<Long, long[]> assigned = new TreeMap<>();
        private final List<String> path = new ArrayList<>();
        private final List<Decision> decisions = new ArrayList<>();
        private RoutingTable table;

        Run(long seed) {
            random = new SplittableRandom(seed);
            for (TrafficCount[] arms : counts) {
                arms[0] = new TrafficCount(plan.timeout().toNanos() / 1_000);
                arms[1] = new TrafficCount(plan.timeout().toNanos() / 1_000);
            }
        }

        Outcome play() {
            follow(judge.plan(plan, Instant.ofEpochSecond(START)));
            long last = START + longest.toSeconds();
            for (long second = START; second < last && isRunning(); second++) {
                serve(second);
                Instant end = Instant.ofEpochSecond(second + 1);
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    judge.delta(delta(partition, second));
                    watermarks.advance(new Watermark(partition, end.toEpochMilli()));
                }
                if (reports) {
                    judge.report(report(second), end);
                }
                follow(judge.tick(watermarks, end));
            }
            return outcome();
        }

        private void serve(long second) {
            int candidateBps = table.weights().get(1).bps();
            Service[] services = {baseline.at(second - START), candidate.at(second - START)};
            long[] both = new long[2];
            for (int i = 0; i < requestsPerSecond; i++) {
                int arm = random.nextInt(Stage.FULL_BPS) < candidateBps ? 1 : 0;
                services[arm].serve(counts[random.nextInt(PARTITIONS)][arm], random);
                both[arm]++;
            }
            assigned.put(second, both);
        }

        private Delta delta(int partition, long second) {
            List<Delta.Count> found = new ArrayList<>();
            for (int arm = 0; arm < 2; arm++) {
                if (counts[partition][arm].calls() > 0) {
                    Cell cell = new Cell(
                            second,
                            table.revision(),
                            arm == 1 ? plan.candidate() : plan.baseline(),
                            Role.SERVED,
                            Segments.NONE,
                            Admission.FIRST_OF_UNIT);
                    found.add(new Delta.Count(cell, counts[partition][arm].drain()));
                }
            }
            return new Delta(partition, found);
        }

        private RouterReport report(long second) {
            Map<String, Long> byVariant = new TreeMap<>();
            long[] both = assigned.get(second);
            byVariant.put(plan.baseline(), both[0]);
            byVariant.put(plan.candidate(), both[1]);
            byVariant.values().removeIf(count -> count == 0);
            return new RouterReport(
                    "edge-1", table.revision(), second * 1_000, (second + 1) * 1_000, byVariant, 0, false);
        }

        private void follow(List<Output> outputs) {
            for (Output output : outputs) {
                if (output instanceof Output.Decided decided) {
                    decisions.add(decided.decision());
                } else if (output instanceof Output.Routed routed) {
                    table = routed.table();
                    if (table.stage() != null) {
                        path.add(table.stage());
                    }
                }
            }
        }

        private boolean isRunning() {
            return switch (decisions.get(decisions.size() - 1).action()) {
                case ROLLBACK, PROMOTE, PAUSE, ABORT -> false;
                case START, HOLD, ADVANCE, RESUME, KILL, UNKILL, OVERRIDE, REFUSE -> true;
            };
        }

        private Outcome outcome() {
            ModelSnapshot end = judge.snapshot();
            long since =
                    decisions.size() < 2 ? end.front() : decisions.get(1).at().getEpochSecond();
            long[] sum = new long[2];
            assigned.subMap(since, Math.max(since, end.front())).values().forEach(both -> {
                sum[0] += both[0];
                sum[1] += both[1];
            });
            return new Outcome(end.state().rollout().status(), path, sum[0] + sum[1], sum[1], decisions);
        }
    }
}
