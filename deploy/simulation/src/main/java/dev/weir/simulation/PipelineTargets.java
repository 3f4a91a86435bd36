package dev.weir.simulation;

import dev.weir.event.Observation.Status;
import dev.weir.simulation.rollout.Answer;
import dev.weir.simulation.rollout.Delivery;
import dev.weir.simulation.rollout.Outcome;
import dev.weir.simulation.rollout.PipelineSimulation;
import dev.weir.simulation.rollout.PipelineSimulation.Behaviour;
import dev.weir.simulation.rollout.Plans;
import dev.weir.simulation.rollout.Service;
import dev.weir.simulation.rollout.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;

/** What has to hold although events come late, tasks commit when they like and users come back: event by event. */
final class PipelineTargets {
    private static final double ALPHA = 0.05;
    private static final Service HEALTHY = new Service(0.005, 0.005, 50_000, 0.67);

    /** So many that hardly any comes back. */
    private static final Users STRANGERS = new Users(1_000_000, 0);

    private static final String FULL = "full";

    private PipelineTargets() {}

    static List<Target> all() {
        List<Target> targets = new ArrayList<>();
        commits(targets);
        delays(targets);
        users(targets);
        catastrophes(targets);
        together(targets);
        return targets;
    }

    private static void commits(List<Target> targets) {
        Service limit = HEALTHY.failing(0.02 - HEALTHY.timeoutRate());
        for (Delivery delivery : List.of(Delivery.PROMPT, Delivery.PROMPT.silent())) {
            PipelineSimulation simulation = new PipelineSimulation(
                    Plans.canary(50), STRANGERS, delivery.committingOnErrors(), 200, Duration.ofSeconds(100), FULL);
            targets.add(share(
                    "V1",
                    "errors at 2x, tasks commit on the candidate's errors, " + closing(delivery) + ", rolled back",
                    simulation,
                    random -> plain(HEALTHY, limit),
                    Outcome::isRolledBack));
        }
    }

    private static String closing(Delivery delivery) {
        return delivery.reports() ? "seconds closed by reports" : "seconds closed by the clock";
    }

    private static void delays(List<Target> targets) {
        Delivery late = Delivery.PROMPT.silent().delayingErrors(4_900, 0);
        PipelineSimulation identical =
                new PipelineSimulation(Plans.canary(50), STRANGERS, late, 2_000, Duration.ofSeconds(20), FULL);
        targets.add(share(
                "V2",
                "identical, the candidate's errors come 5 s later, rolled back",
                identical,
                random -> plain(HEALTHY, HEALTHY),
                Outcome::isRolledBack));
        PipelineSimulation other = new PipelineSimulation(
                Plans.canary(50),
                STRANGERS,
                Delivery.PROMPT.silent().delayingErrors(0, 4_900),
                2_000,
                Duration.ofSeconds(20),
                FULL);
        targets.add(share(
                "V2",
                "identical, the baseline's errors come 5 s later, rolled back",
                other,
                random -> plain(HEALTHY, HEALTHY),
                Outcome::isRolledBack));
        Service threefold = HEALTHY.failing(3 * 0.01 - HEALTHY.timeoutRate());
        PipelineSimulation tooLate = new PipelineSimulation(
                Plans.canary(50),
                STRANGERS,
                Delivery.PROMPT.delayingErrors(8_000, 0),
                2_000,
                Duration.ofSeconds(20),
                FULL);
        targets.add(share(
                "V2",
                "errors 3x that come after their second has closed, missed by the routers, advanced",
                tooLate,
                random -> plain(HEALTHY, threefold),
                outcome -> outcome.isPast("canary")));
        targets.add(share(
                "V2",
                "errors 3x that come 5 s later, advanced",
                identical,
                random -> plain(HEALTHY, threefold),
                outcome -> outcome.isPast("canary")));
    }

    private static void users(List<Target> targets) {
        for (int count : new int[] {500, 5_000}) {
            for (double percent : new double[] {5, 50}) {
                users(targets, count, percent, Delivery.PROMPT, "marked by routers");
            }
        }
        users(targets, 500, 50, Delivery.PROMPT.silent(), "told apart by Weir");
    }

    private static void users(List<Target> targets, int count, double percent, Delivery delivery, String how) {
        Users users = new Users(count, 1);
        PipelineSimulation simulation =
                new PipelineSimulation(Plans.canary(percent), users, delivery, 20, Duration.ofSeconds(1_300), FULL);
        targets.add(share(
                "V3",
                "%,d sticky users at %.0f %%, %s, identical, rolled back".formatted(count, percent, how),
                simulation,
                random -> new Moody(users.count(), random),
                Outcome::isRolledBack));
    }

    /** Errors are known at once, successes after 300 ms: what is known first must not count more. */
    private static void catastrophes(List<Target> targets) {
        Service steady = new Service(0.002, 0, 300_000, 0.05);
        PipelineSimulation healthy = new PipelineSimulation(
                Plans.canary(50), STRANGERS, Delivery.PROMPT, 5_000, Duration.ofSeconds(8), FULL);
        targets.add(new Target(
                "V5",
                "errors at once, answers after 300 ms, 0.2 % errors, rolled back",
                runs -> Measured.share(
                        runs.events("V5", random -> healthy.run(plain(steady, steady), random)
                                .isRolledBack()),
                        0.01)));
    }

    /** All of it at once: what is harmless by itself has to be harmless in company. */
    private static void together(List<Target> targets) {
        Users users = new Users(5_000, 1);
        for (boolean atLimit : new boolean[] {false, true}) {
            for (Delivery delivery : List.of(Delivery.PROMPT, Delivery.PROMPT.silent())) {
                Delivery rough =
                        delivery.committingOnErrors().delayingErrors(3_000, 0).lagging(2_000);
                PipelineSimulation simulation = new PipelineSimulation(
                        Plans.climb(60, 60, 120, 60), users, rough, 100, Duration.ofSeconds(400), null);
                String what = (atLimit ? "candidate at its latency limit" : "identical candidate")
                        + ", 5 % to full, sticky users, incidents, daily rhythm, late failures, slow routers, commits on"
                        + " errors, " + closing(delivery) + ", rolled back";
                targets.add(share(
                        "ALL",
                        what,
                        simulation,
                        random -> shaken(new Moody(users.count(), random), atLimit ? 1.2 : 1),
                        Outcome::isRolledBack));
            }
        }
    }

    /** Both arms fail far more often for fifteen seconds of every hundred, and latencies follow the time of day. */
    private static Behaviour shaken(Behaviour calm, double slowdown) {
        return (user, candidate, millis, random) -> {
            long second = millis / 1_000;
            if (second % 100 >= 60 && second % 100 < 75 && random.nextDouble() < 0.1) {
                return new Answer(Status.ERROR, 1_000);
            }
            Answer answer = calm.serve(user, candidate, millis, random);
            double rhythm = 1 + 0.5 * Math.sin(2 * Math.PI * second / 400.0);
            return new Answer(
                    answer.status(), Math.round(answer.durationMicros() * rhythm * (candidate ? slowdown : 1)));
        };
    }

    private static Behaviour plain(Service baseline, Service candidate) {
        return (user, isCandidate, millis, random) -> (isCandidate ? candidate : baseline).serve(random);
    }

    /** Users who fail at very different rates and whose answers take very different times, whichever variant serves. */
    private static final class Moody implements Behaviour {
        private static final double MEDIAN_MICROS = 50_000;
        private final double[] errorRates;
        private final double[] slowness;

        Moody(int users, SplittableRandom random) {
            errorRates = new double[users];
            slowness = new double[users];
            for (int i = 0; i < users; i++) {
                errorRates[i] = beta(random);
                slowness[i] = Math.exp(0.5 * random.nextGaussian());
            }
        }

        @Override
        public Answer serve(int user, boolean candidate, long millis, SplittableRandom random) {
            return random.nextDouble() < errorRates[user]
                    ? new Answer(Status.ERROR, 1_000)
                    : new Answer(
                            Status.OK,
                            Math.round(MEDIAN_MICROS * slowness[user] * Math.exp(0.67 * random.nextGaussian())));
        }

        /** Beta(0.2, 19.8) as X / (X + Y) of gamma variables (mean 1 %, most users never fail, some often). */
        private static double beta(SplittableRandom random) {
            return org.apache.commons.statistics.distribution.BetaDistribution.of(0.2, 19.8)
                    .inverseCumulativeProbability(random.nextDouble());
        }
    }

    private static Target share(
            String id,
            String claim,
            PipelineSimulation simulation,
            Function<SplittableRandom, Behaviour> behaviour,
            Predicate<Outcome> happened) {
        return new Target(
                id,
                claim,
                runs -> Measured.share(
                        runs.events(
                                id + " " + claim,
                                random -> happened.test(simulation.run(behaviour.apply(random), random))),
                        ALPHA));
    }
}
