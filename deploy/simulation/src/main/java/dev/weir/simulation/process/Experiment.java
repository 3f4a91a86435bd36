package dev.weir.simulation.process;

import dev.weir.simulation.Measured;
import dev.weir.simulation.rollout.Users;
import dev.weir.statistics.sequential.AbComparison;
import dev.weir.statistics.sequential.AbComparison.State;
import dev.weir.statistics.sequential.ArmSample;
import dev.weir.statistics.sequential.DifferenceEstimate;
import dev.weir.statistics.sequential.DifferenceOfProportions;
import dev.weir.statistics.sequential.NormalMixture;
import java.math.BigInteger;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToIntFunction;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * An A/B test of two success rates, half of the outcomes each, looked at every hundred outcomes.
 *
 * @param rateA    success rate of A
 * @param rateB    success rate of B
 * @param plannedN outcomes planned for each arm
 * @param outcomes outcomes of both arms after which it ends
 */
public record Experiment(double rateA, double rateB, long plannedN, long outcomes) {
    private static final double ALPHA = 0.05;
    private static final double MIN_EFFECT = 0.02;
    private static final int LOOK_EVERY = 100;

    /** Outcomes of each arm until a winner is named, with every outcome of another unit. */
    public long perArmToWinner(SplittableRandom random) {
        return run(random, unit -> 0, source -> source.nextInt(1 << 30), (unit, source) -> source.nextInt(2), false);
    }

    /**
     * Whether a winner is named although the arms are equal, where units come back to their arm and succeed each at a
     * rate of its own.
     */
    public boolean hasFalseWinner(Users users, SplittableRandom random) {
        BetaDistribution propensity = BetaDistribution.of(3 * rateA, 3 * (1 - rateA));
        double[] rates = new double[users.count()];
        int[] arms = new int[users.count()];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = propensity.inverseCumulativeProbability(random.nextDouble());
            arms[i] = random.nextInt(2);
        }
        return run(random, unit -> rates[unit] - rateA, users::next, (unit, source) -> arms[unit], true)
                != Measured.NEVER;
    }

    @FunctionalInterface
    private interface Assignment {
        int arm(int unit, SplittableRandom random);
    }

    private long run(
            SplittableRandom random,
            IntToDoubleFunction shift,
            ToIntFunction<SplittableRandom> who,
            Assignment assignment,
            boolean byUnit) {
        NormalMixture mixture = NormalMixture.planned(rateA * (1 - rateA), plannedN, plannedN, ALPHA);
        long[][] counts = new long[2][ArmSample.BUCKETS];
        long[][] successes = new long[2][ArmSample.BUCKETS];
        double[] rates = {rateA, rateB};
        for (long n = 1; n <= outcomes; n++) {
            int unit = who.applyAsInt(random);
            int arm = assignment.arm(unit, random);
            int bucket = Math.floorMod(unit * 0x9E3779B9, ArmSample.BUCKETS);
            counts[arm][bucket]++;
            successes[arm][bucket] += random.nextDouble() < rates[arm] + shift.applyAsDouble(unit) ? 1 : 0;
            if (n % LOOK_EVERY == 0) {
                Optional<DifferenceEstimate> estimate = DifferenceOfProportions.estimate(
                        sample(counts[0], successes[0]), sample(counts[1], successes[1]), byUnit);
                State state = AbComparison.of(estimate, mixture, ALPHA, MIN_EFFECT, false)
                        .state();
                if (state == State.A_WINS || state == State.B_WINS) {
                    return n / 2;
                }
            }
        }
        return Measured.NEVER;
    }

    private static ArmSample sample(long[] counts, long[] successes) {
        long squares = 0;
        for (long success : successes) {
            squares += success;
        }
        return new ArmSample(counts, successes, BigInteger.valueOf(squares));
    }
}
