package dev.weir.wire;

import dev.weir.evidence.Measure;
import dev.weir.evidence.Metric;
import dev.weir.judge.Output;
import dev.weir.schema.Alert;
import dev.weir.schema.Decision;
import dev.weir.schema.MetricsWindow;
import dev.weir.schema.Role;
import dev.weir.schema.RoutingTable;
import dev.weir.schema.SegmentRule;
import dev.weir.schema.Severity;
import dev.weir.schema.ShadowRoute;
import dev.weir.schema.VariantWeight;
import dev.weir.schema.Verdict;
import dev.weir.statistics.sketch.Histogram;
import dev.weir.window.Tally;
import dev.weir.window.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the judge says, as it is published. */
public final class OutputCodec {
    private static final double MILLIONTHS = 1_000_000;

    private OutputCodec() {}

    /** A judgement. */
    public static Verdict verdict(String model, Output.Judged judged) {
        return VerdictCodec.verdict(model, judged);
    }

    /** A decision. */
    public static Decision decision(dev.weir.rollout.Decision decision) {
        return DecisionCodec.toWire(decision);
    }

    /** A routing table. */
    public static RoutingTable table(dev.weir.routing.RoutingTable table) {
        return RoutingTable.newBuilder()
                .setModel(table.model())
                .setRevision(table.revision())
                .setTimestamp(table.at())
                .setRollout(table.rollout())
                .setStage(table.stage())
                .setBaseline(table.baseline())
                .setCandidate(table.candidate())
                .setWeights(table.weights().stream()
                        .map(weight -> new VariantWeight(weight.variant(), weight.bps()))
                        .toList())
                .setShadow(
                        table.shadow() == null
                                ? null
                                : new ShadowRoute(
                                        table.shadow().variant(), table.shadow().sampleBps()))
                .setSalt(table.salt())
                .setUsers(table.rules().users())
                .setSegments(table.rules().segments().stream()
                        .map(rule -> new SegmentRule(rule.key(), rule.value(), rule.variant()))
                        .toList())
                .setKillSwitch(table.killSwitch())
                .setDecisionId(table.decisionId())
                .build();
    }

    /** Figures of a window. */
    public static MetricsWindow metrics(String model, Output.Measured measured, Instant now) {
        Totals totals = measured.totals();
        Tally tally = totals.tally();
        long requests = tally.requests();
        double seconds = Duration.between(totals.start(), totals.end()).toMillis() / 1_000.0;
        return MetricsWindow.newBuilder()
                .setModel(model)
                .setVariant(totals.variant())
                .setRole(totals.shadow() ? Role.SHADOW : Role.SERVED)
                .setSegment(totals.segment())
                .setRollout(measured.rollout())
                .setStage(measured.stage())
                .setWindowStart(totals.start())
                .setWindowEnd(totals.end())
                .setRequests(requests)
                .setErrors(tally.errors())
                .setTimeouts(tally.timeouts())
                .setErrorRate(share(tally.errors(), tally.calls()))
                .setTimeoutRate(share(tally.timeouts(), tally.calls()))
                .setRequestsPerSecond(requests / seconds)
                .setLatencyP50Micros(quantile(tally.durations(), 0.50))
                .setLatencyP95Micros(quantile(tally.durations(), 0.95))
                .setLatencyP99Micros(quantile(tally.durations(), 0.99))
                .setLatencyMeanMicros(share(tally.durationSum(), tally.calls()))
                .setLatencyBins(totals.segment() == null ? LatencyBins.of(tally.durations()) : List.of())
                .setCpuMeanMicros(mean(Metric.CPU, tally, tally.cpuSum()))
                .setMemoryMeanBytes(mean(Metric.MEMORY, tally, tally.memorySum()))
                .setCostMean(costMean(tally))
                .setLate(totals.late())
                .setUpdatedAt(now)
                .build();
    }

    /** Something a person should know. */
    public static Alert alert(dev.weir.judge.Alert alert) {
        return Alert.newBuilder()
                .setAlertId(alert.id())
                .setModel(alert.model())
                .setRollout(alert.rollout())
                .setStage(alert.stage())
                .setTimestamp(alert.at())
                .setEvent(alert.kind().event())
                .setSeverity(Severity.valueOf(alert.severity().name()))
                .setReason(alert.reason())
                .setDecisionId(alert.decisionId())
                .setChecks(VerdictCodec.checks(alert.checks()))
                .setIncident(alert.incident())
                .setResolved(alert.resolved())
                .build();
    }

    private static Double share(long part, long whole) {
        return whole == 0 ? null : (Double) ((double) part / whole);
    }

    private static Double mean(Metric metric, Tally tally, long sum) {
        return share(sum, Measure.distribution(metric, tally).total());
    }

    private static Double costMean(Tally tally) {
        Double mean = mean(Metric.COST, tally, tally.costSum());
        return mean == null ? null : (Double) (mean / MILLIONTHS);
    }

    /** A quantile among the timeouts has no value: all that is known is that it lies beyond the timeout. */
    private static Double quantile(Histogram durations, double q) {
        if (durations.total() == 0) {
            return null;
        }
        double value = durations.quantile(q);
        return Double.isInfinite(value) ? null : (Double) value;
    }
}
