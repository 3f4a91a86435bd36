package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.evidence.AccuracyTerms;
import dev.weir.evidence.DriftTerms;
import dev.weir.rollout.Retraining;
import dev.weir.rollout.Watch;
import dev.weir.wire.WatchCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
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
    void shouldWatchForDriftBesideAccuracyOrAlone() {
        String drift = "drift: { features: [age, country], predictions: false, window: 1h, minSamples: 200, psi: 0.1 }";
        DriftTerms terms = new DriftTerms(List.of("age", "country"), false, Duration.ofHours(1), 200, 0.1, 0.01);
        Watch both = WatchFile.read(FILE + "  " + drift, NOW, "ada").watch().orElseThrow();
        assertThat(both.drift()).isEqualTo(terms);
        assertThat(both.accuracy()).isNotNull();
        assertThat(WatchCodec.fromWire(WatchCodec.toWire(both))).isEqualTo(both);

        Watch alone = WatchFile.read(FILE.replaceAll("accuracy: .*", "drift: {}"), NOW, "ada")
                .watch()
                .orElseThrow();
        assertThat(alone.drift()).isEqualTo(DriftTerms.STANDARD);
        assertThat(alone.accuracy()).isNull();
        assertThat(WatchCodec.fromWire(WatchCodec.toWire(alone))).isEqualTo(alone);
        assertThat(WatchFile.read(FILE, NOW, "ada").watch().orElseThrow().drift())
                .isNull();
    }

    @Test
    void shouldSayWhatAboutDriftCannotBe() {
        String many = String.join(", ", Collections.nCopies(51, "f"));
        String wrong = FILE + "  drift: { window: 95s, predictions: maybe, minSamples: 3, alpha: 1, features: [" + many
                + "], psy: 0.2 }";
        assertThat(WatchFile.read(wrong, NOW, "ada").problems())
                .extracting(FileProblem::toString)
                .anyMatch(problem -> problem.contains("window") && problem.contains("a multiple of 10 seconds"))
                .anyMatch(problem -> problem.contains("predictions") && problem.contains("'maybe'"))
                .anyMatch(problem -> problem.contains("minSamples") && problem.contains("at least 100"))
                .anyMatch(problem -> problem.contains("alpha"))
                .anyMatch(problem -> problem.contains("features") && problem.contains("write at most 50"))
                .anyMatch(problem -> problem.contains("psy") && problem.contains("did you mean psi?"));
    }

    @Test
    void shouldTellWhenTheModelWasAndWillBeTrained() {
        String said = FILE + "  retraining: { deployed: 2025-05-01, last: 2025-08-01, next: 2026-03-15 }";

        Watch watch = WatchFile.read(said, NOW, "ada").watch().orElseThrow();

        assertThat(watch.retraining())
                .isEqualTo(
                        new Retraining(LocalDate.of(2025, 5, 1), LocalDate.of(2025, 8, 1), LocalDate.of(2026, 3, 15)));
        assertThat(WatchCodec.fromWire(WatchCodec.toWire(watch))).isEqualTo(watch);
        assertThat(watch.sameAs(WatchFile.read(FILE, NOW, "ada").watch().orElseThrow()))
                .isFalse();
    }

    @Test
    void shouldSayWhichDaysCannotBeAndWhatToWrite() {
        String wrong = FILE + "  retraining: { deployed: 2026-02-01, last: 1 May, next: 2026-02-30, then: 2026-04-01 }";
        assertThat(WatchFile.read(wrong, NOW, "ada").problems())
                .extracting(FileProblem::toString)
                .anyMatch(problem -> problem.contains("deployed is 2026-02-01, which has not come yet"))
                .anyMatch(problem ->
                        problem.contains("last is '1 May'; write a day as year-month-day, such as 2026-08-01"))
                .anyMatch(problem -> problem.contains("next is '2026-02-30'; write a day"))
                .anyMatch(problem -> problem.contains("then is not known; known here are deployed, last, next"))
                .allMatch(problem -> problem.contains("8"));
        assertThat(WatchFile.read(FILE + "  retraining: { last: 2025-08-01, next: 2025-08-01 }", NOW, "ada")
                        .problems())
                .singleElement()
                .hasToString(
                        "line 8: spec.retraining.next is 2025-08-01, not after last, 2025-08-01; write a later day,"
                                + " or leave it out");
    }

    @Test
    void shouldTakeOfAPlanWhenItsCandidateWasTrainedButNotSinceWhenItServes() {
        String plan =
                """
                metadata: { name: sentiment-v2 }
                spec: { model: sentiment, baseline: v1.0, candidate: v2.0, retraining: { last: 2025-12-01 } }
                """;

        assertThat(RolloutFile.read(plan, NOW, "ada")
                        .plan()
                        .orElseThrow()
                        .conduct()
                        .retraining())
                .isEqualTo(new Retraining(null, LocalDate.of(2025, 12, 1), null));
        assertThat(RolloutFile.read(plan.replace("last", "deployed"), NOW, "ada")
                        .problems())
                .singleElement()
                .asString()
                .contains("spec.retraining.deployed", "is not known; known here are last, next");
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
