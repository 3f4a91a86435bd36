package dev.weir.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.AccuracyWatch;
import dev.weir.evidence.Labels;
import dev.weir.verdict.Verdict.Kind;
import dev.weir.verdict.Verdict.Recommendation;
import dev.weir.verdict.Verdict.Status;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccuracyVerdictTest {
    private static final AccuracyTerms TERMS =
            new AccuracyTerms(0.92, 1_000, 0.01, 0.95, Duration.ofSeconds(10), 1_000);

    private AccuracyWatch watch = AccuracyWatch.begin("v2.0", TERMS, 0);
    private long second;

    private Verdict after(int seconds, int requests, int labelled, int right) {
        for (int i = 0; i < seconds; i++) {
            watch = watch.take(second, new Labels(requests, labelled, right)).close(second, Duration.ZERO);
            second++;
        }
        watch = watch.close(second + 20, Duration.ZERO);
        return AccuracyVerdict.of(watch, "m-w1", Instant.ofEpochSecond(second));
    }

    @Test
    void shouldAskForRetrainingBelowNinetyFivePercentOfWhatWasDeployed() {
        after(50, 200, 100, 92);
        Verdict verdict = after(30, 200, 100, 85);

        assertThat(verdict.kind()).isEqualTo(Kind.DRIFT);
        assertThat(verdict.status()).isEqualTo(Status.DEGRADED);
        assertThat(verdict.recommendation()).isEqualTo(Recommendation.RETRAIN);
        assertThat(verdict.message())
                .startsWith("Model performance degraded, retrain needed: v2.0 is right in 85.0 % of its latest 1,000"
                        + " labelled answers, at deployment in 92.0 % (92.4 % of that), less than 95.0 %")
                .contains("labels for 50.0 % of the requests");
        assertThat(AccuracyVerdict.isBelowShare(verdict)).isTrue();
    }

    @Test
    void shouldTellALossWithinFivePercentFromOneBeyond() {
        Verdict verdict = after(200, 100, 100, 89);

        assertThat(verdict.recommendation()).isEqualTo(Recommendation.RETRAIN);
        assertThat(verdict.message()).startsWith("Model performance degraded by more than 1.0 points, retrain:");
        assertThat(AccuracyVerdict.isBelowShare(verdict)).isFalse();
    }

    @Test
    void shouldFindNothingWhereNothingIsLost() {
        Verdict verdict = after(200, 100, 100, 92);

        assertThat(verdict.status()).isEqualTo(Status.HEALTHY);
        assertThat(verdict.message()).startsWith("No loss of accuracy found: v2.0 is right in 92.0 %");
        assertThat(verdict.checks()).extracting(Check::state).containsOnly(CheckState.PASS);
    }

    @Test
    void shouldConcludeNothingWithoutLabels() {
        Verdict verdict = AccuracyVerdict.of(watch, "m-w1", Instant.EPOCH);

        assertThat(verdict.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(verdict.message()).startsWith("No labels of v2.0 yet");
        assertThat(verdict.checks()).isEmpty();
    }

    @Test
    void shouldSayWhenLabelsComeForFewerRequestsThanTheyUsedTo() {
        after(50, 100, 80, 74);
        Verdict verdict = after(200, 400, 20, 19);

        assertThat(verdict.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(verdict.message())
                .contains("Too few labels to tell", "labels for 5.0 % of the requests, before 80.0 %");
    }
}
