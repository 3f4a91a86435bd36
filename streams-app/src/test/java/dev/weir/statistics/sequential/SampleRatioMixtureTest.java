package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SampleRatioMixtureTest {
    private static final double[] FIVE_PERCENT = {95, 5};

    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (Row row : OracleTable.read("seq_srm")) {
            long[] counts = Stream.of(row.text("counts").split(";"))
                    .mapToLong(Long::parseLong)
                    .toArray();
            double[] weights = Stream.of(row.text("weights").split(";"))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            Tolerance.check(row, "log_e", SampleRatioMixture.logE(counts, weights, row.real("conc")));
        }
    }

    /**
     * From mpmath 1.3 with 60 digits: loggamma(A) - loggamma(A+N) + sum(loggamma(a+n) - loggamma(a)) - sum(n log theta).
     */
    @Test
    void shouldKeepItsDigitsFromOneUnitToTrillions() {
        agrees(new long[] {949_997_000, 50_003_000}, new double[] {95, 5}, 100, -7.9810298066603245);
        agrees(new long[] {949_900_000, 50_100_000}, new double[] {95, 5}, 100, 97.120049192656203);
        agrees(new long[] {500_031_623, 499_968_377}, new double[] {0.5, 0.5}, 1000, -4.9079795173830874);
        agrees(
                new long[] {333_333_333, 333_300_000, 333_366_667},
                new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0},
                10,
                -15.153763984208421);
        agrees(new long[] {9_499_999_000_000L, 500_001_000_000L}, new double[] {0.95, 0.05}, 100, -11.628276595201077);
        agrees(new long[] {1, 1}, new double[] {95, 5}, 100, -0.0099503308531680828);
        agrees(new long[] {2, 0}, new double[] {95, 5}, 1000000, 5.2631524930803373e-8);
        agrees(new long[] {1_000_000_000, 0}, new double[] {0.99, 0.01}, 100, 10050319.725355356);
        agrees(new long[] {0, 1_000_000_000}, new double[] {0.99, 0.01}, 100, 4605168493.5189740);
        agrees(new long[] {3, 2}, new double[] {0.999999, 1e-6}, 1, 10.819780451077269);
        agrees(new long[] {100, 100}, new double[] {1e-9, 1}, 0.5, 1910.8977132030096);
        assertThat(SampleRatioMixture.logE(new long[] {0, 0}, FIVE_PERCENT, 100))
                .isCloseTo(0, within(1e-13));
    }

    private static void agrees(long[] counts, double[] weights, double concentration, double expected) {
        assertThat(SampleRatioMixture.logE(counts, weights, concentration))
                .isCloseTo(expected, within(1e-11 * Math.abs(expected) + 1e-14));
    }

    @Test
    void shouldReadWeightsInAnyUnit() {
        long[] counts = {9_600, 400};
        double logE = SampleRatioMixture.logE(counts, FIVE_PERCENT, 100);
        assertThat(SampleRatioMixture.logE(counts, new double[] {0.95, 0.05}, 100))
                .isCloseTo(logE, within(1e-9));
        assertThat(SampleRatioMixture.logE(counts, new double[] {9500, 500}, 100))
                .isCloseTo(logE, within(1e-12));
    }

    @Test
    void shouldAlarmWhenATenthOfTheCandidatesIsMissing() {
        assertThat(SampleRatioMixture.logE(new long[] {95_500, 4_500}, FIVE_PERCENT, 100))
                .isGreaterThan(Math.log(1000));
        assertThat(SampleRatioMixture.logE(new long[] {95_010, 4_990}, FIVE_PERCENT, 100))
                .isNegative();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioMixture.logE(new long[] {1, -1}, FIVE_PERCENT, 100))
                .withMessage("counts must be 0 or more and add up to at most 9007199254740992, not -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioMixture.logE(new long[] {1, Long.MAX_VALUE}, FIVE_PERCENT, 100))
                .withMessage("counts must be 0 or more and add up to at most 9007199254740992, not "
                        + "9223372036854775807");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioMixture.logE(new long[] {1}, FIVE_PERCENT, 100))
                .withMessage("counts must hold one value per weight, 2, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioMixture.logE(new long[0], new double[0], 100))
                .withMessage("weights must hold at least one value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioMixture.logE(new long[] {1, 1}, new double[] {1, 0}, 100))
                .withMessage("weights must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SampleRatioMixture.logE(new long[] {1, 1}, FIVE_PERCENT, Double.NaN))
                .withMessage("concentration must be positive and finite, not NaN");
    }
}
