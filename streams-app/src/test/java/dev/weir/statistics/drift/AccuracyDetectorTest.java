package dev.weir.statistics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.weir.statistics.OracleTable;
import dev.weir.statistics.OracleTable.Row;
import dev.weir.statistics.Tolerance;
import dev.weir.statistics.sequential.ShiryaevRobertsDetector;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccuracyDetectorTest {
    private static final double A = 10_000;

    @Test
    void shouldAgreeWithTheOracleOnEveryRow() {
        for (List<Row> scenario : OracleTable.scenarios("seq_sr_detector").values()) {
            AccuracyDetector detector = AccuracyDetector.start(0.91, List.of(0.90, 0.88, 0.85, 0.80, 0.70, 0.50));
            for (Row row : scenario) {
                detector = detector.plus(row.whole("n"), row.whole("k"));
                Tolerance.check(row, "log_sr", detector.logR());
            }
        }
    }

    @Test
    void shouldAlarmSoonAfterTheAccuracyFellAndNotBefore() {
        AccuracyDetector detector = AccuracyDetector.against(0.92, 0.01);
        for (int block = 0; block < 2_000; block++) {
            detector = detector.plus(10, block % 5 < 4 ? 9 : 10);
        }
        assertThat(detector.alarms(A)).isFalse();
        int blocks = 0;
        while (!detector.alarms(A)) {
            detector = detector.plus(10, blocks % 2 == 0 ? 8 : 9);
            blocks++;
        }
        assertThat(blocks).isBetween(10, 60);
    }

    /** 1,000 falls from 92 % to 85 % after 20 calm blocks, and 50 runs of 10,000 calm blocks; blocks of ten labels. */
    @Test
    void shouldBeQuickAndSeldomWrongInTheMiddleOfManyRuns() {
        Random random = new Random(9285);
        int[] delays = IntStream.range(0, 1_000)
                .map(run -> {
                    AccuracyDetector detector = AccuracyDetector.start(0.91);
                    for (int block = 0; block < 20; block++) {
                        detector = detector.plus(10, right(random, 0.92));
                    }
                    int blocks = 0;
                    while (!detector.alarms(A)) {
                        detector = detector.plus(10, right(random, 0.85));
                        blocks++;
                    }
                    return blocks;
                })
                .sorted()
                .toArray();
        assertThat(10 * delays[500]).isBetween(200, 400);
        int falseAlarms = 0;
        for (int run = 0; run < 50; run++) {
            AccuracyDetector detector = AccuracyDetector.start(0.91);
            for (int block = 0; block < 10_000 && !detector.alarms(A); block++) {
                detector = detector.plus(10, right(random, 0.92));
            }
            falseAlarms += detector.alarms(A) ? 1 : 0;
        }
        // 2 % are expected; the 99.99 % quantile of a binomial with that mean is 6.
        assertThat(falseAlarms).isLessThanOrEqualTo(6);
    }

    private static int right(Random random, double accuracy) {
        int right = 0;
        for (int i = 0; i < 10; i++) {
            right += random.nextDouble() < accuracy ? 1 : 0;
        }
        return right;
    }

    @Test
    void shouldDropAlternativesBelowZero() {
        AccuracyDetector detector = AccuracyDetector.start(0.05).plus(10, 0);
        // Left are 0.04, 0.03 and 0.01: (0.96^10 + 0.97^10 + 0.99^10) / 0.95^10 / 3.
        double expected =
                Math.log((Math.pow(0.96, 10) + Math.pow(0.97, 10) + Math.pow(0.99, 10)) / Math.pow(0.95, 10) / 3);
        assertThat(detector.logR()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void shouldHaveNoOpinionOnABlockWithoutLabels() {
        AccuracyDetector detector = AccuracyDetector.start(0.9).plus(0, 0);
        assertThat(detector.logR()).isCloseTo(0, within(1e-15));
    }

    /** scipy.stats.beta.ppf(0.01, k, n - k + 1). */
    @Test
    void shouldTakeTheLowerBoundOfAnAccuracyThatIsAnEstimate() {
        assertThat(AccuracyDetector.lowerBound(1_000, 920)).isCloseTo(0.8978294046276655, withinPercentage(1e-7));
        assertThat(AccuracyDetector.lowerBound(1_000_000_000L, 920_000_000L))
                .isCloseTo(0.9199800400032859, withinPercentage(1e-7));
        assertThat(AccuracyDetector.lowerBound(5, 5)).isCloseTo(0.39810717055349726, withinPercentage(1e-7));
        assertThat(AccuracyDetector.lowerBound(1, 1)).isCloseTo(0.01, withinPercentage(1e-7));
        assertThat(AccuracyDetector.lowerBound(7, 0)).isZero();
        assertThat(AccuracyDetector.against(1_000, 920, 0.01).leastAccuracy())
                .isCloseTo(0.8878294046276655, withinPercentage(1e-7));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccuracyDetector.start(0.01))
                .withMessage("leastAccuracy must be above 0.01 and below 1, not 0.01");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccuracyDetector.start(0.91, List.of(0.9, 0.91)))
                .withMessage("alternatives must be above 0 and below leastAccuracy = 0.91, not 0.91");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccuracyDetector.start(0.91, List.of()))
                .withMessage("alternatives must hold at least one value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccuracyDetector.start(Double.NaN))
                .withMessage("leastAccuracy must be above 0.01 and below 1, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccuracyDetector.against(92, 0.01))
                .withMessage("deployed must be from 0 to 1, not 92.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccuracyDetector.against(0.92, -0.01))
                .withMessage("tolerance must be 0 or more, not -0.01");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccuracyDetector.start(0.91).plus(10, 11))
                .withMessage("right must be from 0 to labels = 10, not 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AccuracyDetector.lowerBound(0, 0))
                .withMessage("labels must be positive and finite, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccuracyDetector(0.91, List.of(0.9, 0.8), ShiryaevRobertsDetector.start(5)))
                .withMessage("detector must hold one sum per alternative, 2, not 5");
    }
}
