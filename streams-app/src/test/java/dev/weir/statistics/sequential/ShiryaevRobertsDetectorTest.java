package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.LogDomain;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ShiryaevRobertsDetectorTest {
    @Test
    void shouldStartFromNothing() {
        assertThat(ShiryaevRobertsDetector.start(3).logR()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void shouldCountTheBlocksWhileTheyTellNothing() {
        ShiryaevRobertsDetector detector = ShiryaevRobertsDetector.start(2);
        for (int block = 0; block < 1_000; block++) {
            detector = detector.times(new double[] {0, 0});
        }
        assertThat(detector.logR()).isCloseTo(Math.log(1_000), within(1e-12));
        assertThat(detector.alarms(999)).isTrue();
        assertThat(detector.alarms(1_001)).isFalse();
    }

    @Property
    void shouldSumTheEvidenceOfEveryBlockFromWhichTheChangeMayHaveCome(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -700, max = 700) Double> logEValues) {
        ShiryaevRobertsDetector detector = ShiryaevRobertsDetector.start(1);
        for (double logE : logEValues) {
            detector = detector.times(new double[] {logE});
        }
        double[] since = new double[logEValues.size()];
        for (int start = 0; start < since.length; start++) {
            since[start] = logEValues.subList(start, since.length).stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }
        double sum = LogDomain.sum(since);
        assertThat(detector.logR()).isCloseTo(sum, within(1e-9 * Math.max(1, Math.abs(sum))));
    }

    /** E[R_t] at most t is what bounds the false alarms; two blocks are enumerated, so that the second one has a past. */
    @Property
    void shouldExpectAtMostOneForEachBlockWhileTheNullHolds(
            @ForAll @IntRange(min = 1, max = 8) int n,
            @ForAll @DoubleRange(min = 0.05, max = 0.9) double limit,
            @ForAll @DoubleRange(max = 1) double depth) {
        AbsoluteTest test = new AbsoluteTest(limit);
        double rate = limit * depth;
        ShiryaevRobertsDetector start = ShiryaevRobertsDetector.start(test.size());
        double first = Enumeration.expectation(
                n,
                rate,
                0,
                0,
                (k, none) -> Math.exp(start.times(test.logEValues(n, k)).logR()));
        double second = Enumeration.expectation(
                n,
                rate,
                n,
                rate,
                (k, next) -> Math.exp(start.times(test.logEValues(n, k))
                        .times(test.logEValues(n, next))
                        .logR()));
        assertThat(first).isLessThanOrEqualTo(1 + 1e-12);
        assertThat(second).isLessThanOrEqualTo(2 + 1e-12);
    }

    @Test
    void shouldForgetWhatAnImpossibleBlockRefutes() {
        ShiryaevRobertsDetector detector = ShiryaevRobertsDetector.start(1)
                .times(new double[] {1_000})
                .times(new double[] {Double.NEGATIVE_INFINITY});
        assertThat(detector).isEqualTo(ShiryaevRobertsDetector.start(1));
        assertThat(detector.times(new double[] {0}).logR()).isZero();
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShiryaevRobertsDetector.start(2).times(new double[] {0}))
                .withMessage("logEValues must hold one value per alternative, 2, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShiryaevRobertsDetector.start(1).times(new double[] {Double.NaN}))
                .withMessage("logEValues must hold finite logarithms or -Infinity, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShiryaevRobertsDetector.start(0))
                .withMessage("size must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShiryaevRobertsDetector.start(1).alarms(0.5))
                .withMessage("meanBlocksToFalseAlarm must be finite and 1 or more, not 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ShiryaevRobertsDetector(List.of()))
                .withMessage("logSums must hold at least one value");
    }
}
