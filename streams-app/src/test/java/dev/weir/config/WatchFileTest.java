package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.rollout.Watch;
import dev.weir.wire.WatchCodec;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatchFileTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String FILE =
            """
            apiVersion: weir.dev/v1
            kind: Watch
            metadata: { name: sentiment-accuracy }
            spec:
              model: sentiment
              variant: v1.0
              accuracy: { deployed: 0.92, labelHorizon: 1h }
            """;

    @Test
    void shouldFillInWhatTheFileDoesNotSay() {
        Watch watch = WatchFile.read(FILE, NOW, "ada").watch().orElseThrow();

        assertThat(watch)
                .isEqualTo(new Watch(
                        "sentiment-accuracy",
                        "sentiment",
                        "v1.0",
                        Duration.ofSeconds(5),
                        new AccuracyTerms(0.92, 1_000, 0.01, 0.95, Duration.ofHours(1), 1_000),
                        NOW,
                        "ada"));
    }

    @Test
    void shouldComeBackFromTheTopicAsItWas() {
        Watch watch = WatchFile.read(FILE, NOW, "ada").watch().orElseThrow();

        assertThat(WatchCodec.fromWire(WatchCodec.toWire(watch))).isEqualTo(watch);
    }

    @Test
    void shouldSayOfEachWrongLineWhatToWrite() {
        String wrong = FILE.replace("variant: v1.0", "variants: v1.0")
                .replace("labelHorizon: 1h", "labelHorizon: soon")
                .replace("deployed: 0.92", "deployed: 92");

        WatchFile file = WatchFile.read(wrong, NOW, "ada");

        assertThat(file.watch()).isEmpty();
        assertThat(file.problems())
                .extracting(FileProblem::path)
                .contains("spec.variant", "spec.variants", "spec.accuracy.deployed", "spec.accuracy.labelHorizon");
    }

    @Test
    void shouldTellAWatchFromARollout() {
        assertThat(WatchFile.isWatch(FILE)).isTrue();
        assertThat(WatchFile.isWatch(FILE.replace("kind: Watch", "kind: Rollout")))
                .isFalse();
        assertThat(WatchFile.isWatch("no: [yaml")).isFalse();
    }

    @Test
    void shouldTakeTheTermsOfAPlan() {
        String plan =
                """
                metadata: { name: sentiment-v2 }
                spec:
                  model: sentiment
                  baseline: v1.0
                  candidate: v2.0
                  accuracy: { tolerance: 0.02, leastShare: 0.9 }
                """;
        assertThat(RolloutFile.read(plan, NOW, "ada").plan().orElseThrow().accuracy())
                .isEqualTo(new AccuracyTerms(null, 1_000, 0.02, 0.9, Duration.ofHours(24), 1_000));
        assertThat(RolloutFile.read(plan.replaceAll("  accuracy.*\\n", ""), NOW, "ada")
                        .plan()
                        .orElseThrow()
                        .accuracy())
                .isNull();
    }
}
