package dev.weir.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of a rollout, and what is left to do then. */
class CleanUpTest {
    private static final Duration TWO_DAYS = Duration.ofHours(48);
    private static final Stage FULL =
            new Stage("full", 10_000, 0, Duration.ofHours(1), Duration.ofDays(30), 0, false, List.of());

    private static Drive atFull(PlanDraft draft) {
        return Drive.started(
                        draft.stages(PlanDraft.stage("canary-25", 25), FULL).plan())
                .to("full");
    }

    @Test
    void shouldAskForTheCleanUpOfAFullStageThatNobodyPromotes() {
        Drive drive = atFull(new PlanDraft().promoteAutomatically(false));
        assertThat(drive.after(Duration.ofHours(2)).judged(Standing.PROVED))
                .map(Decision::reason)
                .contains("stage full is proved and waits to be promoted");
        assertThat(drive.after(TWO_DAYS.minusHours(3)).judged(Standing.PROVED)).isEmpty();
        assertThat(drive.after(Duration.ofHours(1)).judged(Standing.PROVED))
                .map(Decision::reason)
                .contains("stage full is proved and waits to be promoted, at full for 48h: clean up, since v1.0 is kept"
                        + " running for nothing");
        assertThat(drive.judged(Standing.PROVED)).isEmpty();
        assertThat(drive.after(TWO_DAYS).judged(Standing.PROVED))
                .map(Decision::reason)
                .get()
                .asString()
                .contains("at full for 4d");
    }

    @Test
    void shouldAskForTheCleanUpOfAFullStageThatProvesNothing() {
        Drive drive = atFull(new PlanDraft());
        assertThat(drive.after(TWO_DAYS).judged(Standing.UNDECIDED))
                .map(Decision::reason)
                .contains(
                        "stage full is not proved yet; promote it or roll it back, at full for 48h: clean up, since v1.0"
                                + " is kept running for nothing");
        assertThat(drive.judged(Standing.UNDECIDED)).isEmpty();
        assertThat(drive.judged(Standing.BROKEN)).map(Decision::action).contains(Action.ROLLBACK);
    }

    @Test
    void shouldNotAskInAnotherStageNorBeforeThePlanSaysSo() {
        Conduct patient = new Conduct("short", false, SegmentHarm.ROLLBACK, Duration.ofDays(5), Duration.ofDays(7));
        Drive drive = atFull(new PlanDraft().promoteAutomatically(false).conduct(patient));
        drive.after(Duration.ofHours(2)).judged(Standing.PROVED);
        assertThat(drive.after(Duration.ofDays(4)).judged(Standing.PROVED)).isEmpty();
        assertThat(drive.after(Duration.ofDays(1)).judged(Standing.PROVED)).isPresent();
        Drive canary = Drive.started(new PlanDraft().plan()).to("canary-25");
        assertThat(canary.state.rollout().overdue(canary.now.plus(Duration.ofDays(90))))
                .isZero();
    }

    /** Without the variant that was replaced there is no way back; how long it has to stay is said, and when it may go. */
    @Test
    void shouldSayWhatIsToBeKeptWarmAfterThePromotionAndForHowLong() {
        Drive drive = atFull(new PlanDraft());
        drive.after(Duration.ofHours(2));
        Decision promoted = drive.judged(Standing.PROVED).orElseThrow();
        Instant until = drive.now.plus(Duration.ofDays(7));
        assertThat(promoted.reason())
                .isEqualTo("errorRate 2.00 % against 1.00 %; keep v1.0 warm for 7d, until " + until
                        + ", and its artifact for good");
        assertThat(drive.state.warm()).isEqualTo(new Warm("v1.0", until));
        assertThat(drive.state.warm().isOver(until.minusMillis(1))).isFalse();
        assertThat(drive.state.warm().isOver(until)).isTrue();
        assertThat(drive.state.inCharge()).isEqualTo("v2.0");
    }

    @Test
    void shouldGoBackAtOnceAfterThePromotionAsLongAsThereIsSomethingToGoBackTo() {
        Drive drive = atFull(new PlanDraft());
        drive.after(Duration.ofHours(2)).judged(Standing.PROVED);
        Decision back = drive.after(Duration.ofDays(6)).command(Verb.ROLLBACK);
        assertThat(back.action()).isEqualTo(Action.ROLLBACK);
        assertThat(back.reason()).isEqualTo("v1.0 is in charge again, v2.0 had replaced it: because I say so");
        assertThat(drive.table().weights()).containsExactly(new RoutingTable.Weight("v1.0", 10_000));
        assertThat(drive.state.rollout().status()).isEqualTo(Status.PROMOTED);
        assertThat(drive.command(Verb.ROLLBACK).action()).isEqualTo(Action.REFUSE);

        Drive late = atFull(new PlanDraft());
        late.after(Duration.ofHours(2)).judged(Standing.PROVED);
        Instant until = late.now.plus(Duration.ofDays(7));
        assertThat(late.after(Duration.ofDays(7)).command(Verb.ROLLBACK).reason())
                .isEqualTo(
                        "rollback: rollout sentiment-v2 has ended as PROMOTED; submit a new plan; v1.0 need not be warm"
                                + " any more since " + until);
    }

    @Test
    void shouldHoldBackAShareUntilThePromotion() {
        Drive drive = atFull(new PlanDraft().holdbackBps(500));
        assertThat(drive.table().weights()).extracting("bps").containsExactly(500, 9_500);
        drive.after(Duration.ofHours(2)).judged(Standing.PROVED);
        assertThat(drive.table().weights()).extracting("bps").containsExactly(10_000);
    }

    @Test
    void shouldLatchARollbackAndStartTheNextAttemptAtTheFirstStage() {
        Drive drive = atFull(new PlanDraft());
        drive.judged(Standing.BROKEN);
        assertThat(drive.after(TWO_DAYS).judged(Standing.PROVED)).isEmpty();
        assertThat(drive.command(Verb.RESUME).action()).isEqualTo(Action.REFUSE);
        assertThat(drive.command(Verb.ADVANCE, true).action()).isEqualTo(Action.REFUSE);
        assertThat(drive.state.rollout().status()).isEqualTo(Status.ROLLED_BACK);
        drive.submit(new PlanDraft()
                .stages(PlanDraft.stage("canary-25", 25), FULL)
                .holdbackBps(1_000)
                .plan());
        assertThat(drive.state.rollout().stageName()).isEqualTo("baseline");
        assertThat(drive.state.rollout().attempt()).isEqualTo(2);
        assertThat(drive.state.rollout().accepted()).isEmpty();
        assertThat(drive.table().weights()).extracting("bps").containsExactly(10_000, 0);
    }

    /** With the kill switch on the candidate never serves: it must not be promoted for what the baseline did. */
    @Test
    void shouldNeitherAdvanceNorPromoteNorStartWhileTheKillSwitchIsOn() {
        Drive drive = atFull(new PlanDraft());
        drive.command(Verb.KILL);
        assertThat(drive.after(TWO_DAYS).judged(Standing.PROVED))
                .map(Decision::reason)
                .contains("the kill switch is on");
        assertThat(drive.command(Verb.PROMOTE, true).reason())
                .isEqualTo("promote: the kill switch is on; turn it off first");
        drive.command(Verb.ROLLBACK);
        assertThat(drive.state.killSwitch()).isTrue();
        assertThat(drive.submit(new PlanDraft().name("next").plan()))
                .map(Decision::reason)
                .contains("the kill switch of sentiment is on, the candidate would never serve; turn it off first");
        drive.command(Verb.UNKILL);
        assertThat(drive.submit(new PlanDraft().name("next").plan()))
                .map(Decision::action)
                .contains(Action.START);
    }

    @Test
    void shouldPromoteNothingInAnAaTestAndCallARollbackAFalseAlarm() {
        Conduct aa = new Conduct("short", true, SegmentHarm.ROLLBACK, TWO_DAYS, Duration.ofDays(7));
        Drive over = atFull(new PlanDraft().conduct(aa));
        assertThat(over.decisions.get(0).reason()).startsWith("A/A test: v2.0 on trial against v1.0");
        assertThat(over.command(Verb.PROMOTE, true).reason())
                .isEqualTo("promote: an A/A test compares a model with itself and promotes nothing; abort it, or let it"
                        + " end");
        Decision end = over.after(Duration.ofHours(2)).judged(Standing.PROVED).orElseThrow();
        assertThat(end.action()).isEqualTo(Action.ABORT);
        assertThat(end.reason())
                .isEqualTo("the A/A test is over without a false alarm, and promotes nothing: errorRate 2.00 % against"
                        + " 1.00 %");
        assertThat(over.state.inCharge()).isEqualTo("v1.0");

        Drive alarmed = atFull(new PlanDraft().conduct(aa));
        assertThat(alarmed.judged(Standing.BROKEN))
                .map(Decision::reason)
                .contains("a false alarm, since both variants are the same model: errorRate 2.00 % against 1.00 %");
    }

    @Test
    void shouldSayWhatABaselineLacksThatTakesTooLong() {
        Drive drive = Drive.started(
                new PlanDraft().collecting(Duration.ofHours(24), 1_000).plan());
        assertThat(drive.after(Duration.ofHours(20)).command(Verb.ADVANCE).reason())
                .startsWith(
                        "advance: the baseline is still collected, and without one there is nothing to compare with;"
                                + " the baseline of v1.0 has 0 of 1000 requests and 14401s to go; send the traffic of sentiment");
        assertThat(drive.judged(Standing.UNDECIDED, 12, CheckState.UNDECIDED)).isEmpty();
        assertThat(drive.after(Duration.ofHours(53)).judged(Standing.UNDECIDED, 12, CheckState.UNDECIDED))
                .map(Decision::reason)
                .contains("the baseline of v1.0 has 12 of 1000 requests; send the traffic of sentiment through Weir's"
                        + " sidecars or publish its events, and the first stage starts by itself");
        assertThat(drive.state.rollout().stageName()).isEqualTo("baseline");
    }
}
