package dev.weir.simulation.rollout;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.rollout.Plan;
import dev.weir.rollout.Stage;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Whole rollouts against made-up traffic, second by second: a router draws the variant by the weights in force, the
 * variants behave as told, their counts reach the judge as deltas of two partitions. How many there are changes nothing
 * here, since all of them are read in time.
 *
 * @param plan              the plan that is followed
 * @param baseline          how the baseline behaves
 * @param candidate         how the candidate behaves
 * @param requestsPerSecond requests of each second
 * @param longest           time after which the simulation ends if the rollout has not
 * @param until             stage on whose entry the simulation ends; null to go on to the end of the rollout
 */
public record RolloutSimulation(
        Plan plan, Truth baseline, Truth candidate, int requestsPerSecond, Duration longest, String until) {

    private static final int PARTITIONS = 2;
    private static final long START = 1_700_000_000L;

    /** One rollout. */
    public Outcome run(SplittableRandom random) {
        return run(random, 0);
    }

    /** One rollout of which the requests are counted from a second after the start on. */
    public Outcome run(SplittableRandom random, long countedFrom) {
        return new Run(random).play(START + countedFrom);
    }

    private final class Run {
        private final SplittableRandom random;
        private final ModelJudge judge = new ModelJudge(plan.model(), JudgeSettings.STANDARD);
        private final Watermarks watermarks = new Watermarks(PARTITIONS, JudgeSettings.STANDARD.silence());
        private final TrafficCount[][] counts = new TrafficCount[PARTITIONS][2];
        private final Trail trail = new Trail();

        Run(SplittableRandom random) {
            this.random = random;
            for (TrafficCount[] arms : counts) {
                arms[0] = new TrafficCount(plan.timeout().toNanos() / 1_000);
                arms[1] = new TrafficCount(plan.timeout().toNanos() / 1_000);
            }
        }

        Outcome play(long countedFrom) {
            trail.follow(judge.plan(plan, Instant.ofEpochSecond(START)));
            long last = START + longest.toSeconds();
            for (long second = START; second < last && trail.isRunning(until); second++) {
                serve(second);
                Instant end = Instant.ofEpochSecond(second + 1);
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    judge.delta(delta(partition, second));
                    watermarks.advance(new Watermark(partition, end.toEpochMilli()), end.toEpochMilli());
                }
                judge.report(report(second), end);
                trail.follow(judge.tick(watermarks, end));
            }
            return trail.outcome(judge, countedFrom);
        }

        private void serve(long second) {
            int candidateBps = trail.candidateBps();
            Service[] services = {baseline.at(second - START), candidate.at(second - START)};
            for (int i = 0; i < requestsPerSecond; i++) {
                int arm = random.nextInt(Stage.FULL_BPS) < candidateBps ? 1 : 0;
                counts[random.nextInt(PARTITIONS)][arm].add(services[arm].serve(random), random.nextLong());
                trail.assigned(second, arm);
            }
        }

        private Delta delta(int partition, long second) {
            List<Delta.Count> found = new ArrayList<>();
            for (int arm = 0; arm < 2; arm++) {
                if (counts[partition][arm].calls() > 0) {
                    Cell cell = new Cell(
                            second,
                            trail.table().revision(),
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
            return new RouterReport(
                    "edge-1",
                    trail.table().revision(),
                    second * 1_000,
                    (second + 1) * 1_000,
                    trail.assignedIn(second, plan.baseline(), plan.candidate()),
                    0,
                    false);
        }
    }
}
