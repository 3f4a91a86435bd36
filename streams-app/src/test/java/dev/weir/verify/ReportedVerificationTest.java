package dev.weir.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Observation;
import dev.weir.event.Role;
import dev.weir.evidence.RouterReport;
import dev.weir.evidence.Watermarks;
import dev.weir.judge.JudgeSettings;
import dev.weir.judge.ModelJudge;
import dev.weir.judge.Output;
import dev.weir.rollout.Plan;
import dev.weir.schema.Decision;
import dev.weir.schema.DecisionAction;
import dev.weir.schema.Verdict;
import dev.weir.serde.TrustedRecords;
import dev.weir.verify.Finding.Word;
import dev.weir.window.Combiner;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import dev.weir.wire.OutputCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A log of a judge that was told by a router of requests that never came, held, and went on once they did. */
class ReportedVerificationTest {
    private static final JudgeSettings SETTINGS = JudgeSettings.STANDARD;
    private static final int EVENTS_A_SECOND = 50;
    private static final int SECONDS = 180;
    private static final int LOST_FROM = 12;
    private static final int LOST_UNTIL = 25;
    private static final long REPORTED_AFTER_MILLIS = 100;

    private static final List<Decision> decisions = new ArrayList<>();
    private static final List<Verdict> verdicts = new ArrayList<>();
    private static final List<EventTape.Entry> events = new ArrayList<>();
    private static final List<EventTape.Report> reports = new ArrayList<>();

    @BeforeAll
    static void judge() {
        TrustedRecords.declare();
        Plan plan = JudgedLog.plan(
                """
                stages:
                  - { name: canary-50, weight: 50, minDuration: 5s, maxDuration: 10m }
                  - { name: full, weight: 100, minDuration: 10m, maxDuration: 20m }
                override: { skippedStages: "two stages show it" }
                holdback: 50
                guardrails:
                  errorRate:   { maxRatio: 2.0, floor: 0.05 }
                  timeoutRate: { maxRatio: 2.0, floor: 0.05 }
                  latencyP50:  { maxRatio: 2 }
                  latencyP95:  { maxRatio: 2 }
                """);
        ModelJudge judge = new ModelJudge(plan.model(), SETTINGS);
        Combiner combiner = new Combiner(0, SETTINGS.closing());
        Watermarks watermarks = new Watermarks(1, SETTINGS.silence());
        SplittableRandom random = new SplittableRandom(17);
        Instant start = assigned(JudgedLog.event(0, "v1", Role.SERVED, 0, Observation.Status.OK));
        write(judge.plan(plan.submitted(start, "test"), start));
        for (int second = 0; second < SECONDS; second++) {
            Map<String, Long> assigned = new HashMap<>();
            for (int i = 0; i < EVENTS_A_SECOND; i++) {
                int number = second * EVENTS_A_SECOND + i;
                String variant = second > LOST_FROM && random.nextInt(2) == 0 ? "v2" : "v1";
                assigned.merge(variant, 1L, Long::sum);
                Observation event = JudgedLog.event(number, variant, Role.SERVED, 5_000, Observation.Status.OK);
                if (second < LOST_FROM || second > LOST_UNTIL || random.nextInt(10) > 0) {
                    events.add(new EventTape.Entry(0, number, assigned(event).plusMillis(5), event, null));
                    combiner.add(event, plan.timeLimits());
                }
            }
            Instant end = start.plusSeconds(second + 1);
            Delta delta = combiner.drain().getOrDefault(plan.model(), new Delta(0, List.of()));
            combiner.drainUnits();
            judge.delta(delta);
            RouterReport report = new RouterReport(
                    "edge-1", 1, end.minusSeconds(1).toEpochMilli(), end.toEpochMilli(), assigned, 0, false);
            Instant at = end.plusMillis(REPORTED_AFTER_MILLIS);
            reports.add(new EventTape.Report(at, report));
            judge.report(report, at);
            watermarks.advance(new Watermark(0, end.toEpochMilli()), end.toEpochMilli());
            combiner.readUntil(judge.snapshot().front() * 1_000);
            write(judge.tick(watermarks, at.plusMillis(REPORTED_AFTER_MILLIS)));
        }
    }

    private static Instant assigned(Observation event) {
        return Instant.ofEpochMilli(event.assignedMillis());
    }

    private static void write(List<Output> outputs) {
        for (Output output : outputs) {
            if (output instanceof Output.Judged judged) {
                verdicts.add(OutputCodec.verdict("shop", judged));
            } else if (output instanceof Output.Decided decided) {
                decisions.add(OutputCodec.decision(decided.decision()));
            }
        }
    }

    private static Finding find(String id, List<EventTape.Report> heard) {
        return Verification.of(
                        "shop",
                        id,
                        decisions,
                        verdicts,
                        Verification.Judge.STANDARD,
                        stretch -> new EventTape(events, heard, false))
                .orElseThrow();
    }

    @Test
    void shouldVerifyWhatWasHeldBackBecauseRoutersHadAssignedMore() {
        List<String> ids = Recorded.derivable(decisions, null);

        assertThat(decisions)
                .extracting(Decision::getAction)
                .contains(DecisionAction.HOLD)
                .endsWith(DecisionAction.ADVANCE);
        assertThat(ids).hasSizeGreaterThanOrEqualTo(3).allSatisfy(id -> {
            Finding finding = find(id, reports);
            assertThat(finding.word()).as("%s: %s", id, finding.why()).isEqualTo(Word.VERIFIED);
        });
    }

    @Test
    void shouldNotFindSoWithoutTheReports() {
        String held = decisions.stream()
                .filter(decision -> decision.getAction() == DecisionAction.HOLD)
                .map(Decision::getDecisionId)
                .findFirst()
                .orElseThrow();

        Finding finding = find(held, List.of());

        assertThat(finding.word()).isEqualTo(Word.UNVERIFIABLE);
        assertThat(finding.why()).contains("what had come when a second closed is not in the log");
    }
}
