package dev.weir.simulation;

import dev.weir.simulation.process.Agreement;
import dev.weir.simulation.process.Bound;
import dev.weir.simulation.process.Drift;
import dev.weir.simulation.process.ErrorRatio;
import dev.weir.simulation.process.Experiment;
import dev.weir.simulation.process.LatencyQuantile;
import dev.weir.simulation.process.LatencyQuantile.Shape;
import dev.weir.simulation.process.Split;
import dev.weir.simulation.rollout.Users;
import java.util.ArrayList;
import java.util.List;

/** What one statistic has to achieve by itself. */
final class ProcessTargets {
    private static final double HORIZON_BLOCKS = 5_000;
    private static final double LIMIT = 2;
    private static final double ALPHA = 0.05;
    private static final double BASELINE = 0.01;
    private static final double MOST_OF_BOUND = 2.2;

    private ProcessTargets() {}

    static List<Target> all() {
        List<Target> targets = new ArrayList<>();
        targets.add(new Target("F5", "shadow at a true agreement of 85 % is called better than that", runs -> {
            boolean[] proved = runs.events("F5", random -> Agreement.isProved(0.85, 0.85, 20_000, random));
            return Measured.share(proved, ALPHA);
        }));
        for (double weight : new double[] {0.05, 0.5}) {
            String what = "sound split at %.0f %%, 100,000 units, called a mismatch".formatted(100 * weight);
            targets.add(new Target(
                    "F4",
                    what,
                    runs -> Measured.share(
                            runs.events("F4 " + what, random -> Split.isMismatched(weight, weight, 100_000, random)),
                            0.001)));
        }
        errors(targets);
        regressions(targets);
        dead(targets);
        latencies(targets);
        late(targets);
        proofs(targets);
        experiments(targets);
        drift(targets);
        return targets;
    }

    /** Cohen's h plans 3,133 outcomes an arm for 75 % against 78 %. */
    private static void experiments(List<Target> targets) {
        Experiment better = new Experiment(0.75, 0.78, 3_133, 200_000);
        targets.add(new Target(
                "B1",
                "75 % against 78 %, outcomes of each arm to a winner",
                runs -> Measured.median(runs.values("B1", better::perArmToWinner), 3_600)));
        Experiment equal = new Experiment(0.75, 0.75, 3_133, 40_000);
        targets.add(new Target(
                "B1",
                "75 % in both arms, a winner named",
                runs -> Measured.share(
                        runs.events("B1 equal", random -> equal.perArmToWinner(random) != Measured.NEVER), ALPHA)));
        for (int users : new int[] {500, 5_000}) {
            String what = "%,d sticky users, equal arms, a winner named".formatted(users);
            Users population = new Users(users, 1);
            targets.add(new Target(
                    "V4",
                    what,
                    runs -> Measured.share(
                            runs.events("V4 " + what, random -> equal.hasFalseWinner(population, random)), ALPHA)));
        }
    }

    private static void drift(List<Target> targets) {
        targets.add(new Target(
                "R1",
                "accuracy 92 % -> 85 %, labels to the alarm",
                runs -> Measured.median(
                        runs.values("R1", random -> Drift.labelsToAlarm(0.85, 5_000, 20_000, random)), 400)));
        targets.add(new Target(
                "R1",
                "accuracy steady at 92 %, 100,000 labels, an alarm",
                runs -> Measured.share(
                        runs.events(
                                "R1 steady", random -> Drift.labelsToAlarm(0.92, 0, 100_000, random) != Measured.NEVER),
                        0.02)));
    }

    /** Errors beyond the limit of 2x: most requests to rollback, and most of what one planned look would take. */
    private static void errors(List<Target> targets) {
        errors(targets, "D1", 0.05, 0.03, 55_000, 1.35);
        errors(targets, "D1", 0.5, 0.03, 14_500, 1.8);
        errors(targets, "D2", 0.05, 0.05, 7_200, 1.35);
        errors(targets, "D2", 0.5, 0.05, 2_300, 1.8);
        errors(targets, "D3", 0.05, 0.15, 850, Double.NaN);
        errors(targets, "D3", 0.5, 0.15, 350, Double.NaN);
    }

    private static void errors(
            List<Target> targets, String id, double weight, double rate, double most, double mostOfOneLook) {
        String what = "errors 1 %% -> %.0f %% at %.0f %%".formatted(100 * rate, 100 * weight);
        Median median = median(id + " " + what, weight, LIMIT, rate);
        targets.add(new Target(id, what, runs -> median.of(runs, most)));
        double bound = Bound.ratio(weight, LIMIT, rate, BASELINE);
        targets.add(new Target("D6", what + ", of the growth bound", runs -> median.of(runs, most)
                .over(bound, MOST_OF_BOUND)));
        if (mostOfOneLook > 0) {
            double oneLook = Bound.oneLook(weight, LIMIT, rate, BASELINE);
            targets.add(new Target("D7", what + ", of one look at 80 % power", runs -> median.of(runs, most)
                    .over(oneLook, mostOfOneLook)));
        }
    }

    /** The advisory question, whether the candidate is worse at all. */
    private static void regressions(List<Target> targets) {
        for (double weight : new double[] {0.05, 0.5}) {
            for (double rate : new double[] {0.015, 0.02, 0.03, 0.05, 0.15}) {
                String what = "any regression, errors 1 %% -> %.1f %% at %.0f %%".formatted(100 * rate, 100 * weight);
                Median median = median("D6 " + what, weight, 1, rate);
                double bound = Bound.ratio(weight, 1, rate, BASELINE);
                targets.add(new Target("D6", what + ", of the growth bound", runs -> median.of(runs, 0)
                        .over(bound, MOST_OF_BOUND)));
            }
        }
    }

    /** Blocks of a hundred at 5 % and of ten or twenty at 50 %; smaller where a decision takes only a few hundred. */
    private static Median median(String name, double weight, double limit, double rate) {
        boolean soon = rate / BASELINE / limit > 5;
        int block = weight < 0.5 ? (soon ? 20 : 100) : (soon ? 10 : 20);
        ErrorRatio ratio = new ErrorRatio(weight, limit, BASELINE, rate, block, 0, 4_000_000);
        return new Median(name, random -> ratio.requestsToHarm(HORIZON_BLOCKS, random));
    }

    /** Where everything fails, how soon it shows is a matter of how soon a block is full. */
    private static void dead(List<Target> targets) {
        ErrorRatio few = new ErrorRatio(0.05, LIMIT, BASELINE, 1, 20, 0, 2_000);
        ErrorRatio half = new ErrorRatio(0.5, LIMIT, BASELINE, 1, 4, 0, 2_000);
        targets.add(new Target(
                "D4",
                "errors 1 % -> 100 % at 5 %, by the ratio alone",
                runs -> Measured.median(
                        runs.values("D4 5", random -> few.requestsToHarm(HORIZON_BLOCKS, random)), 100)));
        targets.add(new Target(
                "D4",
                "errors 1 % -> 100 % at 50 %, by the ratio alone",
                runs -> Measured.median(
                        runs.values("D4 50", random -> half.requestsToHarm(HORIZON_BLOCKS, random)), 36)));
    }

    private static void latencies(List<Target> targets) {
        double[][] promised = {{1.6, 100_000, 18_500}, {2, 3_800, 820}, {4, 220, 65}};
        for (double[] row : promised) {
            latency(targets, "p95", Shape.LOGNORMAL, 0.05, row[0], row[1]);
            latency(targets, "p95", Shape.LOGNORMAL, 0.5, row[0], row[2]);
            latency(targets, "p95", Shape.EXPONENTIAL, 0.05, row[0], Double.NaN);
            latency(targets, "p95", Shape.EXPONENTIAL, 0.5, row[0], Double.NaN);
        }
        for (double slowdown : new double[] {1.3, 1.5, 2, 3}) {
            for (Shape shape : Shape.values()) {
                latency(targets, "p50", shape, 0.05, slowdown, Double.NaN);
                latency(targets, "p50", shape, 0.5, slowdown, Double.NaN);
            }
        }
    }

    private static void latency(
            List<Target> targets, String guardrail, Shape shape, double weight, double slowdown, double most) {
        boolean median95 = guardrail.equals("p95");
        double q = median95 ? 0.95 : 0.5;
        double limit = median95 ? 1.5 : 1.2;
        String what = "%s %.1fx, %s, at %.0f %%".formatted(guardrail, slowdown, shape, 100 * weight);
        boolean soon = slowdown / limit > 1.6;
        int block = weight < 0.5 ? (soon ? 20 : 100) : (soon ? 8 : 20);
        LatencyQuantile quantile = new LatencyQuantile(weight, q, limit, shape, slowdown, block, 4_000_000);
        Median median = new Median("D5 " + what, random -> quantile.requestsToHarm(HORIZON_BLOCKS, random));
        if (most > 0) {
            targets.add(new Target("D5", what, runs -> median.of(runs, most)));
        }
        double bound = Bound.exceedance(weight, shape.above(limit / slowdown, q), 1 - q);
        targets.add(new Target("D6", what + ", of the growth bound", runs -> median.of(runs, most)
                .over(bound, MOST_OF_BOUND)));
    }

    /** A healthy past must not buy time. */
    private static void late(List<Target> targets) {
        double[][] promised = {{0.05, 2_300}, {0.5, 900}};
        for (double[] row : promised) {
            String what = "errors 1 %% -> 15 %% after 200,000 healthy requests at %.0f %%".formatted(100 * row[0]);
            ErrorRatio ratio = new ErrorRatio(row[0], LIMIT, BASELINE, 0.15, 100, 0, 400_000);
            targets.add(new Target(
                    "D8",
                    what,
                    runs -> Measured.median(
                            runs.values("D8 " + what, random -> ratio.delayAfter(200_000, 20_000, random)), row[1])));
        }
    }

    private static void proofs(List<Target> targets) {
        double[][] promised = {{0.05, 100, 112_000}, {0.5, 20, 25_500}};
        for (double[] row : promised) {
            String what = "errors 0.1 %% proved within 2x of 0.1 %% at %.0f %%".formatted(100 * row[0]);
            ErrorRatio ratio = new ErrorRatio(row[0], LIMIT, 0.001, 0.001, (int) row[1], 0.0005, 3_000_000);
            targets.add(new Target(
                    "A2", what, runs -> Measured.median(runs.values("A2 " + what, ratio::requestsToProof), row[2])));
        }
    }
}
