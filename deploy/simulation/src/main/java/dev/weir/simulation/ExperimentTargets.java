package dev.weir.simulation;

import dev.weir.simulation.rollout.ExperimentSimulation;
import dev.weir.simulation.rollout.Plans;
import dev.weir.simulation.rollout.Users;
import dev.weir.verdict.Verdict.AbStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What an experiment has to achieve as it is run: outcomes late and in another order, joined, judged every second. To tell
 * 75 % from 79 % takes about 1,735 outcomes of each variant at one planned look, 35 seconds of a hundred requests.
 */
final class ExperimentTargets {
    private static final double ALPHA = 0.05;
    private static final double BASELINE = 0.75;
    private static final double EFFECT = 0.04;
    private static final int PER_SECOND = 100;
    private static final int PLANNED_SECONDS = 35;

    /** Chance does not split evenly, and what the baseline's rate was taken for before decides how many are planned. */
    private static final int SPARE_SECONDS = 6;

    /** Outcomes come on average after 20 seconds, so that the last of them takes a while. */
    private static final int LAST_OUTCOMES_SECONDS = 100;

    private static final String ALWAYS = "metric: success, minEffect: 0.04, minSamples: 200, onTie: deploy";
    private static final String ONCE = ALWAYS + ", method: fixed-horizon";
    private static final Set<AbStatus> WINNERS = EnumSet.of(AbStatus.A_WINS, AbStatus.B_WINS);

    private ExperimentTargets() {}

    static List<Target> all() {
        List<Target> targets = new ArrayList<>();
        targets.add(
                most("equal variants watched for 5x the planned outcomes, a winner named", ALWAYS, 0, null, WINNERS));
        targets.add(most("equal variants, 500 sticky users, a winner named", ALWAYS, 0, new Users(500, 1), WINNERS));
        targets.add(most("equal variants at one planned look, a winner named", ONCE, 0, null, WINNERS));
        targets.add(most(
                "variants that differ by the smallest effect called equivalent",
                ALWAYS,
                EFFECT,
                null,
                EnumSet.of(AbStatus.TIE)));
        targets.add(least(
                "a candidate better by the smallest effect named at one planned look",
                ONCE,
                PLANNED_SECONDS + SPARE_SECONDS + LAST_OUTCOMES_SECONDS));
        targets.add(least(
                "a candidate better by the smallest effect named by twice the planned outcomes",
                ALWAYS,
                2 * PLANNED_SECONDS + LAST_OUTCOMES_SECONDS));
        return targets;
    }

    private static Target most(String claim, String terms, double effect, Users users, Set<AbStatus> wrong) {
        ExperimentSimulation simulation = new ExperimentSimulation(
                Plans.experiment(terms), BASELINE, BASELINE + effect, users, PER_SECOND, 5 * PLANNED_SECONDS);
        return new Target(
                "B2",
                claim,
                runs -> Measured.share(
                        runs.events("B2 " + claim, random -> wrong.contains(simulation.run(random))), ALPHA));
    }

    /** After so many seconds no more are asked, but the outcomes of those that were are waited for. */
    private static Target least(String claim, String terms, int seconds) {
        ExperimentSimulation simulation = new ExperimentSimulation(
                        Plans.experiment(terms), BASELINE, BASELINE + EFFECT, null, PER_SECOND, seconds)
                .until(seconds - LAST_OUTCOMES_SECONDS);
        return new Target(
                "B2",
                claim,
                runs -> Measured.shareAtLeast(
                        runs.events("B2 " + claim, random -> simulation.run(random) == AbStatus.B_WINS), 0.8));
    }
}
