package dev.weir.statistics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.ChiSquare;
import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The comparisons of two samples in bins: index, distance and test of homogeneity. */
class DistancesTest {
    private static final double PERCENT = 1e-7;
    private static final long[] BILLION = {500_000_000L, 300_000_000L, 200_000_000L};
    private static final long[] NEARLY = {500_010_000L, 299_990_001L, 200_000_003L};

    @Test
    void shouldAgreeWithTheOracleOnEveryRowOfTheStabilityIndex() {
        for (Row row : OracleTable.read("psi")) {
            double psi = PopulationStabilityIndex.value(
                    row.wholes("ref_counts"), row.wholes("cur_counts"), row.real("alpha0"));
            Tolerance.check(row, "psi", psi);
        }
    }

    @Test
    void shouldAgreeWithTheOracleOnEveryRowOfTheDistance() {
        for (Row row : OracleTable.read("js_distance")) {
            double distance = JensenShannonDistance.value(row.wholes("ref_counts"), row.wholes("cur_counts"));
            Tolerance.check(row, "js_distance", distance);
        }
    }

    @Test
    void shouldAgreeWithTheOracleOnEveryRowOfTheTestOfHomogeneity() {
        for (Row row : OracleTable.read("chi2_homogeneity")) {
            ChiSquare test = HomogeneityTest.test(row.wholes("ref_counts"), row.wholes("cur_counts"));
            Tolerance.check(row, "chi2", test.statistic());
            assertThat(test.df()).as("%s", row).isEqualTo(row.whole("df"));
            Tolerance.check(row, "p_value", test.pValue());
            Tolerance.check(row, "log_p", test.logPValue());
        }
    }

    /** mpmath, 50 digits, from the definitions. */
    @Test
    void shouldKeepTheirDigitsAtABillionObservations() {
        assertThat(PopulationStabilityIndex.value(BILLION, NEARLY))
                .isCloseTo(5.3327025041722945499e-10, withinPercentage(PERCENT));
        assertThat(JensenShannonDistance.value(BILLION, NEARLY))
                .isCloseTo(9.806543401903888001e-6, withinPercentage(PERCENT));
        assertThat(HomogeneityTest.test(BILLION, NEARLY).statistic())
                .isCloseTo(0.2666351265008060751, withinPercentage(PERCENT));
        long[] equal = {1_000_000_000L, 1_000_000_000L, 1_000_000_000L};
        long[] oneMoved = {1_000_000_000L, 1_000_000_001L, 999_999_999L};
        assertThat(PopulationStabilityIndex.value(equal, oneMoved))
                .isCloseTo(6.6666666600000000072e-19, withinPercentage(PERCENT));
        assertThat(JensenShannonDistance.value(equal, oneMoved))
                .isCloseTo(3.4673417302127425388e-10, withinPercentage(PERCENT));
        assertThat(HomogeneityTest.test(equal, oneMoved).statistic())
                .isCloseTo(1.0000000000000000002e-9, withinPercentage(PERCENT));
    }

    /** mpmath, 50 digits, from the definitions. */
    @Test
    void shouldTakeBinsThatOnlyOneSampleFills() {
        long[] reference = {1_000_000_000L, 0, 7};
        long[] current = {0, 1, 999_999_999L};
        assertThat(PopulationStabilityIndex.value(reference, current))
                .isCloseTo(40.124775475240160473, withinPercentage(PERCENT));
        assertThat(JensenShannonDistance.value(reference, current))
                .isCloseTo(0.9999999500677863765, withinPercentage(PERCENT));
        assertThat(HomogeneityTest.test(reference, current).statistic())
                .isCloseTo(1999999979.000000196, withinPercentage(PERCENT));
        assertThat(HomogeneityTest.test(reference, current).pValue()).isZero();
        assertThat(HomogeneityTest.test(reference, current).logPValue()).isCloseTo(-1999999979.0 / 2, within(1.0));
    }

    @Test
    void shouldBeOneBetweenTwoSamplesWithNoBinInCommon() {
        assertThat(JensenShannonDistance.value(new long[] {1, 0}, new long[] {0, 1}))
                .isEqualTo(1);
        assertThat(PopulationStabilityIndex.value(new long[] {1, 0}, new long[] {0, 1}))
                .isCloseTo(1.0986122886681096914, withinPercentage(PERCENT));
        assertThat(HomogeneityTest.test(new long[] {1, 0}, new long[] {0, 1})).isEqualTo(new ChiSquare(2, 1));
    }

    @Test
    void shouldHaveNothingToTestInASingleBin() {
        assertThat(HomogeneityTest.test(new long[] {0, 5, 0}, new long[] {0, 9, 0}))
                .isEqualTo(new ChiSquare(0, 0));
        assertThat(HomogeneityTest.test(new long[] {5}, new long[] {9}).pValue())
                .isEqualTo(1);
        assertThat(JensenShannonDistance.value(new long[] {5}, new long[] {9})).isZero();
        assertThat(PopulationStabilityIndex.value(new long[] {5}, new long[] {9}))
                .isZero();
    }

    /** A distance is the same from either side, and 0 exactly between equal shares, whatever the sizes. */
    @Property
    void shouldNotDependOnWhichSampleIsTheReference(
            @ForAll @Size(min = 1, max = 20) List<@LongRange(max = 1_000_000) Long> one,
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long last,
            @ForAll @IntRange(min = 1, max = 50) int times) {
        long[] reference = withLast(one, last, 1);
        long[] current = withLast(one, 3, times);
        double psi = PopulationStabilityIndex.value(reference, current);
        assertThat(PopulationStabilityIndex.value(current, reference)).isCloseTo(psi, within(1e-12 * (1 + psi)));
        double distance = JensenShannonDistance.value(reference, current);
        assertThat(JensenShannonDistance.value(current, reference)).isCloseTo(distance, within(1e-12));
        double statistic = HomogeneityTest.test(reference, current).statistic();
        assertThat(HomogeneityTest.test(current, reference).statistic())
                .isCloseTo(statistic, within(1e-12 * (1 + statistic)));
        long[] multiple = withLast(one, last, times);
        assertThat(JensenShannonDistance.value(reference, multiple)).isZero();
        assertThat(HomogeneityTest.test(reference, multiple).statistic()).isZero();
    }

    @Property
    void shouldIgnoreBinsThatAreEmptyInBothSamples(
            @ForAll @Size(min = 1, max = 10) List<@LongRange(max = 1_000) Long> one,
            @ForAll @Size(min = 1, max = 10) List<@LongRange(max = 1_000) Long> other) {
        int size = Math.min(one.size(), other.size());
        long[] reference = withLast(one.subList(0, size), 1, 1);
        long[] current = withLast(other.subList(0, size), 1, 1);
        long[] widerReference = Arrays.copyOf(reference, size + 3);
        long[] widerCurrent = Arrays.copyOf(current, size + 3);
        assertThat(HomogeneityTest.test(widerReference, widerCurrent))
                .isEqualTo(HomogeneityTest.test(reference, current));
        assertThat(JensenShannonDistance.value(widerReference, widerCurrent))
                .isEqualTo(JensenShannonDistance.value(reference, current));
    }

    /** scipy.stats.chi2.isf(0.01, B - 1). */
    @Test
    void shouldRaiseTheLimitOfTheIndexForSmallSamples() {
        assertThat(PopulationStabilityIndex.limit(0.1, 20, 200, 200))
                .isCloseTo(36.19086912927005 * 0.01, withinPercentage(PERCENT));
        assertThat(PopulationStabilityIndex.limit(0.001, 10, 1_000_000_000L, 10_000))
                .isCloseTo(21.665994333461928 * (1e-9 + 1e-4), withinPercentage(PERCENT));
        assertThat(PopulationStabilityIndex.limit(0.001, 2, 100, 100))
                .isCloseTo(6.634896601021217 * 0.02, withinPercentage(PERCENT));
        assertThat(PopulationStabilityIndex.limit(0.2, 20, 100_000, 100_000)).isEqualTo(0.2);
        assertThat(PopulationStabilityIndex.limit(0.2, 1, 1, 1)).isEqualTo(0.2);
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStabilityIndex.value(new long[] {1, 2}, new long[] {1}))
                .withMessage("current must hold one count per bin, 2, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JensenShannonDistance.value(new long[] {1, -2}, new long[] {1, 1}))
                .withMessage("reference must hold counts of 0 or more with a sum of at most 9007199254740992, not -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HomogeneityTest.test(new long[] {1, 2}, new long[] {0, 0}))
                .withMessage("current must hold at least one observation");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HomogeneityTest.test(new long[0], new long[0]))
                .withMessage("reference must hold at least one observation");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStabilityIndex.value(new long[] {1}, new long[] {1}, 0))
                .withMessage("smoothing must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PopulationStabilityIndex.limit(Double.NaN, 10, 5, 5))
                .withMessage("level must be positive and finite, not NaN");
    }

    private static long[] withLast(List<Long> counts, long last, int times) {
        long[] all = new long[counts.size() + 1];
        for (int i = 0; i < counts.size(); i++) {
            all[i] = counts.get(i) * times;
        }
        all[counts.size()] = last * times;
        return all;
    }
}
