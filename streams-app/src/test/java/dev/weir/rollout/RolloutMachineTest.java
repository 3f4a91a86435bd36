package dev.weir.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Plan.NoDataPolicy;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutMachineTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Stage SLOW = new Stage("canary-5", 500, 0, HOUR, HOUR.multipliedBy(3), 200, false, List.of());
    private static final Stage FULL = PlanDraft.stage("full", 100);

    @Test
    void shouldCollectTheBaselineForItsTimeAndItsRequests() {
        Drive drive = Drive.started(new PlanDraft().collecting(HOUR, 1_000).plan());
        assertThat(drive.after(HOUR.minusSeconds(1)).judged(Standing.UNDECIDED, 1_000, CheckState.UNDECIDED))
                .isEmpty();
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.UNDECIDED, 999, CheckState.UNDECIDED))
                .isEmpty();
        assertThat(drive.judged(Standing.UNDECIDED, 1_000, CheckState.UNDECIDED))
                .map(Decision::toStage)
                .contains("canary-25");
    }

    @Test
    void shouldEndAStageOnlyAfterItsTimeAndItsRequests() {
        Drive drive = Drive.started(new PlanDraft().stages(SLOW, FULL).plan()).to("canary-5");
        assertThat(drive.judged(Standing.PROVED)).isEmpty();
        assertThat(drive.after(HOUR).judged(Standing.PROVED, 199, CheckState.PASS))
                .isEmpty();
        assertThat(drive.judged(Standing.PROVED, 200, CheckState.PASS))
                .map(Decision::toStage)
                .contains("full");
    }

    @Test
    void shouldPauseOrRollBackAStageThatRunsOutOfTime() {
        for (NoDataPolicy policy : NoDataPolicy.values()) {
            Drive drive = Drive.started(
                            new PlanDraft().stages(SLOW, FULL).onNoData(policy).plan())
                    .to("canary-5");
            assertThat(drive.after(HOUR.multipliedBy(3).minusSeconds(2)).judged(Standing.UNDECIDED))
                    .isEmpty();
            Decision decision = drive.after(Duration.ofSeconds(5))
                    .judged(Standing.UNDECIDED)
                    .orElseThrow();
            assertThat(decision.action()).isEqualTo(policy == NoDataPolicy.PAUSE ? Action.PAUSE : Action.ROLLBACK);
            assertThat(decision.reason())
                    .isEqualTo("stage canary-5 ran out of time without proof: errorRate 2.00 % against 1.00 %");
        }
    }

    /** The baseline may be what is broken: nobody is sent back to it because nothing is heard of it. */
    @Test
    void shouldHoldAndThenPauseWhereNothingIsHeardOfTheBaseline() {
        Drive drive = Drive.started(new PlanDraft()
                        .stages(SLOW, FULL)
                        .onNoData(NoDataPolicy.ROLLBACK)
                        .plan())
                .to("canary-5");
        assertThat(drive.judged(Standing.STALE)).map(Decision::action).contains(Action.HOLD);
        assertThat(drive.after(HOUR).judged(Standing.STALE)).isEmpty();
        assertThat(drive.after(HOUR.multipliedBy(2)).judged(Standing.STALE))
                .map(Decision::action)
                .contains(Action.PAUSE);
    }

    /** Neither proof nor the lack of it means anything while the split is wrong: only a person goes on, with force. */
    @Test
    void shouldHoldWhileTheSplitIsWrongHoweverLongItTakes() {
        Drive drive = Drive.started(new PlanDraft()
                        .stages(SLOW, FULL)
                        .onNoData(NoDataPolicy.ROLLBACK)
                        .plan())
                .to("canary-5");
        drive.judged(Standing.INCOMPLETE);
        Decision decision = drive.judged(Standing.MISMATCH).orElseThrow();
        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(decision.reason()).isEqualTo("the split cannot be trusted: errorRate 2.00 % against 1.00 %");
        assertThat(drive.after(HOUR.multipliedBy(100)).judged(Standing.MISMATCH))
                .isEmpty();

        drive.judged(Standing.MISMATCH, Drive.ENOUGH, CheckState.FAIL);
        assertThat(drive.command(Verb.ADVANCE).action()).isEqualTo(Action.REFUSE);
        assertThat(drive.command(Verb.ADVANCE, true).action()).isEqualTo(Action.OVERRIDE);
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.MISMATCH))
                .map(Decision::action)
                .contains(Action.HOLD);
        assertThat(drive.judged(Standing.BROKEN)).map(Decision::action).contains(Action.ROLLBACK);
    }

    @Test
    void shouldNotMissTheBaselineWhileTheKillSwitchKeepsItFromBeingDrawn() {
        Drive drive = Drive.started(new PlanDraft().stages(SLOW, FULL).plan()).to("canary-5");
        drive.command(Verb.KILL);
        assertThat(drive.judged(Standing.STALE)).isEmpty();
    }

    @Test
    void shouldNotCountAPauseAsTimeInTheStage() {
        Drive drive = Drive.started(new PlanDraft().stages(SLOW, FULL).plan()).to("canary-5");
        drive.after(HOUR.dividedBy(2)).command(Verb.PAUSE);
        drive.after(HOUR.multipliedBy(10)).command(Verb.RESUME);
        assertThat(drive.after(HOUR.dividedBy(2).minusSeconds(2)).judged(Standing.PROVED))
                .isEmpty();
        assertThat(drive.after(Duration.ofSeconds(2)).judged(Standing.PROVED))
                .map(Decision::toStage)
                .contains("full");
    }

    @Test
    void shouldSayThatAStageWaitsForAPersonAlsoAfterOtherHolds() {
        Stage approved = new Stage("canary-5", 500, 0, Duration.ZERO, HOUR, 0, true, List.of());
        Drive drive =
                Drive.started(new PlanDraft().stages(approved, FULL).plan()).to("canary-5");
        assertThat(drive.judged(Standing.INCOMPLETE))
                .map(Decision::reason)
                .contains("the evidence is incomplete: errorRate 2.00 % against 1.00 %");
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.INCOMPLETE))
                .isEmpty();
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.PROVED))
                .map(Decision::reason)
                .contains("stage canary-5 is proved and waits for approval (advance)");
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.PROVED)).isEmpty();
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.INCOMPLETE))
                .isEmpty();
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.PROVED)).isEmpty();

        Decision decision = drive.command(Verb.ADVANCE);
        assertThat(decision.action()).isEqualTo(Action.ADVANCE);
        assertThat(decision.verdictId()).isEqualTo(drive.latest.id());
        assertThat(decision.issuedBy()).isEqualTo("ada");
    }

    @Test
    void shouldAskForTheCommandThatEndsTheLastStage() {
        Stage last = new Stage("full", 10_000, 0, Duration.ZERO, HOUR, 0, true, List.of());
        Drive drive = Drive.started(new PlanDraft()
                        .stages(PlanDraft.stage("canary-5", 5), last)
                        .plan())
                .to("full");
        assertThat(drive.judged(Standing.PROVED))
                .map(Decision::reason)
                .contains("stage full is proved and waits for approval (promote)");
        assertThat(drive.command(Verb.PROMOTE).action()).isEqualTo(Action.PROMOTE);
    }

    @Test
    void shouldCallItAnOverrideWhenMoreThanAPersonsWordWasMissing() {
        Drive early = Drive.started(new PlanDraft().stages(SLOW, FULL).plan()).to("canary-5");
        early.judged(Standing.PROVED);
        assertThat(early.command(Verb.ADVANCE).action()).isEqualTo(Action.OVERRIDE);
    }

    /** The proof that ended one stage must not pass for a proof of the next. */
    @Test
    void shouldNotTakeTheVerdictOfTheStageBeforeForAProof() {
        Drive drive = Drive.started(new PlanDraft()
                .stages(PlanDraft.stage("canary-5", 5), PlanDraft.stage("canary-25", 25), FULL)
                .plan());
        drive.to("canary-25");
        assertThat(drive.latest.standing()).isEqualTo(Standing.PROVED);
        assertThat(drive.command(Verb.ADVANCE).action()).isEqualTo(Action.OVERRIDE);
    }

    @Test
    void shouldGoPastAFailingGuardrailOnlyWithForce() {
        Drive drive = Drive.started(new PlanDraft().plan()).to("canary-25");
        drive.judged(Standing.UNDECIDED, Drive.ENOUGH, CheckState.FAIL);
        Decision refused = drive.command(Verb.ADVANCE);
        assertThat(refused.action()).isEqualTo(Action.REFUSE);
        assertThat(refused.reason())
                .isEqualTo(
                        "advance: a guardrail fails (errorRate 2.00 % against 1.00 %); say force with a reason to go on"
                                + " all the same");
        assertThat(drive.command(Verb.ADVANCE, true).action()).isEqualTo(Action.OVERRIDE);
        assertThat(drive.state.rollout().stageName()).isEqualTo("full");
    }

    @Test
    void shouldPutTheCandidateInChargeWhenItIsPromotedAndTheBaselineOtherwise() {
        Drive promoted = Drive.started(new PlanDraft().plan()).to("full");
        promoted.judged(Standing.PROVED);
        assertThat(promoted.state.inCharge()).isEqualTo("v2.0");
        assertThat(promoted.state.rollout().candidateBps()).isZero();

        Drive back = Drive.started(new PlanDraft().plan()).to("full");
        back.judged(Standing.BROKEN);
        assertThat(back.state.inCharge()).isEqualTo("v1.0");
    }

    @Test
    void shouldSplitEachAttemptAnew() {
        Drive drive = Drive.started(new PlanDraft().plan());
        assertThat(drive.state.rollout().salt()).isEqualTo("sentiment/sentiment-v2/1");
        drive.command(Verb.ABORT);
        drive.submit(new PlanDraft().holdbackBps(1_000).plan());
        assertThat(drive.state.rollout().salt()).isEqualTo("sentiment/sentiment-v2/2");
        drive.command(Verb.ABORT);
        drive.submit(new PlanDraft().name("sentiment-v2-slow").plan());
        assertThat(drive.state.rollout().salt()).isEqualTo("sentiment/sentiment-v2-slow/1");
    }

    @Test
    void shouldSayThatARunningPlanCannotBeChanged() {
        Drive drive = Drive.started(new PlanDraft().plan());

        assertThat(drive.submit(new PlanDraft().holdbackBps(1_000).plan()))
                .map(Decision::reason)
                .contains(
                        "rollout sentiment-v2 is at baseline, and a plan cannot be changed while it runs; abort it or let"
                                + " it end, then submit this one");
        assertThat(drive.submit(new PlanDraft().name("next").plan()))
                .map(Decision::reason)
                .contains("rollout sentiment-v2 is at baseline; abort it or let it end before next starts");
    }

    @Test
    void shouldRefuseAPlanThatBreaksARuleOrMeetsAKillSwitch() {
        Drive drive = new Drive();
        Decision refused = drive.submit(new PlanDraft().alpha(2, 0.05).plan()).orElseThrow();
        assertThat(refused.reason())
                .isEqualTo("the plan cannot be accepted: spec.alpha.rollback: must be above 0 and below 1, was 2.0");
        assertThat(drive.state.rollout()).isNull();

        Drive killed = Drive.started(new PlanDraft().plan());
        killed.command(Verb.KILL);
        killed.command(Verb.ABORT);
        assertThat(killed.state.killSwitch()).isTrue();
        assertThat(killed.submit(new PlanDraft().name("next").plan()))
                .map(Decision::reason)
                .contains("the kill switch of sentiment is on, the candidate would never serve; turn it off first");
    }

    @Test
    void shouldNeverLeaveTheReasonOrTheIssuerOfACommandBlank() {
        Command command = new Command(Verb.KILL, " ", "", false);
        assertThat(command.reason()).isEqualTo("no reason given");
        assertThat(command.issuedBy()).isEqualTo("somebody unnamed");
        assertThat(Drive.started(new PlanDraft().plan()).state.rollout().status())
                .isEqualTo(Status.IN_PROGRESS);
    }
}
