package dev.weir.judge;

import dev.weir.evidence.OpenBlock;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Trial;
import dev.weir.evidence.Watermarks;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.schema.AssignmentReason;
import dev.weir.schema.InferenceEvent;
import dev.weir.schema.LatencyPart;
import dev.weir.schema.LatencyStatus;
import dev.weir.schema.RequestPart;
import dev.weir.schema.Role;
import dev.weir.window.Combiner;
import dev.weir.window.Tally;
import dev.weir.window.Totals;
import dev.weir.window.Watermark;
import dev.weir.wire.EventCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Events on their way to a judge that has just entered its first stage: two partitions, everything but Kafka. */
final class EventDrive {
    /** First millisecond of the stage's first whole second. */
    static final long STAGE = 1_700_000_010_000L;

    static final String BASELINE = "v1.0";
    static final String CANDIDATE = "v2.0";
    static final long REVISION = 2;

    private static final int PARTITIONS = 2;

    private final Plan plan;
    private final Combiner[] tasks = new Combiner[PARTITIONS];
    private final Watermarks watermarks = new Watermarks(PARTITIONS, JudgeSettings.STANDARD.silence());
    private final List<Output> outputs = new ArrayList<>();
    private final ModelJudge judge = new ModelJudge("sentiment", JudgeSettings.STANDARD);

    EventDrive() {
        this(draft());
    }

    EventDrive(PlanDraft draft) {
        plan = draft.plan();
        for (int i = 0; i < PARTITIONS; i++) {
            tasks[i] = new Combiner(i, JudgeSettings.STANDARD.closing());
        }
        Instant submitted = Instant.ofEpochMilli(STAGE - 10_000);
        outputs.addAll(judge.plan(plan, submitted));
        for (long millis = STAGE - 120_000; millis < submitted.toEpochMilli(); millis += 1_000) {
            // Silence counts once somebody has been heard for a while.
            watermarks.advance(new Watermark(0, millis), millis);
        }
        send(0, event("collected", BASELINE, STAGE - 9_000).setRevision(1L));
        read(STAGE - 8_000 + plan.evidenceDeadline().toMillis() + 1_000, Instant.ofEpochMilli(STAGE));
    }

    /** A plan whose first stage begins with the first request collected. */
    static PlanDraft draft() {
        return new PlanDraft()
                .collecting(Duration.ZERO, 1)
                .stages(PlanDraft.stage("canary", 50), PlanDraft.stage("full", 100));
    }

    /** One request drawn by weight, answered after 20 ms, as a service publishes it that was told of the revision. */
    static InferenceEvent.Builder event(String id, String variant, long assignedMillis) {
        return InferenceEvent.newBuilder()
                .setRequestId(id)
                .setModel("sentiment")
                .setVariant(variant)
                .setRole(Role.SERVED)
                .setTimestamp(Instant.ofEpochMilli(assignedMillis))
                .setRevision(REVISION)
                .setReason(AssignmentReason.WEIGHT)
                .setRequest(RequestPart.newBuilder().build())
                .setLatency(latency(LatencyStatus.OK, 20));
    }

    static LatencyPart latency(LatencyStatus status, long millis) {
        return LatencyPart.newBuilder()
                .setStatus(status)
                .setDurationMicros(millis * 1_000)
                .build();
    }

    /** Sends an event and commits. */
    void send(int partition, InferenceEvent.Builder event) {
        tasks[partition].add(EventCodec.observation(event.build()), plan.timeLimits());
        tasks[partition].drain().values().forEach(judge::delta);
    }

    void send(InferenceEvent.Builder event) {
        send(0, event);
    }

    /** What a router says it assigned in a second, both variants. */
    void report(long second, long baseline, long candidate) {
        judge.report(
                new RouterReport(
                        "edge-1",
                        REVISION,
                        second * 1_000,
                        second * 1_000 + 1_000,
                        Map.of(BASELINE, baseline, CANDIDATE, candidate),
                        0,
                        false),
                Instant.ofEpochSecond(second + 1));
    }

    /** One partition has been read up to an instant. */
    void read(int partition, long millis) {
        read(partition, millis, millis);
    }

    /** One partition has been read up to an instant; that is heard at another one. */
    void read(int partition, long millis, long nowMillis) {
        tasks[partition].readUntil(millis);
        watermarks.advance(new Watermark(partition, millis), nowMillis);
        tick(Instant.ofEpochMilli(nowMillis));
    }

    /** Every partition has been read up to an instant. */
    void read(long millis) {
        read(millis, Instant.ofEpochMilli(millis));
    }

    private void read(long millis, Instant now) {
        for (int i = 0; i < PARTITIONS; i++) {
            tasks[i].readUntil(millis);
            watermarks.advance(new Watermark(i, millis), now.toEpochMilli());
        }
        tick(now);
    }

    private void tick(Instant now) {
        outputs.addAll(judge.tick(watermarks, now));
    }

    /** The first second that is open, epoch milliseconds. */
    long frontMillis() {
        return judge.snapshot().front() * 1_000;
    }

    /** Everything that is evidence of the stage, weighed or on the way to a block. */
    Tally evidence(String variant) {
        Trial trial = judge.snapshot().trial();
        boolean isCandidate = variant.equals(CANDIDATE);
        Function<OpenBlock, Tally> arm = isCandidate ? OpenBlock::candidate : OpenBlock::baseline;
        return trial.open().stream().map(arm).reduce(isCandidate ? trial.candidate() : trial.baseline(), Tally::plus);
    }

    /** Everything counted in the metrics of a variant's served requests since the stage began. */
    Tally metrics(String variant) {
        return judge.snapshot().metrics().stream()
                .flatMap(window -> window.figures().stream())
                .filter(totals -> totals.variant().equals(variant) && !totals.shadow())
                .filter(totals -> totals.start().toEpochMilli() >= STAGE)
                .map(Totals::tally)
                .reduce(Tally.EMPTY, Tally::plus);
    }

    /** What a decision on the evidence so far is, in words. */
    String lastReason() {
        return outputs.stream()
                .filter(Output.Decided.class::isInstance)
                .map(output -> ((Output.Decided) output).decision())
                .map(Decision::reason)
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
