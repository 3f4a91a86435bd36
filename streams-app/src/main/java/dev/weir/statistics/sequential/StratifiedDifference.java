package dev.weir.statistics.sequential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The difference of two arms within strata, for {@link NormalMixture}: what is compared is alike, so that a mix of strata
 * that differs between the arms, or changes, is not taken for a difference between them (Simpson's paradox).
 *
 * <p>With m_xs the mean of arm x in stratum s and w_s the share of the stratum in the outcomes of both arms,
 * <pre>
 *   D = sum_s w_s (m_bs - m_as)
 *   by unit:      V = G/(G - 1) sum_g z_g^2,  z_g = sum_s w_s (pull_bsg - pull_asg)
 *   independent:  V = sum_s w_s^2 (v_as/n_as + v_bs/n_bs)
 * </pre>
 * with pull_xsg = (S_xsg - m_xs n_xsg)/n_xs as in {@link ArmSample#clusteredVariance}; of a single stratum both are what
 * {@link DifferenceOfProportions} and {@link DifferenceOfMeans} say. A stratum with fewer than 20 outcomes of an arm goes
 * with all others of its kind, since its mean leaves it no variance to see. Source: Miratrix, Sekhon &amp; Yu (2013),
 * Journal of the Royal Statistical Society B 75 (post-stratification).
 */
public final class StratifiedDifference {
    private static final long FEWEST_IN_A_STRATUM = 20;

    private StratifiedDifference() {}

    /**
     * Outcomes of both arms in one stratum.
     *
     * @param a arm A
     * @param b arm B
     */
    public record Stratum(ArmSample a, ArmSample b) {
        private Stratum plus(Stratum other) {
            return new Stratum(a.plus(other.a), b.plus(other.b));
        }

        private boolean has(long fewest) {
            return Math.min(a.n(), b.n()) >= fewest;
        }
    }

    /**
     * Returns the difference of rates of success, B minus A, within strata.
     *
     * @param strata each success counted as 1 and each failure as 0
     * @param byUnit whether a unit may have several outcomes
     * @return nothing while one arm has too few outcomes, successes, failures or units, all strata together
     */
    public static Optional<DifferenceEstimate> ofProportions(List<Stratum> strata, boolean byUnit) {
        Stratum all = all(strata);
        return DifferenceOfProportions.estimate(all.a, all.b, byUnit).isEmpty()
                ? Optional.empty()
                : estimate(strata, byUnit, true);
    }

    /**
     * Returns the difference of means, B minus A, within strata, in the units of the values.
     *
     * @param byUnit whether a unit may have several outcomes
     * @return nothing while one arm has too few outcomes or units, all strata together, or all values are the same
     */
    public static Optional<DifferenceEstimate> ofMeans(List<Stratum> strata, boolean byUnit) {
        Stratum all = all(strata);
        return DifferenceOfMeans.estimate(all.a, all.b, byUnit).isEmpty()
                ? Optional.empty()
                : estimate(strata, byUnit, false);
    }

    private static Stratum all(List<Stratum> strata) {
        return strata.stream().reduce(new Stratum(ArmSample.EMPTY, ArmSample.EMPTY), Stratum::plus);
    }

    private static Optional<DifferenceEstimate> estimate(List<Stratum> strata, boolean byUnit, boolean isRate) {
        List<Stratum> compared = compared(strata);
        double outcomes = 0;
        for (Stratum stratum : compared) {
            outcomes += stratum.a.n() + stratum.b.n();
        }
        double difference = 0;
        double independent = 0;
        double[] pulls = new double[ArmSample.BUCKETS];
        for (Stratum stratum : compared) {
            double share = (stratum.a.n() + stratum.b.n()) / outcomes;
            difference += share * (stratum.b.mean() - stratum.a.mean());
            independent += share * share * (variance(stratum.a, isRate) + variance(stratum.b, isRate));
            for (int bucket = 0; bucket < pulls.length; bucket++) {
                pulls[bucket] += share * (stratum.b.pull(bucket) - stratum.a.pull(bucket));
            }
        }
        double variance = byUnit ? ArmSample.clustered(pulls) : independent;
        return variance > 0 ? Optional.of(new DifferenceEstimate(difference, variance)) : Optional.empty();
    }

    private static List<Stratum> compared(List<Stratum> strata) {
        List<Stratum> compared = new ArrayList<>();
        Stratum rest = new Stratum(ArmSample.EMPTY, ArmSample.EMPTY);
        for (Stratum stratum : strata) {
            if (stratum.has(FEWEST_IN_A_STRATUM)) {
                compared.add(stratum);
            } else {
                rest = rest.plus(stratum);
            }
        }
        if (rest.has(FEWEST_IN_A_STRATUM)) {
            compared.add(rest);
        }
        // Where strata are all small, what they have in common is all there is.
        return compared.isEmpty() ? List.of(all(strata)) : compared;
    }

    private static double variance(ArmSample arm, boolean isRate) {
        return isRate ? DifferenceOfProportions.variance(arm) : arm.outcomeVariance() / arm.n();
    }
}
