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
