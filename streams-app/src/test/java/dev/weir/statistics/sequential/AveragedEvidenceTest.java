package dev.weir.statistics.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.weir.statistics.sequential.AveragedEvidence.Share;
import java.util.List;
import org.junit.jupiter.api.Test;

class AveragedEvidenceTest {
    @Test
    void shouldBeTheWeightedMeanOfTheEvidence() {
        double logE = AveragedEvidence.logE(
                List.of(new Share(0.2, Math.log(30)), new Share(0.3, Math.log(0.5)), new Share(0.5, Math.log(4))));
        assertThat(logE).isCloseTo(Math.log(0.2 * 30 + 0.3 * 0.5 + 0.5 * 4), within(1e-14));
        assertThat(AveragedEvidence.logE(List.of(new Share(1, 7)))).isEqualTo(7);
    }

    @Test
    void shouldCountEvidenceThatIsNoneAsNothing() {
        List<Share> shares = List.of(new Share(0.5, Double.NEGATIVE_INFINITY), new Share(0.5, 3));
        assertThat(AveragedEvidence.logE(shares)).isCloseTo(3 - Math.log(2), within(1e-14));
        assertThat(AveragedEvidence.logE(List.of(new Share(1, Double.NEGATIVE_INFINITY))))
                .isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void shouldReachTheBoundOfAllWhenOneReachesItsOwn() {
        double alone = AveragedEvidence.logBound(0.05, 0.2);
        assertThat(alone).isCloseTo(Math.log(100), within(1e-14));
        List<Share> others = List.of(new Share(0.2, alone + 1e-12), new Share(0.8, -1e6));
        assertThat(AveragedEvidence.logE(others)).isGreaterThanOrEqualTo(AveragedEvidence.logBound(0.05, 1));
    }

    @Test
    void shouldNotReachNumbersThatADoubleCannotHold() {
        assertThat(AveragedEvidence.logE(List.of(new Share(0.5, 1e5), new Share(0.5, -1e5))))
                .isCloseTo(1e5 - Math.log(2), within(1e-9));
    }

    @Test
    void shouldNameTheArgumentAndItsValueWhenItIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AveragedEvidence.logE(List.of(new Share(0.5, 1))))
                .withMessage("weights must add up to 1, not 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AveragedEvidence.logE(List.of()))
                .withMessage("weights must add up to 1, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Share(0, 1))
                .withMessage("weight must be above 0 and at most 1, not 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Share(1, Double.NaN))
                .withMessage("logE must hold finite logarithms or -Infinity, not NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AveragedEvidence.logBound(1, 0.5))
                .withMessage("alpha must be above 0 and below 1, not 1.0");
    }
}
