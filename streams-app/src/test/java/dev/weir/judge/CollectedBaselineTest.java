package dev.weir.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.CollectedBaseline;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Change;
import dev.weir.schema.Check;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.wire.OutputCodec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a baseline was like is said while it is collected, and kept when that is over. */
class CollectedBaselineTest {
    private final JudgeDrive drive = JudgeDrive.inCanary();

    @Test
    void shouldSayTheFiguresOfABaselineAndNothingOfACandidate() {
        Output.Judged judged = drive.outputs.stream()
                .filter(Output.Judged.class::isInstance)
                .map(Output.Judged.class::cast)
                .findFirst()
                .orElseThrow();
        Verdict verdict = OutputCodec.verdict("sentiment", judged);
        assertThat(verdict.getKind()).isEqualTo(VerdictKind.BASELINE);
        assertThat(verdict.getChecks())
                .extracting(Check::getMetric)
                .containsExactly(
                        "errorRate", "timeoutRate", "latencyP50", "latencyP95", "latencyP99", "requestsPerSecond");
        Check errors = verdict.getChecks().get(0);
        assertThat(errors.getBaselineValue()).isEqualTo(0.005);
        assertThat(errors.getBaselineSamples()).isEqualTo(1_000);
        assertThat(errors.getThreshold()).isNull();
        assertThat(errors.getCandidateValue()).isNull();
        assertThat(errors.getCandidateSamples()).isNull();
        assertThat(errors.getEValue()).isNull();
        assertThat(errors.getPValue()).isNull();
    }

    @Test
    void shouldKeepTheFiguresWithTheDecisionThatEndsTheCollection() {
        Decision advanced = drive.lastDecision();
        CollectedBaseline kept = ((Change.Collected) advanced.change()).baseline();
        assertThat(kept.from()).isEqualTo(JudgeDrive.at(JudgeDrive.START));
        assertThat(kept.until()).isEqualTo(advanced.at());
        assertThat(kept.requests()).isEqualTo(1_000);
        assertThat(kept.errorRate()).isEqualTo(0.005);
        assertThat(kept.timeoutRate()).isZero();
        assertThat(kept.latencyP50Micros()).isBetween(20_000.0, 21_000.0);
        assertThat(kept.latencyP99Micros()).isGreaterThanOrEqualTo(kept.latencyP95Micros());
        assertThat(kept.isStale(kept.until().plus(Duration.ofDays(7)))).isFalse();
        assertThat(kept.isStale(kept.until().plus(Duration.ofDays(7)).plusMillis(1)))
                .isTrue();
    }
}
