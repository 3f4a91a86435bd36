package dev.weir.simulation.rollout;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A population whose members ask with frequencies in proportion to 1 / rank^exponent (Zipf); 0 makes them equal. */
public final class Users {
    private final int count;

    /** Cumulated frequencies; null where all are equal. */
    private final double[] cumulated;

    /**
     * A population.
     *
     * @param count    number of users, at least 1
     * @param exponent of the frequencies, 0 or more
     */
    public Users(int count, double exponent) {
        this.count = count;
        if (exponent == 0) {
            cumulated = null;
            return;
        }
        cumulated = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Math.pow(i + 1.0, -exponent);
            cumulated[i] = sum;
        }
        for (int i = 0; i < count; i++) {
            cumulated[i] /= sum;
        }
    }

    /** Number of users. */
    public int count() {
        return count;
    }

    /** Who asks next, from 0. */
    public int next(SplittableRandom random) {
        if (cumulated == null) {
            return random.nextInt(count);
        }
        int found = Arrays.binarySearch(cumulated, random.nextDouble());
        return Math.min(found >= 0 ? found : -found - 1, count - 1);
    }
}
