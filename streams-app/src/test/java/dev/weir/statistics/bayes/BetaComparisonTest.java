package dev.weir.statistics.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BetaComparisonTest {
    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("beta_binomial")) {
            BetaComparison comparison =
                    BetaComparison.of(row.whole("ka"), row.whole("na"), row.whole("kb"), row.whole("nb"));
            Tolerance.check(row, "p_b_beats_a", comparison.probabilityBAboveA());
            Tolerance.check(row, "loss_a", comparison.lossOfA());
            Tolerance.check(row, "loss_b", comparison.lossOfB());
        }
    }

    /**
     * mpmath, 200 to 340 digits: the finite sum over the events of one arm. From 5e8 events on, 34 digits: the integral
     * of f_A(u + s) f_B(u) over u by the trapezoidal rule and over s from 0 by tanh-sinh quadrature.
     */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 1, 0.16666666666666666667, 0.033333333333333333333, 0.36666666666666666667",
        "0, 0, 100000, 1000000000, 0.0001000009997999980004, 5.00014997599925009e-9, 0.499900004000349978",
        "3, 1000000000, 1, 2, 0.99999999999999994, 0.499999996000000008, 1.1999999850000001248e-25",
        "5, 1000000000, 0, 1000000000, 0.015624999882812500234, 1.5624999804687501047e-11, 5.015624989804687521e-9",
        "1000000000, 1000000000, 999999996, 1000000000,"
                + " 0.031249999843750000195, 3.1249999703125001297e-11, 4.0312499917031250173e-9",
        "1000, 1000000, 1100, 1000000, 0.98548694812254618648, 0.00010023476282795160161, 2.3496282755160241314e-7",
        "10, 100000, 10000, 1000000000,"
                + " 1.0100086871643390519e-8, 9.0581344247883128228e-15, 0.000099996800073059254402",
        "0, 100, 3000, 10000000, 0.02985961512550196521, 4.5043394280447996472e-6, 0.009508325968075483776",
        "5, 10, 50300, 100000, 0.50812003818448671934, 0.057912018035809168114, 0.054912078034609192114",
        "500, 1000, 50, 1000, 7.5266709667534574245e-126, 6.6467755396413633394e-129, 0.44910179640718562874",
        "2000, 10000, 1000, 10000, 5.7880700177625067725e-89, 1.4690097567965688196e-92, 0.099980003999200159968",
        "10000000, 1000000000, 10010000, 1000000000,"
                + " 0.98767285585332783766, 0.000010019023473015209021, 1.9023493015208980705e-8",
        "500100000, 1000000000, 500000000, 1000000000,"
                + " 3.8721077869017707332e-6, 1.7784724107330520327e-11, 0.00010000001758472410773",
        "500800000, 1000000000, 500000000, 1000000000,"
                + " 1.2539800720210626395e-280, 7.8251721117425336329e-287, 0.0007999999984000000032",
    })
    void shouldKeepNineDigitsForAnyCountsAndFarIntoTheTail(
            long kA, long nA, long kB, long nB, double probability, double lossOfA, double lossOfB) {
        BetaComparison comparison = BetaComparison.of(kA, nA, kB, nB);
        assertThat(comparison.probabilityBAboveA()).isCloseTo(probability, withinPercentage(1e-7));
        assertThat(comparison.lossOfA()).isCloseTo(lossOfA, withinPercentage(1e-7));
        assertThat(comparison.lossOfB()).isCloseTo(lossOfB, withinPercentage(1e-7));
    }

    /** The code of docs/statistics.md, "Bayesian summaries". */
    @Test
    void shouldGiveTheFiguresOfTheGuide() {
        BetaComparison comparison = BetaComparison.of(120, 1_000, 140, 1_000);
        assertThat(comparison.probabilityBAboveA()).isCloseTo(0.908, within(0.0005));
        assertThat(comparison.lossOfB()).isCloseTo(0.00065, within(0.000005));
        assertThat(comparison.lossOfA()).isCloseTo(0.0206, within(0.00005));
    }

    @Test
    void shouldBeCertainWhereNoDoubleHoldsTheDoubt() {
        BetaComparison comparison = BetaComparison.of(0, 1_000_000_000L, 1_000_000_000L, 1_000_000_000L);
        assertThat(comparison.probabilityBAboveA()).isEqualTo(1);
        assertThat(comparison.lossOfA()).isCloseTo(1, within(1e-8));
        assertThat(comparison.lossOfB()).isZero();
    }

    @Property(tries = 200)
    void shouldTellTheSameWhicheverArmIsNamedFirst(
            @ForAll @LongRange(max = 1_000_000) long nA,
            @ForAll @LongRange(max = 1_000) long nB,
            @ForAll @DoubleRange(max = 1) double shareA,
            @ForAll @DoubleRange(max = 1) double shareB) {
        long kA = (long) (shareA * nA);
        long kB = (long) (shareB * nB);
        BetaComparison comparison = BetaComparison.of(kA, nA, kB, nB);
        BetaComparison exchanged = BetaComparison.of(kB, nB, kA, nA);
        assertThat(exchanged.probabilityBAboveA() + comparison.probabilityBAboveA())
                .isCloseTo(1, within(1e-12));
        assertThat(exchanged.lossOfA()).isCloseTo(comparison.lossOfB(), within(1e-12));
        assertThat(exchanged.lossOfB()).isCloseTo(comparison.lossOfA(), within(1e-12));
    }

    @Property(tries = 200)
    void shouldTellTheOppositeOfTheOppositeEvents(
            @ForAll @LongRange(max = 100_000) long nA,
            @ForAll @LongRange(max = 100_000) long nB,
            @ForAll @DoubleRange(max = 1) double shareA,
            @ForAll @DoubleRange(max = 1) double shareB) {
        long kA = (long) (shareA * nA);
        long kB = (long) (shareB * nB);
        BetaComparison events = BetaComparison.of(kA, nA, kB, nB);
        BetaComparison others = BetaComparison.of(nA - kA, nA, nB - kB, nB);
        assertThat(others.probabilityBAboveA() + events.probabilityBAboveA()).isCloseTo(1, within(1e-12));
        assertThat(others.lossOfA()).isCloseTo(events.lossOfB(), within(1e-12));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BetaComparison.of(-1, 10, 0, 10))
                .withMessage("kA must be from 0 to nA = 10, not -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BetaComparison.of(1, 10, 11, 10))
                .withMessage("kB must be from 0 to nB = 10, not 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BetaComparison.of(0, -10, 0, 10))
                .withMessage("nA must be 0 or more, not -10");
    }
}
