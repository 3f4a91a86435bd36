package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    private final ObjectNode rollout = JsonNodeFactory.instance.objectNode().put("model", "sentiment");
    private final ArrayNode checks = rollout.putObject("verdict").putArray("checks");

    @Test
    void shouldNotHideAHarmedSegmentAmongThoseOfWhichNothingIsProved() {
        check("errorRate", null, "UNDECIDED");
        check("split", null, "UNDECIDED");
        for (int i = 0; i < 20; i++) {
            check("errorRate", "user_type=t" + i, i == 7 ? "FAIL" : "UNDECIDED");
        }
        assertThat(StatusText.lines(List.of(rollout)))
                .filteredOn(line -> line.startsWith("    "))
                .containsExactly(
                        "    UNDECIDED errorRate: baseline 0.01000, candidate 0.02000, ratio none, limit 2.000",
                        "    UNDECIDED split: baseline 0.01000, candidate 0.02000, ratio none, limit 2.000",
                        "    FAIL      errorRate (user_type=t7): baseline 0.01000, candidate 0.02000, ratio none, limit 2.000",
                        "    UNDECIDED 19 checks in segments (-o json lists them)");
    }

    @Test
    void shouldShowWhereAnExperimentStands() {
        ((ObjectNode) rollout.path("verdict"))
                .put("status", "HEALTHY")
                .put("abStatus", "B_WINS")
                .put("message", "v2.0 is better");
        check("success", null, "PASS");
        ((ObjectNode) checks.get(0)).put("ciLow", 0.005).put("ciHigh", 0.03);
        assertThat(StatusText.lines(List.of(rollout)))
                .contains(
                        "  HEALTHY, A/B test B_WINS: v2.0 is better",
                        "    PASS      success: baseline 0.01000, candidate 0.02000, ratio none, limit 2.000,"
                                + " interval 0.005000 to 0.03000");
    }

    @Test
    void shouldSayWhatTheRollbackSpared() {
        rollout.putObject("waiting")
                .putNull("nextStage")
                .putObject("oneDayLater")
                .put("message", "One day more at the same weight: 50,000 requests x 2.50 % = 1,250 failures.");
        String said =
                "spared by the rollback: One day more at the same weight: 50,000 requests x 2.50 % = 1,250 failures.";
        assertThat(StatusText.lines(List.of(rollout))).contains("  " + said);
        rollout.putObject("waiting").putNull("nextStage").putNull("oneDayLater");
        assertThat(StatusText.lines(List.of(rollout))).noneMatch(line -> line.contains("spared"));
    }

    private void check(String metric, String segment, String state) {
        checks.addObject()
                .put("metric", metric)
                .put("segment", segment)
                .put("baselineValue", 0.01)
                .put("candidateValue", 0.02)
                .putNull("ratio")
                .put("threshold", 2.0)
                .put("state", state);
    }
}
