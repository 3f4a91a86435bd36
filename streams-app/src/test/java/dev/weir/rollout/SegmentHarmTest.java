package dev.weir.rollout;

import static dev.weir.rollout.VerdictDraft.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RuleChange.OfSegment;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A segment that alone is harmed is taken back alone, where the plan says so. */
class SegmentHarmTest {
    private static final OfSegment FREE = new OfSegment("user_type", "free", "v1.0");

    private final Drive drive = started(SegmentHarm.ISOLATE);

    private static Drive started(SegmentHarm policy) {
        return Drive.started(new PlanDraft()
                        .conduct(new Conduct("short", false, policy, Duration.ofHours(48), Duration.ofDays(7)))
                        .plan())
                .to("canary-25");
    }

    private static Check harmed(String segment) {
        return check(segment, CheckState.FAIL, 5);
    }

    private static Check fine() {
        return check(null, CheckState.UNDECIDED, 0.1);
    }

    @Test
    void shouldTakeBackTheSegmentAndGoOnWithTheOthers() {
        Decision decision =
                drive.judged(Standing.BROKEN, fine(), harmed("user_type=free")).orElseThrow();
        assertThat(decision.action()).isEqualTo(Action.OVERRIDE);
        assertThat(decision.issuedBy()).isEqualTo(Decision.WEIR);
        assertThat(decision.reason())
                .isEqualTo("user_type=free alone is taken back to v1.0: errorRate 2.00 % against 1.00 %");
        assertThat(drive.table().rules().segments()).containsExactly(FREE);
        assertThat(drive.state.isolated()).containsExactly("user_type=free");
        assertThat(drive.state.rollout().stageName()).isEqualTo("canary-25");
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.PROVED))
                .map(Decision::toStage)
                .contains("full");
    }

    @Test
    void shouldRollBackWhereThePlanDoesNotSaySo() {
        assertThat(started(SegmentHarm.ROLLBACK).judged(Standing.BROKEN, fine(), harmed("user_type=free")))
                .map(Decision::action)
                .contains(Action.ROLLBACK);
    }

    @Test
    void shouldRollBackWhenAllTrafficIsHarmed() {
        assertThat(drive.judged(Standing.BROKEN, harmed(null), harmed("user_type=free")))
                .map(Decision::action)
                .contains(Action.ROLLBACK);
        assertThat(started(SegmentHarm.ISOLATE).judged(Standing.BROKEN, fine()))
                .map(Decision::action)
                .contains(Action.ROLLBACK);
    }

    /** Routers compare the value that a request has, and these stand for none or for many. */
    @Test
    void shouldRollBackForASegmentThatNoRuleCanName() {
        for (String segment : new String[] {"user_type=unknown", "user_type=other"}) {
            assertThat(started(SegmentHarm.ISOLATE).judged(Standing.BROKEN, fine(), harmed(segment)))
                    .map(Decision::action)
                    .contains(Action.ROLLBACK);
        }
    }

    @Test
    void shouldRollBackWhenTooManySegmentsAreHarmed() {
        for (int i = 0; i < Conduct.MOST_ISOLATED; i++) {
            assertThat(drive.judged(Standing.BROKEN, fine(), harmed("country=" + i)))
                    .map(Decision::action)
                    .contains(Action.OVERRIDE);
        }
        assertThat(drive.judged(Standing.BROKEN, fine(), harmed("country=x")))
                .map(Decision::action)
                .contains(Action.ROLLBACK);
        assertThat(drive.table().rules()).isEqualTo(Rules.NONE);
        assertThat(started(SegmentHarm.ISOLATE)
                        .judged(Standing.BROKEN, harmed("a=1"), harmed("a=2"), harmed("a=3"), harmed("a=4")))
                .map(Decision::action)
                .contains(Action.ROLLBACK);
    }

    /** Whoever sends it to the candidate once more is told by the next verdict, which ends the rollout. */
    @Test
    void shouldTakeBackASegmentOnlyOnce() {
        drive.judged(Standing.BROKEN, fine(), harmed("user_type=free"));
        assertThat(drive.rule(Verb.SET_SEGMENT, FREE.naming("v2.0")).reason())
                .isEqualTo("set-segment: v2.0 was proved to harm user_type=free in this rollout; start another one");
        drive.rule(Verb.REMOVE_SEGMENT, FREE.naming(null));
        assertThat(drive.state.isolated()).isEmpty();
        assertThat(drive.judged(Standing.BROKEN, fine(), harmed("user_type=free")))
                .map(Decision::action)
                .contains(Action.ROLLBACK);
    }

    @Test
    void shouldNotPromoteWhatHarmsASegmentUnlessForced() {
        drive.judged(Standing.BROKEN, fine(), harmed("user_type=free"));
        drive.to("full");
        assertThat(drive.judged(Standing.PROVED))
                .map(Decision::reason)
                .contains(
                        "stage full is proved and would send user_type=free to v2.0, which harms it: promote by force,"
                                + " or roll back");
        assertThat(drive.command(Verb.APPROVE).action()).isEqualTo(Action.REFUSE);
        assertThat(drive.command(Verb.PROMOTE).reason())
                .isEqualTo(
                        "promote: v2.0 was proved to harm user_type=free, which would get it; say force with a reason to"
                                + " promote it all the same");
        assertThat(drive.command(Verb.PROMOTE, true).action()).isEqualTo(Action.OVERRIDE);
        assertThat(drive.table().rules()).isEqualTo(Rules.NONE);
    }

    @Test
    void shouldForgetTheRuleWhenTheRolloutEnds() {
        drive.judged(Standing.BROKEN, fine(), harmed("user_type=free"));
        drive.command(Verb.ABORT);
        assertThat(drive.table().rules()).isEqualTo(Rules.NONE);
    }
}
