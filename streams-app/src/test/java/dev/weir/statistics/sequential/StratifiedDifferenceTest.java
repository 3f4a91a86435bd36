package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.sequential.StratifiedDifference.Stratum;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StratifiedDifferenceTest {
    @Property(tries = 50)
    void shouldBeThePlainDifferenceWhereThereIsOneStratum(@ForAll long seed, @ForAll boolean byUnit) {
        Random random = new Random(seed);
        ArmSample a = arm(random, 400, 0.6);
        ArmSample b = arm(random, 300, 0.7);
        DifferenceEstimate plain =
                DifferenceOfProportions.estimate(a, b, byUnit).orElseThrow();
        DifferenceEstimate stratified = StratifiedDifference.ofProportions(List.of(new Stratum(a, b)), byUnit)
                .orElseThrow();
        assertThat(stratified.difference()).isEqualTo(plain.difference(), within(1e-12));
        assertThat(stratified.variance()).isEqualTo(plain.variance(), within(1e-12));
    }

    @Property(tries = 50)
    void shouldBeTheWeightedSumOfTheDefinition(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int strata) {
        Random random = new Random(seed);
        List<Stratum> all = new ArrayList<>();
        double outcomes = 0;
        for (int s = 0; s < strata; s++) {
            Stratum stratum = new Stratum(
                    arm(random, 150 + random.nextInt(200), 0.3 + 0.1 * s),
                    arm(random, 150 + random.nextInt(200), 0.35 + 0.1 * s));
            all.add(stratum);
            outcomes += stratum.a().n() + stratum.b().n();
        }
        double difference = 0;
        double variance = 0;
        for (Stratum stratum : all) {
            double share = (stratum.a().n() + stratum.b().n()) / outcomes;
            difference += share * (stratum.b().mean() - stratum.a().mean());
            variance += share * share * (smoothed(stratum.a()) + smoothed(stratum.b()));
        }
        DifferenceEstimate estimate =
                StratifiedDifference.ofProportions(all, false).orElseThrow();
        assertThat(estimate.difference()).isEqualTo(difference, within(1e-12));
        assertThat(estimate.variance()).isEqualTo(variance, within(1e-14));
    }

    @Example
    void shouldSeeNoDifferenceWhereOnlyTheMixDiffers() {
        List<Stratum> strata = List.of(
                new Stratum(exact(3_000, 2_700), exact(1_000, 900)),
                new Stratum(exact(1_000, 700), exact(3_000, 2_100)));
        assertThat(StratifiedDifference.ofProportions(strata, false)
                        .orElseThrow()
                        .difference())
                .isEqualTo(0, within(1e-12));
    }

    /** A stratum of one request each has no spread of its own: what it seems to say must not count as certain. */
    @Example
    void shouldWeighSmallStrataTogether() {
        List<Stratum> small = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            small.add(new Stratum(exact(1, i % 2), exact(1, (i / 2) % 2)));
        }
        DifferenceEstimate pooled = DifferenceOfProportions.estimate(exact(200, 100), exact(200, 100), false)
                .orElseThrow();
        assertThat(StratifiedDifference.ofProportions(small, false)).contains(pooled);
    }

    @Example
    void shouldLeaveOutAStratumThatOnlyOneArmHas() {
        Stratum both = new Stratum(exact(500, 250), exact(500, 300));
        Stratum one = new Stratum(exact(500, 500), ArmSample.EMPTY);
        assertThat(StratifiedDifference.ofProportions(List.of(both, one), false)
                        .orElseThrow()
                        .difference())
                .isEqualTo(0.1, within(1e-12));
    }

    @Example
    void shouldSayNothingBeforeThereIsEnough() {
        assertThat(StratifiedDifference.ofProportions(List.of(), true)).isEmpty();
        assertThat(StratifiedDifference.ofProportions(List.of(new Stratum(exact(99, 50), exact(500, 250))), false))
                .isEmpty();
        assertThat(StratifiedDifference.ofMeans(List.of(new Stratum(exact(199, 50), exact(500, 250))), false))
                .isEmpty();
    }

    /** Users who ask in two strata and succeed alike in both: their dependence shows across the strata. */
    @Example
    void shouldSeeThatUnitsAreTheSameAcrossStrata() {
        ArmSample a = ArmSample.EMPTY;
        ArmSample b = ArmSample.EMPTY;
        for (int unit = 0; unit < 64; unit++) {
            for (int i = 0; i < 20; i++) {
                a = a.plus(unit, unit % 2);
                b = b.plus(unit, unit / 2 % 2);
            }
        }
        Stratum stratum = new Stratum(a, b);
        double one = StratifiedDifference.ofProportions(List.of(stratum), true)
                .orElseThrow()
                .variance();
        double two = StratifiedDifference.ofProportions(List.of(stratum, stratum), true)
                .orElseThrow()
                .variance();
        double independent = StratifiedDifference.ofProportions(List.of(stratum, stratum), false)
                .orElseThrow()
                .variance();
        assertThat(two).isEqualTo(one, within(1e-12));
        assertThat(two).isGreaterThan(10 * independent);
    }

    private static double smoothed(ArmSample arm) {
        double p = (arm.sum() + 0.5) / (arm.n() + 1.0);
        return p * (1 - p) / arm.n();
    }

    private static ArmSample exact(int n, int successes) {
        ArmSample arm = ArmSample.EMPTY;
        for (int i = 0; i < n; i++) {
            arm = arm.plus(i % 64, i < successes ? 1 : 0);
        }
        return arm;
    }

    private static ArmSample arm(Random random, int n, double rate) {
        ArmSample arm = ArmSample.EMPTY;
        for (int i = 0; i < n; i++) {
            arm = arm.plus(random.nextInt(64), random.nextDouble() < rate ? 1 : 0);
        }
        return arm;
    }
}
