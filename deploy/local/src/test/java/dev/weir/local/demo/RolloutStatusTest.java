package dev.weir.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RolloutStatusTest {

    @Test
    void shouldReadWhatTheControlPlaneSays() {
        RolloutStatus status = RolloutStatus.of(
                new JsonObject(
                        """
                {"model":"digits","rollout":"digits-v2","status":"IN_PROGRESS","stage":"canary-10",
                 "stageSince":"2026-01-01T00:00:10.000Z",
                 "stages":[{"name":"baseline","weightBps":0,"state":"DONE"},
                           {"name":"canary-10","weightBps":1000,"state":"CURRENT"}],
                 "verdict":{"status":"INSUFFICIENT_DATA","message":"12 of 100 requests",
                   "checks":[{"metric":"errorRate","segment":null,"baselineValue":0.01,"candidateValue":0.02,
                              "ratio":2.0,"threshold":2.0,"eValue":3.5,"advanceEValue":null,"state":"UNDECIDED"}]}}
                """));

        assertThat(status.hasEnded()).isFalse();
        assertThat(status.stage()).isEqualTo("canary-10");
        assertThat(status.stageSince()).isEqualTo(Instant.parse("2026-01-01T00:00:10Z"));
        assertThat(status.stages())
                .containsExactly(
                        new RolloutStatus.StageLine("baseline", 0, "DONE"),
                        new RolloutStatus.StageLine("canary-10", 1000, "CURRENT"));
        assertThat(status.checks())
                .containsExactly(new GuardrailCheck("errorRate", null, "UNDECIDED", 0.01, 0.02, 2.0, 2.0, 3.5, null));
    }

    @Test
    void shouldHaveEndedWithoutStageAndVerdict() {
        RolloutStatus status = RolloutStatus.of(
                new JsonObject(
                        """
                {"rollout":"digits-v2","status":"ABORTED","stage":null,"stageSince":null,"stages":[],"verdict":null}
                """));

        assertThat(status.hasEnded()).isTrue();
        assertThat(status.stage()).isNull();
        assertThat(status.verdict()).isNull();
        assertThat(status.checks()).isEmpty();
    }
}
