package dev.weir.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records of a model {@code shop} as its topics have them, seconds counted from the start of its first rollout. */
final class DossierDraft {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");

    final List<JsonNode> decisions = new ArrayList<>();
    final List<JsonNode> verdicts = new ArrayList<>();
    final List<JsonNode> metrics = new ArrayList<>();
    final List<JsonNode> acks = new ArrayList<>();
    final List<JsonNode> reports = new ArrayList<>();

    static String at(double second) {
        return START.plusMillis(Math.round(1_000 * second)).toString();
    }

    /** A rollout that starts at a second, with revision 1, from v1 to v2 over canary-10, canary-25 and full. */
    DossierDraft start(double second, String rollout) {
        JsonNode plan = node(
                """
                {"name": "%s", "baseline": "v1", "candidate": "v2", "baselineMinDurationMs": 10000, "holdbackBps": 500,
                 "keepWarmMs": 3600000, "promoteAutomatically": true,
                 "guardrails": [{"metric": "errorRate", "maxRatio": 2, "floor": 0.01}],
                 "stages": [{"name": "canary-10", "weightBps": 1000, "mirrorBps": 0, "minDurationMs": 60000},
                            {"name": "canary-25", "weightBps": 2500, "mirrorBps": 0, "minDurationMs": 120000},
                            {"name": "full", "weightBps": 10000, "mirrorBps": 0, "minDurationMs": 60000}]}
                """
                        .formatted(rollout));
        JsonNode start = decided(second, rollout, "START", null, "baseline", 1, null, "ada");
        ((com.fasterxml.jackson.databind.node.ObjectNode) start).set("plan", plan);
        return this;
    }

    JsonNode decided(
            double second,
            String rollout,
            String action,
            String from,
            String to,
            long revision,
            String verdict,
            String by) {
        JsonNode decision = node(
                """
                {"decisionId": "shop-d%d", "model": "shop", "rollout": "%s", "timestamp": "%s", "action": "%s", "fromStage": %s,
                 "toStage": %s, "revision": %d, "verdictId": %s, "issuedBy": "%s", "reason": "because of <b>this</b> | that",
                 "unit": null, "segmentKey": null, "segmentValue": null, "variant": null, "drill": null}
                """
                        .formatted(
                                decisions.size() + 1,
                                rollout,
                                at(second),
                                action,
                                quoted(from),
                                quoted(to),
                                revision,
                                quoted(verdict),
                                by));
        decisions.add(decision);
        return decision;
    }

    DossierDraft verdict(double second, String id, String rollout, String stage, double errorRate, double eValue) {
        verdicts.add(node(
                """
                {"verdictId": "%s", "rollout": "%s", "stage": "%s", "timestamp": "%s", "kind": "CANARY", "status": "%s",
                 "message": "figures", "checks": [{"metric": "errorRate", "segment": null, "baselineValue": 0.005,
                 "candidateValue": %s, "ratio": %s, "threshold": 2, "ciLow": 1.5, "ciHigh": null, "eValue": %s,
                 "eValueNeeded": 100, "advanceEValue": 0.1, "advanceEValueNeeded": 20, "baselineSamples": 900,
                 "candidateSamples": 100, "state": "%s"}]}
                """
                        .formatted(
                                id,
                                rollout,
                                stage,
                                at(second),
                                eValue >= 100 ? "DEGRADED" : "INSUFFICIENT_DATA",
                                errorRate,
                                errorRate / 0.005,
                                eValue,
                                eValue >= 100 ? "FAIL" : "UNDECIDED")));
        return this;
    }

    /** What a window says of drift after a promotion. */
    DossierDraft drift(double second, String id, String status, String message) {
        verdicts.add(node(
                """
                {"verdictId": "%s", "rollout": null, "stage": null, "timestamp": "%s", "kind": "DRIFT", "status": "%s",
                 "recommendation": "%s", "message": "%s", "checks": [{"metric": "driftScore", "candidateValue": 0.5}]}
                """
                        .formatted(
                                id, at(second), status, status.equals("DEGRADED") ? "RETRAIN" : "CONTINUE", message)));
        return this;
    }

    /** What labels say of the accuracy after a promotion. */
    DossierDraft accuracy(double second, String id, double deployed, double current) {
        boolean isLost = current < 0.95 * deployed;
        verdicts.add(node(
                """
                {"verdictId": "%s", "rollout": null, "stage": null, "timestamp": "%s", "kind": "DRIFT", "status": "%s",
                 "recommendation": "%s", "message": "figures", "checks": [
                 {"metric": "accuracy", "segment": null, "baselineValue": %s, "candidateValue": %s, "state": "%4$s"},
                 {"metric": "accuracyRatio", "segment": null, "baselineValue": %s, "candidateValue": %s, "state": "%s"}]}
                """
                        .formatted(
                                id,
                                at(second),
                                isLost ? "DEGRADED" : "HEALTHY",
                                isLost ? "RETRAIN" : "CONTINUE",
                                deployed,
                                current,
                                deployed,
                                current,
                                isLost ? "FAIL" : "PASS")));
        return this;
    }

    /** Ten seconds of requests served. */
    DossierDraft window(double second, String variant, String stage, long requests, long errors) {
        metrics.add(node(
                """
                {"variant": "%s", "role": "SERVED", "segment": null, "stage": "%s", "windowStart": "%s", "windowEnd": "%s",
                 "requests": %d, "errors": %d, "timeouts": 0, "errorRate": %s, "latencyP95Micros": 20000, "updatedAt": "%s"}
                """
                        .formatted(
                                variant,
                                stage,
                                at(second),
                                at(second + 10),
                                requests,
                                errors,
                                (double) errors / requests,
                                at(second + 10 + metrics.size()))));
        return this;
    }

    DossierDraft ack(double second, String sidecar, long revision) {
        acks.add(node("{\"sidecar\": \"%s\", \"revision\": %d, \"appliedAt\": \"%s\"}"
                .formatted(sidecar, revision, at(second))));
        return this;
    }

    DossierDraft report(double from, double until, long revision, long toCandidate) {
        reports.add(node(
                "{\"sidecar\": \"edge\", \"revision\": %d, \"from\": \"%s\", \"until\": \"%s\", \"assigned\": {\"v2\": %d}}"
                        .formatted(revision, at(from), at(until), toCandidate)));
        return this;
    }

    Dossier readAt(double second) {
        return new Dossier(
                "shop", Instant.parse(at(second)), true, decisions, verdicts, metrics, List.of(), acks, reports);
    }

    private static String quoted(String text) {
        return text == null ? "null" : '"' + text + '"';
    }

    private static JsonNode node(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
