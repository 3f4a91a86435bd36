package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.LogDomain;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class NormalMixtureTest {
    private static final double LOG_TWO = Math.log(2);

    @Example
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("seq_normal_mixture")) {
            NormalMixture mixture = new NormalMixture(row.real("tau2"));
            double difference = row.real("delta_hat") - row.real("delta0");
            double variance = row.real("V");
            Tolerance.check(row, "log_e_two_sided", mixture.logETwoSided(difference, variance));
            Tolerance.check(row, "log_e_greater", mixture.logEGreater(difference, variance));
            Tolerance.check(row, "log_e_less", mixture.logELess(difference, variance));
            Tolerance.check(row, "cs_halfwidth", mixture.halfWidth(variance, row.real("alpha")));
            Tolerance.check(
                    row,
                    "tau2_opt",
                    NormalMixture.narrowestAt(variance, row.real("alpha")).tau2());
        }
    }

    /** From mpmath 1.3 with 60 digits, the formulas as they stand. */
    @Example
    void shouldKeepItsDigitsFarOut() {
        agrees(1.5, 0.0001, 0.001, 10226.0737796363276, 10226.7669268168875, -6.38776807615302689);
        agrees(-1.5, 0.0001, 0.001, 10226.0737796363276, -6.38776807615302689, 10226.7669268168875);
        agrees(0.5, 1e-09, 1e-06, 124875121.420747478, 124875122.113894658, -13.3481547340530561);
        agrees(-30, 0.001, 10.0, 449950.399279366547, -11.6860376710051779, 449951.092426547107);
        agrees(2e-07, 1e-14, 1000.0, -17.5719732904493885, -16.9018390192184067, -20.6620104435714749);
        agrees(3, 1e-08, 1e-12, 44995.5003999575015, 44996.1935471380615, -5.9295849392144639);
        agrees(0.001, 2.0, 1e-09, -2.49999874937500078e-10, 1.23656626524319138e-8, -1.2865662561461857e-8);
        agrees(0.0, 1.0, 1.0, -0.346573590279972655, -0.346573590279972655, -0.346573590279972655);
    }

    private static void agrees(
            double difference, double variance, double tau2, double twoSided, double greater, double less) {
        NormalMixture mixture = new NormalMixture(tau2);
        assertThat(mixture.logETwoSided(difference, variance))
                .isCloseTo(twoSided, within(1e-13 * Math.max(1, Math.abs(twoSided))));
        assertThat(mixture.logEGreater(difference, variance))
                .isCloseTo(greater, within(1e-13 * Math.max(1, Math.abs(greater))));
        assertThat(mixture.logELess(difference, variance)).isCloseTo(less, within(1e-13 * Math.max(1, Math.abs(less))));
    }

    /** From mpmath 1.3: -lambertw(-alpha**2/e, -1) - 1. */
    @Example
    void shouldBeNarrowestAtThePlannedVariance() {
        assertThat(NormalMixture.narrowestAt(1, 0.05).tau2()).isCloseTo(8.21196806206825408, withinPercentage(1e-10));
        assertThat(NormalMixture.narrowestAt(1, 0.01).tau2()).isCloseTo(11.7563712224954194, withinPercentage(1e-10));
        assertThat(NormalMixture.narrowestAt(1, 1e-10).tau2()).isCloseTo(49.9831979870907447, withinPercentage(1e-10));
        assertThat(NormalMixture.narrowestAt(1, 1e-300).tau2()).isCloseTo(1388.78796226578343, withinPercentage(1e-10));
        assertThat(NormalMixture.narrowestAt(1, 0.5).tau2()).isCloseTo(2.69263452888969577, withinPercentage(1e-10));
        assertThat(NormalMixture.narrowestAt(1, 0.999).tau2())
                .isCloseTo(0.0646023470846741754, withinPercentage(1e-10));
        double best = NormalMixture.narrowestAt(1, 0.05).halfWidth(1, 0.05);
        for (double factor : new double[] {0.5, 0.9, 1.1, 2}) {
            double tau2 = factor * NormalMixture.narrowestAt(1, 0.05).tau2();
            assertThat(new NormalMixture(tau2).halfWidth(1, 0.05)).isGreaterThan(best);
        }
    }

    @Property
    void shouldReachTheBoundExactlyAtTheEndsOfTheConfidenceSequence(
            @ForAll @DoubleRange(min = -12, max = 6) double logVariance,
            @ForAll @DoubleRange(min = -12, max = 6) double logTau2,
            @ForAll @DoubleRange(min = -6, max = -0.1) double logAlpha) {
        double variance = Math.pow(10, logVariance);
        double alpha = Math.pow(10, logAlpha);
        NormalMixture mixture = new NormalMixture(Math.pow(10, logTau2));
        double end = mixture.halfWidth(variance, alpha);
        assertThat(mixture.logETwoSided(end, variance)).isCloseTo(-Math.log(alpha), within(1e-9));
        assertThat(mixture.logETwoSided(-end, variance)).isCloseTo(-Math.log(alpha), within(1e-9));
    }

    /** The two halves of the alternatives are the whole. */
    @Property
    void shouldBeTheMeanOfItsSides(
            @ForAll @DoubleRange(min = -100, max = 100) double difference,
            @ForAll @DoubleRange(min = 0.01, max = 100) double variance,
            @ForAll @DoubleRange(min = 0.01, max = 100) double tau2) {
        NormalMixture mixture = new NormalMixture(tau2);
        double twoSided = mixture.logETwoSided(difference, variance);
        double mean = LogDomain.add(mixture.logEGreater(difference, variance), mixture.logELess(difference, variance))
                - LOG_TWO;
        assertThat(mean).isCloseTo(twoSided, within(1e-11 * Math.max(1, Math.abs(twoSided))));
    }

    /** At the border of the null, where D is normal with mean 0: by the trapezoid rule, exact to 1e-12 here. */
    @Property(tries = 100)
    void shouldExpectExactlyOneAtTheBorderAndLessInside(
            @ForAll @DoubleRange(min = 0.05, max = 3) double tau2,
            @ForAll @DoubleRange(min = -2, max = 0) double inside) {
        NormalMixture mixture = new NormalMixture(tau2);
        double twoSided = 0;
        double greater = 0;
        double within = 0;
        double step = 1e-3;
        double reach = 12 * Math.sqrt(1 + tau2);
        for (double d = -reach; d <= reach; d += step) {
            double density = step / Math.sqrt(2 * Math.PI);
            twoSided += density * Math.exp(mixture.logETwoSided(d, 1) - d * d / 2);
            greater += density * Math.exp(mixture.logEGreater(d, 1) - d * d / 2);
            within += density * Math.exp(mixture.logEGreater(d, 1) - (d - inside) * (d - inside) / 2);
        }
        assertThat(twoSided).isCloseTo(1, within(1e-9));
        assertThat(greater).isCloseTo(1, within(1e-9));
        assertThat(within).isLessThanOrEqualTo(1 + 1e-9);
    }

    @Example
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        NormalMixture mixture = new NormalMixture(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NormalMixture(0))
                .withMessage("tau2 must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixture.logETwoSided(Double.NaN, 1))
                .withMessage("difference must be finite, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixture.logEGreater(1, 0))
                .withMessage("variance must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixture.halfWidth(1, 1))
                .withMessage("alpha must be above 0 and below 1, not 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NormalMixture.narrowestAt(1, -0.05))
                .withMessage("alpha must be above 0 and below 1, not -0.05");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NormalMixture.narrowestAt(Double.POSITIVE_INFINITY, 0.05))
                .withMessage("plannedVariance must be positive and finite, not Infinity");
    }
}
