package dev.weir.simulation;

import dev.weir.simulation.rollout.Outcome;
import dev.weir.simulation.rollout.Plans;
import dev.weir.simulation.rollout.RolloutSimulation;
import dev.weir.simulation.rollout.Service;
import dev.weir.simulation.rollout.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What the whole decision rule has to achieve, all guardrails together, over whole rollouts. */
final class RolloutTargets {
    private static final double ALPHA = 0.05;

    /** 1 % of the requests fail fast, 0.5 % time out besides: the rates the targets are about. */
    private static final Service HEALTHY = new Service(0.01, 0.005, 50_000, 0.67);

    private static final String FULL = "full";
    private static final Duration LONG = Duration.ofDays(2);

    private RolloutTargets() {}

    static List<Target> all() {
        List<Target> targets = new ArrayList<>();
        falseAlarms(targets);
        falseProofs(targets);
        harm(targets);
        late(targets);
        fine(targets);
        return targets;
    }

    private static void falseAlarms(List<Target> targets) {
        // Requests of a day and more, squeezed into minutes: what counts is their number.
        targets.add(climb("F1", "identical candidate rolled back, 5 % to full", always(HEALTHY), always(HEALTHY)));
        targets.add(climb(
                "F1", "candidate at every limit rolled back, 5 % to full", always(HEALTHY), always(atEveryLimit())));
        Truth shaken = second -> shaken(second, HEALTHY);
        targets.add(climb("F2", "identical candidate, incidents and daily rhythm, rolled back", shaken, shaken));
        targets.add(climb(
                "F2",
                "candidate at every limit, incidents and daily rhythm, rolled back",
                shaken,
                second -> shaken(second, atEveryLimit())));
    }

    private static Target climb(String id, String claim, Truth baseline, Truth candidate) {
        RolloutSimulation simulation = new RolloutSimulation(
                Plans.climb(30, 30, 60, 60), baseline, candidate, 500, Duration.ofMinutes(5), null);
        return share(id, claim, simulation, Outcome::isRolledBack);
    }

    /** Both arms fail ten times as often for ten seconds of every hundred, and rates follow the time of day. */
    private static Service shaken(long second, Service service) {
        double rhythm = 1 + 0.5 * Math.sin(2 * Math.PI * second / 200.0);
        double incident = second % 100 >= 60 && second % 100 < 70 ? 10 : 1;
        return service.failing(Math.min(0.5, service.errorRate() * rhythm * incident))
                .timingOut(service.timeoutRate() * rhythm)
                .slower(rhythm);
    }

    /** Errors and timeouts twice the baseline's and the allowance, latencies as slow as the stricter limit has it. */
    private static Service atEveryLimit() {
        double timeouts = 2 * HEALTHY.timeoutRate();
        return new Service(2 * (HEALTHY.errorRate() + HEALTHY.timeoutRate()) - timeouts, timeouts, 60_000, 0.67);
    }

    private static void falseProofs(List<Target> targets) {
        for (double percent : new double[] {5, 50}) {
            String at = " at %.0f %%".formatted(percent);
            int rate = percent < 50 ? 400 : 100;
            Service errors =
                    HEALTHY.failing(2 * (HEALTHY.errorRate() + HEALTHY.timeoutRate()) + 0.0005 - HEALTHY.timeoutRate());
            targets.add(proved("errors at 2x and the allowance advanced" + at, percent, "errorRate", errors, rate));
            targets.add(proved(
                    "timeouts at 2x and the allowance advanced" + at,
                    percent,
                    "timeoutRate",
                    HEALTHY.timingOut(2 * HEALTHY.timeoutRate() + 0.0005),
                    rate));
            targets.add(proved("p95 at 1.5x advanced" + at, percent, "latencyP95", HEALTHY.slower(1.5), rate));
            targets.add(proved("p50 at 1.2x advanced" + at, percent, "latencyP50", HEALTHY.slower(1.2), rate));
        }
    }

    private static Target proved(String claim, double percent, String guardrail, Service candidate, int rate) {
        RolloutSimulation alone = new RolloutSimulation(
                Plans.canary(percent, "  guardrails: { %s: {} }%n".formatted(guardrail)),
                always(HEALTHY),
                always(candidate),
                rate,
                Duration.ofSeconds(200),
                FULL);
        return share("F3", claim, alone, outcome -> outcome.isPast("canary"));
    }

    private static void harm(List<Target> targets) {
        double[][] promised = {{3, 65_000, 20_000}, {5, 9_700, 3_000}, {15, 1_100, 400}};
        for (double[] row : promised) {
            targets.add(harm(row[0], 5, row[0] > 10 ? 20 : 100, row[1]));
            targets.add(harm(row[0], 50, row[0] > 10 ? 10 : 20, row[2]));
        }
        for (double percent : new double[] {5, 50}) {
            RolloutSimulation dead = new RolloutSimulation(
                    Plans.canary(percent),
                    always(HEALTHY),
                    always(HEALTHY.failing(1)),
                    percent < 50 ? 20 : 2,
                    LONG,
                    FULL);
            String what = "errors -> 100 %% at %.0f %%, requests of the candidate, whole rule".formatted(percent);
            targets.add(new Target(
                    "D4",
                    what,
                    runs -> Measured.median(
                            runs.values("D4 " + what, random -> rolledBackAfter(dead.run(random), true)), 5)));
        }
    }

    /** A healthy past must not buy time. */
    private static void late(List<Target> targets) {
        long breaks = 50_000;
        RolloutSimulation dead = new RolloutSimulation(
                Plans.canary(50, "30d", "90d", ""),
                always(HEALTHY),
                second -> second < breaks ? HEALTHY : HEALTHY.failing(1),
                2,
                LONG,
                null);
        targets.add(new Target(
                "V5",
                "errors -> 100 % after 100,000 healthy requests, failures until rolled back",
                runs -> Measured.median(runs.values("V5 dead", random -> failures(dead.run(random, breaks))), 10)));
    }

    private static long failures(Outcome outcome) {
        return outcome.isRolledBack() ? outcome.candidateRequests() : Measured.NEVER;
    }

    private static Target harm(double ratio, double percent, int rate, double most) {
        String what = "errors %.0fx at %.0f %%, whole rule".formatted(ratio, percent);
        // The rate of all errors, timeouts among them, is what the ratio is of.
        double all = ratio * 0.01;
        Service baseline = new Service(0.005, 0.005, 50_000, 0.67);
        RolloutSimulation simulation = new RolloutSimulation(
                Plans.canary(
                        percent,
                        "  guardrails: { errorRate: { floor: 0 }, timeoutRate: {}, latencyP50: {}, latencyP95: {} }\n"),
                always(baseline),
                always(baseline.failing(all - 0.005)),
                rate,
                LONG,
                FULL);
        return new Target(
                "D9",
                what,
                runs -> Measured.median(
                        runs.values("D9 " + what, random -> rolledBackAfter(simulation.run(random), false)), most));
    }

    private static long rolledBackAfter(Outcome outcome, boolean ofCandidate) {
        if (!outcome.isRolledBack()) {
            return Measured.NEVER;
        }
        return ofCandidate ? outcome.candidateRequests() : outcome.requests();
    }

    private static void fine(List<Target> targets) {
        double[][] promised = {{5, 58_000}, {25, 16_500}, {50, 14_100}};
        for (double[] row : promised) {
            String what = "identical candidate proved by all guardrails at %.0f %%".formatted(row[0]);
            Service healthy = new Service(0.005, 0.005, 50_000, 0.67);
            RolloutSimulation simulation =
                    new RolloutSimulation(Plans.canary(row[0]), always(healthy), always(healthy), 100, LONG, FULL);
            targets.add(new Target(
                    "A1",
                    what,
                    runs -> Measured.median(
                            runs.values("A1 " + what, random -> requestsToAdvance(simulation.run(random))), row[1])));
        }
    }

    private static long requestsToAdvance(Outcome outcome) {
        return outcome.isPast("canary") ? outcome.requests() : Measured.NEVER;
    }

    private static Target share(String id, String claim, RolloutSimulation simulation, Predicate<Outcome> happened) {
        return new Target(
                id,
                claim,
                runs -> Measured.share(
                        runs.events(id + " " + claim, random -> happened.test(simulation.run(random))), ALPHA));
    }

    private static Truth always(Service service) {
        return second -> service;
    }
}
