package dev.weir.view;

import dev.weir.config.RolloutFile;
import dev.weir.rollout.Plan;
import dev.weir.schema.Alert;
import dev.weir.schema.Check;
import dev.weir.schema.CheckState;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Recommendation;
import dev.weir.schema.Role;
import dev.weir.schema.RouteAck;
import dev.weir.schema.RouterReport;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.SampleKind;
import dev.weir.schema.Severity;
import dev.weir.schema.ShadowSample;
import dev.weir.schema.VariantWeight;
import dev.weir.schema.Verdict;
import dev.weir.schema.VerdictKind;
import dev.weir.schema.VerdictStatus;
import dev.weir.serde.TrustedRecords;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records as the judge and the sidecars write them for one model, {@value #MODEL}. */
public final class Records {
    public static final String MODEL = "digits";

    /** Start of every test's story. */
    public static final Instant START = Instant.parse("2026-01-02T03:00:00Z");

    static {
        TrustedRecords.declare();
    }

    private Records() {}

    /** A rollout file that takes the candidate over two canaries to full. */
    public static String file(String name, String baseline, String candidate) {
        return """
                metadata: { name: %s }
                spec:
                  model: digits
                  baseline: %s
                  candidate: %s
                  baselineCollection: { minDuration: 10s, minSamples: 100 }
                  stages:
                    - { name: canary-10, weight: 10, minDuration: 10s }
                    - { name: canary-50, weight: 50, minDuration: 10s }
                    - { name: full, weight: 100, minDuration: 10s }
                  override: { skippedStages: "two canaries are enough to look at" }
                """
                .formatted(name, baseline, candidate);
    }

    public static Plan plan(String name, String baseline, String candidate) {
        return RolloutFile.read(file(name, baseline, candidate), START, "ada")
                .plan()
                .orElseThrow();
    }

    public static Decision decision(
            int number, DecisionAction action, String rollout, String from, String to, long seconds, String by) {
        return Decision.newBuilder()
                .setDecisionId(MODEL + "-d" + number)
                .setModel(MODEL)
                .setRollout(rollout)
                .setTimestamp(START.plusSeconds(seconds))
                .setAction(action)
                .setFromStage(from)
                .setToStage(to)
                .setRevision((long) number)
                .setIssuedBy(by)
                .setReason("because of " + action)
                .build();
    }

    public static RoutingTable table(long revision, String stage, int candidateBps) {
        return RoutingTable.newBuilder()
                .setModel(MODEL)
                .setRevision(revision)
                .setTimestamp(START.plusSeconds(revision))
                .setRollout("digits-v2")
                .setStage(stage)
                .setBaseline("v1.0")
                .setCandidate("v2.0")
                .setWeights(List.of(
                        new VariantWeight("v1.0", 10_000 - candidateBps), new VariantWeight("v2.0", candidateBps)))
                .setSalt("digits/digits-v2/1")
                .setDecisionId(MODEL + "-d" + revision)
                .build();
    }

    public static Verdict verdict(int number, VerdictStatus status) {
        return Verdict.newBuilder()
                .setVerdictId(MODEL + "-v" + number)
                .setModel(MODEL)
                .setRollout("digits-v2")
                .setStage("canary-10")
                .setTimestamp(START.plusSeconds(number))
                .setKind(VerdictKind.CANARY)
                .setStatus(status)
                .setRecommendation(Recommendation.CONTINUE)
                .setMessage("figures of verdict " + number)
                .setChecks(List.of(Check.newBuilder()
                        .setMetric("errorRate")
                        .setBaselineValue(0.01)
                        .setCandidateValue(0.02)
                        .setRatio(2.0)
                        .setThreshold(2.0)
                        .setState(CheckState.UNDECIDED)
                        .build()))
                .build();
    }

    public static MetricsWindow window(String variant, String segment, long startSeconds, long requests) {
        return MetricsWindow.newBuilder()
                .setModel(MODEL)
                .setVariant(variant)
                .setRole(Role.SERVED)
                .setSegment(segment)
                .setWindowStart(START.plusSeconds(startSeconds))
                .setWindowEnd(START.plusSeconds(startSeconds + 10))
                .setRequests(requests)
                .setErrors(0)
                .setTimeouts(0)
                .setErrorRate(0.0)
                .setRequestsPerSecond(requests / 10.0)
                .setUpdatedAt(START.plusSeconds(startSeconds + 10))
                .build();
    }

    public static RouteAck ack(String sidecar, long revision, Instant appliedAt) {
        return new RouteAck(sidecar, MODEL, revision, appliedAt);
    }

    public static RouterReport report(String sidecar, long revision, Instant until, boolean stale) {
        return RouterReport.newBuilder()
                .setSidecar(sidecar)
                .setModel(MODEL)
                .setRevision(revision)
                .setFrom(until.minusSeconds(1))
                .setUntil(until)
                .setAssigned(Map.of("v1.0", 5L))
                .setStale(stale)
                .build();
    }

    /** A pair of which the copy took so many times as long as the request. */
    public static ShadowSample sample(String requestId, int times) {
        return ShadowSample.newBuilder()
                .setModel(MODEL)
                .setRollout("digits-v2")
                .setRequestId(requestId)
                .setTimestamp(START)
                .setKind(SampleKind.LATENCY_OUTLIER)
                .setSegments(Map.of())
                .setBaselineLatency(latency(1_000))
                .setCandidateLatency(latency(1_000L * times))
                .build();
    }

    private static LatencyPart latency(long micros) {
        return LatencyPart.newBuilder()
                .setDurationMicros(micros)
                .setStatus(LatencyStatus.OK)
                .build();
    }

    public static Alert alert(int number) {
        return Alert.newBuilder()
                .setAlertId("a" + number)
                .setModel(MODEL)
                .setTimestamp(START.plusSeconds(number))
                .setEvent("CANARY_ROLLBACK")
                .setSeverity(Severity.CRITICAL)
                .setReason("errors")
                .build();
    }
}
