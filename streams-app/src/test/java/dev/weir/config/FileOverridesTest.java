package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Plan;
import dev.weir.rollout.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileOverridesTest {
    private static final String FILE =
            """
            apiVersion: weir.dev/v1
            kind: Rollout
            metadata: { name: sentiment-v2 }
            spec:
              model: sentiment
              baseline: v1.0
              candidate: v2.0
              override: { skippedStages: a test of one canary }
              stages:
                - { name: canary-5, weight: 5, minDuration: 2h }
                - { name: full, weight: 100, minDuration: 48h }
            """;

    @Test
    void shouldReplaceAddAndReachEveryItemOfAList() {
        Plan plan = read(
                        "baselineCollection.minDuration=2m",
                        "stages.*.minDuration=1m",
                        "stages.canary-5.weight=10",
                        "stages.1.minDuration=90s",
                        "segments=[user_type, region]",
                        "guardrails.errorRate.maxRatio=3")
                .plan()
                .orElseThrow();
        assertThat(plan.baselineMinDuration()).isEqualTo(Duration.ofMinutes(2));
        assertThat(plan.stages())
                .extracting(Stage::minDuration)
                .containsExactly(Duration.ofMinutes(1), Duration.ofSeconds(90));
        assertThat(plan.stages().get(0).weightBps()).isEqualTo(1_000);
        assertThat(plan.segments()).containsExactly("user_type", "region");
        assertThat(plan.guardrails().get(0).maxRatio()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout | '' | 'timeout' is no override; write PATH=VALUE",
                "stages.canary-50.weight=5 | spec.stages.canary-50.weight | names no item of the list; there are canary-5, full",
                "model.name=x | spec.model.name | leads into the value 'sentiment', which has no keys",
                "timeot=3s | spec.timeot | is not known; did you mean timeout?"
            })
    void shouldSayWhichOverrideCannotBe(String override, String path, String message) {
        RolloutFile read = read(override);
        assertThat(read.plan()).isEmpty();
        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).startsWith(message);
        });
    }

    private static RolloutFile read(String... overrides) {
        return RolloutFile.read(FILE, List.of(overrides), Instant.EPOCH, "test");
    }
}
