package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private final ObjectNode status = (ObjectNode) StatusTreeTest.status();

    @Test
    void shouldSayWhatIsMissingAndHowLongItTakesAtThePresentRate() {
        ObjectNode answer = Explanation.of(status);

        assertThat(answer.path("nextStage").asText()).isEqualTo("canary-50");
        assertThat(answer.path("blockers").findValuesAsText("what"))
                .containsExactly("time", "errorRate", "latencyP95 in user_type=premium");
        JsonNode time = answer.at("/blockers/0");
        assertThat(time.path("have").asText()).isEqualTo("20s");
        assertThat(time.path("expected").asText()).isEqualTo("40s");
        JsonNode errors = answer.at("/blockers/1");
        assertThat(errors.path("need").asText()).isEqualTo("limit 2.00, e = 20, about 1000 requests");
        // 600 requests more, of which ten come in a second.
        assertThat(errors.path("expected").asText()).isEqualTo("60s");
        assertThat(answer.path("expected").isNull())
                .as("nobody can tell when a broken limit is kept")
                .isTrue();
    }

    @Test
    void shouldExpectWhatTakesLongest() {
        ((com.fasterxml.jackson.databind.node.ArrayNode) status.at("/verdict/checks")).remove(1);

        assertThat(Explanation.of(status).path("expected").asText()).isEqualTo("60s");
    }

    @Test
    void shouldNameThePersonWhoHasToDoSomething() {
        ((ObjectNode) status.at("/stages/1")).put("approvalRequired", true);
        status.put("killSwitch", true);

        assertThat(Explanation.of(status).path("blockers").findValuesAsText("what"))
                .contains("kill switch", "approval");
    }

    @Test
    void shouldReckonTheStagesToCome() {
        JsonNode then = Explanation.of(status).at("/then/0");

        assertThat(then.path("stage").asText()).isEqualTo("canary-50");
        assertThat(then.path("requestsNeeded").asLong()).isPositive();
        assertThat(then.path("timeNeeded").asText()).matches("\\d+[smh]");
    }

    @Test
    void shouldTellWhatTheRollbackSpared() {
        status.put("status", "ROLLED_BACK")
                .putNull("stage")
                .putObject("waiting")
                .putNull("oneDayLater");

        assertThat(Explanation.of(status).path("waiting")).isEqualTo(status.path("waiting"));
        assertThat(Explanation.of(status.putNull("waiting")).path("waiting").isNull())
                .isTrue();
    }

    @Test
    void shouldWaitForNothingOnceItIsOver() {
        status.put("status", "ROLLED_BACK").putNull("stage");

        assertThat(Explanation.of(status).path("blockers")).isEmpty();
    }
}
