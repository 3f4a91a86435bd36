package dev.weir.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.schema.Alert;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What receivers get to read. */
class BodiesTest {
    @Test
    void shouldSendAWebhookTheWholeAlert() {
        JsonNode body = WebhookBody.of(rollback());
        assertThat(body.path("event").asText()).isEqualTo("CANARY_ROLLBACK");
        assertThat(body.path("stage").asText()).isEqualTo("canary-5");
        assertThat(body.path("reason").asText()).startsWith("Metrics degraded: errorRate");
        assertThat(body.path("checks").path(0).path("baselineValue").asDouble()).isEqualTo(0.001);
        assertThat(body.path("checks").path(0).path("candidateValue").asDouble())
                .isEqualTo(0.025);
        assertThat(body.path("checks").path(0).path("threshold").asDouble()).isEqualTo(0.002);
        assertThat(body.path("incident").asText()).isEqualTo("sentiment-a1");
        assertThat(body.path("resolved").asBoolean()).isFalse();
    }

    @Test
    void shouldTellSlackWhatWhereWhyAndTheFigures() {
        JsonNode body = SlackBody.of(rollback());
        assertThat(body.path("text").asText())
                .contains("CANARY_ROLLBACK: sentiment, sentiment-v2 in canary-5: Metrics degraded: errorRate");
        assertThat(body.path("blocks").findValuesAsText("type"))
                .containsExactly("header", "plain_text", "section", "mrkdwn", "section", "mrkdwn", "context", "mrkdwn");
        assertThat(body.path("blocks").path(2).path("text").path("text").asText())
                .isEqualTo("\u2022 errorRate: baseline 0.001000, candidate 0.02500, limit 0.002000 (FAIL)");
    }

    @Test
    void shouldEscapeWhatSlackTakesForItsOwnMarksAndKeepItsLimits() {
        Alert alert = alert("sentiment-a1", "<!channel> & " + "x".repeat(10_000), false);
        JsonNode body = SlackBody.of(alert);
        assertThat(body.path("text").asText())
                .contains("&lt;!channel&gt; &amp; x")
                .doesNotContain("<!channel>");
        assertThat(body.path("blocks").path(1).path("text").path("text").asText())
                .startsWith("&lt;!channel&gt; &amp; x")
                .hasSizeLessThanOrEqualTo(3_000);
        assertThat(body.path("blocks").path(0).path("text").path("text").asText())
                .hasSizeLessThanOrEqualTo(150);
    }

    @Test
    void shouldTriggerAPagerDutyIncidentAndResolveTheSameOne() {
        JsonNode trigger = PagerDutyBody.of(rollback(), "key");
        assertThat(trigger.path("routing_key").asText()).isEqualTo("key");
        assertThat(trigger.path("event_action").asText()).isEqualTo("trigger");
        JsonNode payload = trigger.path("payload");
        assertThat(payload.path("summary").asText())
                .startsWith("CANARY_ROLLBACK: sentiment, sentiment-v2 in canary-5: Metrics degraded");
        assertThat(payload.path("source").asText()).isEqualTo("sentiment");
        assertThat(payload.path("severity").asText()).isEqualTo("critical");
        assertThat(payload.path("timestamp").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(payload.path("custom_details")
                        .path("checks")
                        .path(0)
                        .path("metric")
                        .asText())
                .isEqualTo("errorRate");

        JsonNode resolve = PagerDutyBody.of(alert("sentiment-a2", "over", true), "key");
        assertThat(resolve.path("event_action").asText()).isEqualTo("resolve");
        assertThat(resolve.path("dedup_key").asText())
                .isEqualTo("weir/sentiment-a1")
                .isEqualTo(trigger.path("dedup_key").asText());
    }

    @Test
    void shouldKeepPagerDutysLimitOfASummary() {
        Alert alert = alert("sentiment-a1", "x".repeat(5_000), false);
        assertThat(PagerDutyBody.of(alert, "key")
                        .path("payload")
                        .path("summary")
                        .asText())
                .hasSize(1_024)
                .endsWith("\u2026");
    }

    private static Alert rollback() {
        return alert("sentiment-a1", "Metrics degraded: errorRate 2.50 % against 0.10 % is beyond 2.00x", false);
    }

    private static Alert alert(String id, String reason, boolean resolved) {
        Check check = Check.newBuilder()
                .setMetric("errorRate")
                .setBaselineValue(0.001)
                .setCandidateValue(0.025)
                .setThreshold(0.002)
                .setBaselineSamples(50_000L)
                .setCandidateSamples(2_000L)
                .setState(CheckState.FAIL)
                .build();
        return Alert.newBuilder()
                .setAlertId(id)
                .setModel("sentiment")
                .setRollout("sentiment-v2")
                .setStage("canary-5")
                .setTimestamp(Instant.parse("2026-01-01T00:00:00Z"))
                .setEvent("CANARY_ROLLBACK")
                .setSeverity(Severity.CRITICAL)
                .setReason(reason)
                .setDecisionId("sentiment-d4")
                .setChecks(List.of(check))
                .setIncident("sentiment-a1")
                .setResolved(resolved)
                .build();
    }
}
