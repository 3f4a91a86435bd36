package dev.weir.judge;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.event.Segments;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Watermarks;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Tally;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Drives a judge by hand with one partition; keeps what it publishes. */
final class JudgeDrive {
    static final long START = 1_700_000_000L;
    static final JudgeSettings SETTINGS = JudgeSettings.STANDARD;
    /** Time after its end at which a second of the draft plan closes by the clock. */
    static final Duration CLOSING = Duration.ofSeconds(6);

    final List<Output> outputs = new ArrayList<>();
    final Watermarks watermarks = new Watermarks(1, SETTINGS.silence());
    ModelJudge judge = new ModelJudge("sentiment", SETTINGS);

    static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    /** A rollout whose baseline was collected, in its first stage of half the traffic. */
    static JudgeDrive inCanary() {
        JudgeDrive drive = new JudgeDrive();
        drive.keep(drive.judge.plan(plan().plan(), at(START)));
        drive.delta(START, 1, "v1.0", 1_000, 5);
        drive.read(START + 1 + CLOSING.toSeconds());
        return drive;
    }

    static PlanDraft plan() {
        return new PlanDraft().stages(PlanDraft.stage("canary", 50), PlanDraft.stage("full", 100));
    }

    void submit(Plan plan, long second) {
        keep(judge.plan(plan, at(second)));
    }

    /** So many calls of 20 ms, of which so many failed. */
    void delta(long second, long revision, String variant, long calls, long errors) {
        delta(second, revision, variant, tally(calls, errors));
    }

    void delta(long second, long revision, String variant, Tally tally) {
        Cell cell = new Cell(second, revision, variant, Role.SERVED, Segments.NONE, Admission.FIRST_OF_UNIT);
        judge.delta(new Delta(0, List.of(new Delta.Count(cell, tally))));
    }

    static Tally tally(long calls, long errors) {
        TrafficCount count = new TrafficCount(5_000_000);
        for (long i = 0; i < calls; i++) {
            if (i < errors) {
                count.failed();
            } else {
                count.answered(20_000 + 10 * (i % 100));
            }
        }
        return count.drain();
    }

    void report(long second, long baseline, long candidate) {
        report(second, baseline, candidate, 0);
    }

    void report(long second, long baseline, long candidate, long dropped) {
        Map<String, Long> assigned = new TreeMap<>(Map.of("v1.0", baseline, "v2.0", candidate));
        assigned.values().removeIf(count -> count == 0);
        judge.report(
                new RouterReport("edge-1", 2, second * 1_000, (second + 1) * 1_000, assigned, dropped, false),
                at(second + 1));
    }

    /** Everything up to a second has been read, and it is that late. */
    void read(long second) {
        watermarks.advance(new Watermark(0, second * 1_000), second * 1_000);
        keep(judge.tick(watermarks, at(second)));
    }

    /** Only the clock has moved. */
    void tick(long second) {
        keep(judge.tick(watermarks, at(second)));
    }

    void keep(List<Output> more) {
        outputs.addAll(more);
    }

    List<Decision> decisions() {
        return outputs.stream()
                .filter(Output.Decided.class::isInstance)
                .map(output -> ((Output.Decided) output).decision())
                .toList();
    }

    Decision lastDecision() {
        List<Decision> decisions = decisions();
        return decisions.get(decisions.size() - 1);
    }

    List<String> verdictIds() {
        return outputs.stream()
                .filter(Output.Judged.class::isInstance)
                .map(output -> ((Output.Judged) output).verdict().id())
                .toList();
    }
}
