package dev.weir.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Admission;
import dev.weir.event.Role;
import dev.weir.evidence.Watermarks;
import dev.weir.rollout.Conduct;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.Decision;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Plan;
import dev.weir.rollout.PlanDraft;
import dev.weir.rollout.RuleChange.OfSegment;
import dev.weir.rollout.Stage;
import dev.weir.verdict.Verdict;
import dev.weir.window.Cell;
import dev.weir.window.Delta;
import dev.weir.window.Watermark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A candidate that is fine but for few of its users, from counts to tables: they alone go back, the others go on. */
class SegmentIsolationTest {
    private static final long START = 1_700_000_000L;
    private static final int SECONDS = 240;

    private final Watermarks watermarks = new Watermarks(1, JudgeSettings.STANDARD.silence());
    private final ModelJudge judge = new ModelJudge("sentiment", JudgeSettings.STANDARD);
    private final List<Output> outputs = new ArrayList<>();

    @Test
    void shouldTakeBackTheSegmentAloneAndGoOnWithTheOthers() {
        run(SegmentHarm.ISOLATE);
        assertThat(decisions())
                .extracting(Decision::action)
                .containsExactly(Action.START, Action.ADVANCE, Action.OVERRIDE, Action.ADVANCE, Action.HOLD);
        Decision isolated = decisions().get(2);
        assertThat(isolated.rule()).isEqualTo(new OfSegment("user_type", "trial", "v1.0"));
        assertThat(isolated.reason())
                .startsWith("user_type=trial alone is taken back to v1.0: Metrics degraded: errorRate");
        assertThat(outputs)
                .filteredOn(output ->
                        output instanceof Output.Raised raised && raised.alert().kind() == AlertKind.SEGMENT_ISOLATED)
                .hasSize(1);
        assertThat(decisions().get(4).reason()).contains("would send user_type=trial to v2.0, which harms it");
        List<Output.Routed> tables = outputs.stream()
                .filter(Output.Routed.class::isInstance)
                .map(Output.Routed.class::cast)
                .toList();
        assertThat(tables.get(tables.size() - 1).table().rules().segments())
                .containsExactly(new OfSegment("user_type", "trial", "v1.0"));
    }

    @Test
    void shouldGoBackAsAWholeWhereThePlanDoesNotSaySo() {
        run(SegmentHarm.ROLLBACK);
        assertThat(decisions())
                .extracting(Decision::action)
                .containsExactly(Action.START, Action.ADVANCE, Action.ROLLBACK);
        Verdict last = outputs.stream()
                .filter(Output.Judged.class::isInstance)
                .map(output -> ((Output.Judged) output).verdict())
                .reduce((earlier, later) -> later)
                .orElseThrow();
        assertThat(last.message()).contains("user_type=trial");
    }

    /** Two requests in a hundred are of a trial user; of the candidate's a quarter fails there, of all others one in fifty. */
    private void run(SegmentHarm policy) {
        Plan plan = new PlanDraft()
                .stages(
                        new Stage(
                                "canary", 5_000, 0, Duration.ofSeconds(150), Duration.ofHours(1), 0, false, List.of()),
                        PlanDraft.stage("full", 100))
                .holdbackBps(5_000)
                .evidencePerUnit(false)
                .segments("user_type")
                .conduct(new Conduct("short", false, policy, Duration.ofDays(2), Duration.ofDays(7)))
                .plan();
        outputs.addAll(judge.plan(plan, JudgeDrive.at(START)));
        for (int second = 1; second <= SECONDS; second++) {
            long revision = 1;
            boolean split = false;
            boolean isolated = false;
            for (Output output : outputs) {
                if (output instanceof Output.Routed routed) {
                    revision = routed.table().revision();
                    split = routed.table().weights().size() > 1
                            && routed.table().weights().get(1).bps() > 0;
                    isolated = !routed.table().rules().segments().isEmpty();
                }
            }
            long at = START + second;
            count(at, revision, "v1.0", "user_type=paying", 900, 18);
            if (!isolated) {
                count(at, revision, "v1.0", "user_type=trial", 20, 1);
            }
            if (split) {
                count(at, revision, "v2.0", "user_type=paying", 900, 18);
                if (!isolated) {
                    count(at, revision, "v2.0", "user_type=trial", 20, 5);
                }
            }
            watermarks.advance(new Watermark(0, (at + 7) * 1_000), (at + 7) * 1_000);
            outputs.addAll(judge.tick(watermarks, JudgeDrive.at(at + 7)));
        }
    }

    private void count(long second, long revision, String variant, String segment, long calls, long errors) {
        Cell cell = new Cell(second, revision, variant, Role.SERVED, segment, Admission.FIRST_OF_UNIT);
        judge.delta(new Delta(0, List.of(new Delta.Count(cell, JudgeDrive.tally(calls, errors)))));
    }

    private List<Decision> decisions() {
        return outputs.stream()
                .filter(Output.Decided.class::isInstance)
                .map(output -> ((Output.Decided) output).decision())
                .toList();
    }
}
