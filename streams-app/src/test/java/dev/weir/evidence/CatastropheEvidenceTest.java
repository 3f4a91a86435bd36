package dev.weir.evidence;

import static dev.weir.evidence.Traffic.BASELINE;
import static dev.weir.evidence.Traffic.CANDIDATE;
import static dev.weir.evidence.Traffic.evidence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.window.Tally;
import org.junit.jupiter.api.Test;

class CatastropheEvidenceTest {
    private static final double FIRES = Math.log(100);
    private static final Guardrail ERRORS = Guardrail.standard(Metric.ERROR_RATE);

    @Test
    void shouldTakeTheLimitFromTheBaselineBetweenTenAndFiftyPercent() {
        assertThat(CatastropheEvidence.limit(ERRORS, Tally.EMPTY)).isEqualTo(0.10);
        assertThat(CatastropheEvidence.limit(ERRORS, tally(BASELINE, 1_000, 10)))
                .isEqualTo(0.10);
        assertThat(CatastropheEvidence.limit(ERRORS, tally(BASELINE, 1_000, 50)))
                .isCloseTo(0.20, within(1e-12));
        assertThat(CatastropheEvidence.limit(ERRORS, tally(BASELINE, 1_000, 300)))
                .isEqualTo(0.5);
    }

    @Test
    void shouldFireOnThreeFailuresOfThree() {
        CatastropheEvidence evidence = start().weigh(1, tally(CANDIDATE, 1, 1), tally(BASELINE, 19, 0))
                .weigh(2, tally(CANDIDATE, 1, 1), tally(BASELINE, 19, 0))
                .weigh(3, tally(CANDIDATE, 1, 1), tally(BASELINE, 19, 0));
        assertThat(evidence.harm().logE()).isGreaterThan(FIRES);
    }

    @Test
    void shouldNotWeighSecondsInWhichTheBaselineFailsToo() {
        CatastropheEvidence evidence = start();
        for (long second = 0; second < 50; second++) {
            evidence = evidence.weigh(second, tally(CANDIDATE, 10, 10), tally(BASELINE, 10, 9));
        }
        assertThat(evidence.harm().logE()).isZero();

        // The incident is remembered for a minute, also while the baseline is silent.
        assertThat(evidence.weigh(108, tally(CANDIDATE, 10, 10), Tally.EMPTY)
                        .harm()
                        .logE())
                .isZero();
        assertThat(evidence.weigh(109, tally(CANDIDATE, 10, 10), Tally.EMPTY)
                        .harm()
                        .logE())
                .isGreaterThan(FIRES);
    }

    @Test
    void shouldNotGrowOnAHealthyCandidate() {
        CatastropheEvidence evidence = start();
        for (long second = 0; second < 1_000; second++) {
            evidence = evidence.weigh(second, tally(CANDIDATE, 20, second % 5 == 0 ? 1 : 0), tally(BASELINE, 20, 0));
            assertThat(evidence.harm().logE()).isLessThan(1);
        }
        assertThat(evidence.recentBaseline()).hasSize(60);
    }

    private static CatastropheEvidence start() {
        return CatastropheEvidence.none(0.10, 60);
    }

    private static Tally tally(String variant, long calls, long errors) {
        return evidence(0, 2, variant, calls, errors).tally();
    }
}
