package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTreeTest {
    static final String STATUS =
            """
            {"at": "2026-01-02T03:00:30.000Z", "model": "digits", "rollout": "digits-v2", "status": "IN_PROGRESS",
             "stage": "canary-10", "stageSince": "2026-01-02T03:00:10.000Z", "baseline": "v1.0", "candidate": "v2.0",
             "killSwitch": false, "revision": 3, "endedAt": null, "pausedSince": null, "holding": null,
             "stages": [
               {"name": "baseline", "weightBps": 0, "minDurationMs": 10000, "state": "DONE", "enteredAt": "2026-01-02T03:00:00.000Z"},
               {"name": "canary-10", "weightBps": 1000, "candidateBps": 1000, "minDurationMs": 60000, "minSamples": 0,
                "approvalRequired": false, "state": "CURRENT", "enteredAt": "2026-01-02T03:00:10.000Z"},
               {"name": "canary-50", "weightBps": 5000, "candidateBps": 5000, "minDurationMs": 60000, "state": "NEXT", "enteredAt": null}],
             "terms": {"alphaRollback": 0.05, "alphaAdvance": 0.05, "guardrails": [
               {"metric": "errorRate", "maxRatio": 2.0, "advanceRatio": 2.0, "floor": 0.01, "action": "rollback"}]},
             "verdict": {"timestamp": "2026-01-02T03:00:29.000Z", "kind": "CANARY", "status": "INSUFFICIENT_DATA", "message": "Not proved yet",
               "checks": [
                 {"metric": "errorRate", "segment": null, "baselineValue": 0.0102, "candidateValue": 0.0099, "ratio": 0.9706,
                  "threshold": 2.0, "ciLow": 0.4, "ciHigh": 1.6, "eValue": 0.5, "eValueNeeded": 100.0, "advanceEValue": 4.472135955,
                  "advanceEValueNeeded": 20.0, "candidateSamples": 400, "requiredSamples": 1000, "state": "UNDECIDED"},
                 {"metric": "latencyP95", "segment": "user_type=premium", "baselineValue": 15000, "candidateValue": 45000, "ratio": 3.0,
                  "threshold": 1.5, "ciLow": null, "ciHigh": null, "eValue": 100000, "eValueNeeded": 100.0, "advanceEValue": null,
                  "advanceEValueNeeded": null, "candidateSamples": 100, "requiredSamples": null, "state": "FAIL"}]},
             "metrics": [
               {"variant": "v1.0", "requests": 900, "requestsPerSecond": 90.0, "errorRate": 0.01, "timeoutRate": 0.0,
                "latencyP50Micros": 8000.0, "latencyP95Micros": 15000.0},
               {"variant": "v2.0", "requests": 100, "requestsPerSecond": 10.0}],
             "sidecars": [{"sidecar": "edge-1", "revision": 3, "silent": false, "stale": false},
                          {"sidecar": "edge-2", "revision": 2, "silent": false, "stale": false}],
             "decisions": [{"timestamp": "2026-01-02T03:00:10.000Z", "action": "ADVANCE", "issuedBy": "weir", "reason": "collected"}]}
            """;

    private static final Instant NOW = Instant.parse("2026-01-02T03:00:30Z");

    @Test
    void shouldShowTheWayTheProofAndWhoIsBehind() {
        List<String> lines = lines(new Terminal(140, 50), false);

        assertThat(lines)
                .containsSubsequence(
                        "digits  v1.0 → v2.0  … gathering evidence  digits-v2",
                        "├─ ✓ baseline ── ▶ canary-10 10 % (40s left) ── · canary-50 50 %",
                        "├─ Not proved yet  1s ago",
                        "├─ segments that are harmed",
                        "│  ├─ ✓ edge-1 at 3",
                        "│  └─ ! edge-2 at 2, behind",
                        "└─ 03:00:10 ADVANCE by weir: collected");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("│  └─ ? errorRate")
                        && line.contains("1.02 %     0.99 %    0.97×   2.00×  0.40 and 1.60×")
                        && line.endsWith("··············│███████·······"));
        assertThat(lines)
                .anyMatch(line ->
                        line.contains("✗ latencyP95 in user_type=premium") && line.contains("█".repeat(14) + "│"));
    }

    @Test
    void shouldPutEachHeadingOverWhatItNames() {
        for (int columns = 70; columns <= 160; columns++) {
            List<String> lines = lines(new Terminal(columns, 50), false);
            String heads = lines.stream()
                    .filter(line -> line.startsWith("├─ guardrails"))
                    .findFirst()
                    .orElseThrow();
            String row = lines.stream()
                    .filter(line -> line.contains("? errorRate"))
                    .findFirst()
                    .orElseThrow();
            for (String[] pair : new String[][] {
                {"baseline", "1.02 %"}, {"candidate", "0.99 %"}, {"ratio", "0.97×"}, {"limit", "2.00×"}
            }) {
                assertThat(end(heads, pair[0])).as(columns + ": " + heads).isEqualTo(end(row, pair[1]));
            }
            if (heads.contains("between")) {
                assertThat(heads.indexOf("between")).isEqualTo(row.indexOf("0.40 and"));
            }
            if (heads.contains("harm")) {
                assertThat(heads).hasSameSizeAs(row).endsWith("fine");
                assertThat(heads.indexOf(heads.contains("proved") ? "proved" : "harm"))
                        .isEqualTo(row.indexOf("·"));
            }
        }
    }

    private static int end(String line, String word) {
        return line.indexOf(word) + word.length();
    }

    @Test
    void shouldTellOfAModelThatIsOnlyWatched() throws JsonProcessingException {
        JsonNode watched = new ObjectMapper()
                .readTree(
                        """
                        {"model": "reviews", "watch": "reviews-accuracy", "variant": "v1.0", "labelHorizon": "5s",
                         "accuracy": {"timestamp": "2026-01-02T03:00:29.000Z", "status": "DEGRADED", "message": "retrain needed"}}
                        """);

        assertThat(new StatusTree(new Terminal(80, 24), new Paint(false)).lines(List.of(watched), NOW))
                .containsExactly("reviews  v1.0  ✗ accuracy lost  reviews-accuracy", "└─ retrain needed  1s ago");
    }

    @Test
    void shouldTellOfAModelThatIsOnlyWatchedForDrift() throws JsonProcessingException {
        String watch =
                "{\"model\": \"churn\", \"watch\": \"churn-watch\", \"variant\": \"v1.0\", \"driftWindow\": \"24h\"";
        String verdict = ", \"drift\": {\"timestamp\": \"2026-01-02T03:00:29.000Z\", \"status\": \"DEGRADED\","
                + " \"message\": \"Data drift, retrain v1.0\"}";
        StatusTree tree = new StatusTree(new Terminal(80, 24), new Paint(false));

        assertThat(tree.lines(List.of(new ObjectMapper().readTree(watch + "}")), NOW))
                .containsExactly(
                        "churn  v1.0  … watched, no verdict yet  churn-watch",
                        "└─ what is asked in 24h is compared together");
        assertThat(tree.lines(List.of(new ObjectMapper().readTree(watch + verdict + "}")), NOW))
                .containsExactly("churn  v1.0  ✗ drifted  churn-watch", "└─ Data drift, retrain v1.0  1s ago");
    }

    @Test
    void shouldListWhatToDoAboutAModelThatGotWorse() throws JsonProcessingException {
        String watch =
                "{\"model\": \"churn\", \"watch\": \"churn-watch\", \"variant\": \"v1.0\", \"driftWindow\": \"24h\","
                        + " \"retraining\": {\"message\": \"RETRAIN MODEL: it drifted\", \"deployedAt\": \"2025-10-01T00:00:00Z\","
                        + " \"deployedForMs\": 8046000000, \"lastRetrain\": null, \"nextRetrain\": \"2026-02-01\","
                        + " \"warnings\": [\"never trained again\"],"
                        + " \"actions\": [{\"what\": \"Roll it out\", \"why\": \"in stages\", \"command\": \"weir apply -f FILE\"}]}}";
        JsonNode status = new ObjectMapper().readTree(watch);

        assertThat(new StatusTree(new Terminal(80, 24), new Paint(false)).lines(List.of(status), NOW))
                .containsExactly(
                        "churn  v1.0  … watched, no verdict yet  churn-watch",
                        "├─ what is asked in 24h is compared together",
                        "└─ retraining: RETRAIN MODEL: it drifted",
                        "   ├─ deployed 2025-10-01 (93 days ago), last retrain Never, next 2026-02-01",
                        "   ├─ ! never trained again",
                        "   └─ 1. Roll it out: in stages weir apply -f FILE");
        assertThat(StatusText.lines(List.of(status)))
                .contains("  retraining: RETRAIN MODEL: it drifted", "    ! never trained again");
    }

    @Test
    void shouldLeaveOutWhatANarrowTerminalHasNoRoomFor() {
        Terminal narrow = new Terminal(60, 24);

        assertThat(lines(narrow, false)).noneMatch(line -> line.contains("█") || line.contains(" and 1.60"));
        assertThat(lines(narrow, false)).contains("│  · canary-50 50 %");
    }

    @Test
    void shouldSayTheSameInColourAndWithout() {
        Terminal wide = new Terminal(140, 50);
        List<String> plain = lines(wide, true).stream()
                .map(line -> line.replaceAll("\\u001b\\[[0-9;]*m", ""))
                .toList();

        assertThat(lines(wide, true)).anyMatch(line -> line.contains("\u001b[31m"));
        assertThat(lines(wide, false))
                .noneMatch(line -> line.contains("\u001b"))
                .isEqualTo(plain);
    }

    static JsonNode status() {
        try {
            return new ObjectMapper().readTree(STATUS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(Terminal terminal, boolean colours) {
        return new StatusTree(terminal, new Paint(colours)).lines(List.of(status()), NOW);
    }
}
