package dev.weir.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Conduct.SegmentHarm;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.Drill.Step;
import dev.weir.routing.RoutingTable;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The way back is rehearsed, and nobody is harmed by it. */
class DrillTest {
    private static final Warmth WARM = new Warmth(Warmth.State.UP, 200L);

    @Test
    void shouldChangeNothingForUsersButTheRevision() {
        Drive drive = inCanary();
        RoutingTable before = table(drive, drive.decisions.get(drive.decisions.size() - 1));
        Decision started = drive.command(Verb.DRILL);

        assertThat(started.action()).isEqualTo(Action.DRILL);
        assertThat(started.reason())
                .isEqualTo("drill of the way back to v1.0: a table that changes nothing; because I say so");
        assertThat(started.revision()).isEqualTo(before.revision() + 1);
        RoutingTable table = table(drive, started);
        assertThat(table.weights()).isEqualTo(before.weights());
        assertThat(table.salt()).isEqualTo(before.salt());
        assertThat(table.stage()).isEqualTo(before.stage());
        assertThat(table.killSwitch()).isFalse();
    }

    @Test
    void shouldPassWhenAllHaveAppliedItAndTheOldVariantAnswersEverywhere() {
        Drive drive = inCanary();
        drive.command(Verb.DRILL);
        assertThat(heard(
                        drive.after(Duration.ofMillis(40)),
                        acked("edge-1", 12, 15),
                        new DrillSidecar("edge-2", null, null, false, WARM)))
                .as("edge-2 is waited for")
                .isEmpty();
        Decision passed = heard(drive.after(Duration.ofMillis(40)), acked("edge-1", 12, 15), acked("edge-2", 41, 60))
                .orElseThrow();

        assertThat(passed.action()).isEqualTo(Action.DRILL);
        assertThat(passed.revision()).isNull();
        assertThat(passed.reason())
                .isEqualTo("the way back to v1.0 stood the drill: 2 of 2 sidecars applied revision 3 within 41 ms"
                        + " (edge-2), all had said so after 60 ms");
        assertThat(drive.state.drills().latest().step()).isEqualTo(Step.PASSED);
        assertThat(drive.state.drills().latest().sidecars())
                .extracting(DrillSidecar::sidecar)
                .containsExactly("edge-2", "edge-1");
        assertThat(drive.state.drills().passedAt()).isEqualTo(drive.now);
    }

    @Test
    void shouldFailAfterThirtySecondsAndNameWhoDidNotFollow() {
        Drive drive = inCanary();
        drive.command(Verb.DRILL);
        DrillSidecar deaf = new DrillSidecar("edge-2", null, null, false, WARM);
        assertThat(heard(drive.after(Duration.ofSeconds(29)), acked("edge-1", 12, 15), deaf))
                .isEmpty();
        Decision failed = heard(drive.after(Duration.ofSeconds(1)), acked("edge-1", 12, 15), deaf)
                .orElseThrow();

        assertThat(failed.reason())
                .startsWith("the way back to v1.0 did not stand the drill: edge-2 has not applied revision 3 within"
                        + " 30 s; 1 of 2 sidecars applied revision 3 within 12 ms (edge-1)");
        assertThat(drive.state.drills().latest().step()).isEqualTo(Step.FAILED);
        assertThat(drive.state.drills().passedAt()).isNull();
    }

    @Test
    void shouldNotWaitForASilentSidecarButSaySo() {
        Drive drive = inCanary();
        drive.command(Verb.DRILL);
        Decision passed = heard(
                        drive.after(Duration.ofMillis(40)),
                        acked("edge-1", 12, 15),
                        new DrillSidecar("edge-2", null, null, true, WARM))
                .orElseThrow();
        assertThat(passed.reason()).contains("stood the drill").contains("edge-2 has been silent for 30 s and was not");
    }

    @Test
    void shouldFailWhereTheOldVariantIsDownOrNobodyKnows() {
        assertThat(faults(new Warmth(Warmth.State.DOWN, 4_000L))).containsExactly("v1.0 is down on edge-1");
        assertThat(faults(new Warmth(Warmth.State.UNTRIED, null)).get(0))
                .startsWith("whether v1.0 answers on edge-1 is not known, since it has never been asked");
        assertThat(faults(new Warmth(Warmth.State.UP, 720_000L)).get(0))
                .startsWith("whether v1.0 answers on edge-1 is not known, since it last answered 12 min ago");
        assertThat(faults(null)).as("a router that calls no variants").isEmpty();
    }

    @Test
    void shouldFailWhereNobodyWouldFollow() {
        Drive drive = inCanary();
        drive.command(Verb.DRILL);
        Decision failed = heard(drive.after(Duration.ofSeconds(30))).orElseThrow();
        assertThat(failed.reason()).contains("no sidecar has been heard of in the last 30 s: nobody would follow");
    }

    @Test
    void shouldNameWhoIsSlowAndWhoseClockDiffers() {
        Drive drive = inCanary();
        drive.command(Verb.DRILL);
        Decision passed = heard(
                        drive.after(Duration.ofSeconds(3)), acked("edge-1", 1_400, 1_450), acked("edge-2", -70, 30))
                .orElseThrow();
        assertThat(passed.reason())
                .contains("stood the drill")
                .contains("within 1.4 s (edge-1)")
                .contains("edge-1 took 1.4 s, beyond the target of 1 s")
                .contains("the clock of edge-2 differs: by it the table was in force -70 ms after the decision");
    }

    @Test
    void shouldReallySendTrafficBackAndForthInALiveDrill() {
        Drive drive = inCanary();
        List<RoutingTable.Weight> share =
                table(drive, drive.decisions.get(drive.decisions.size() - 1)).weights();
        Decision out = drive.command(Verb.DRILL_LIVE);
        assertThat(table(drive, out).weights())
                .containsExactly(new RoutingTable.Weight("v1.0", 10_000), new RoutingTable.Weight("v2.0", 0));
        assertThat(drive.state.candidateBps()).isZero();

        assertThat(heard(drive.after(Duration.ofSeconds(1)), acked("edge-1", 12, 15)))
                .as("traffic stays there for some seconds")
                .isEmpty();
        Decision back = heard(drive.after(Duration.ofSeconds(4)), acked("edge-1", 12, 15))
                .orElseThrow();
        assertThat(back.revision()).isEqualTo(out.revision() + 1);
        assertThat(table(drive, back).weights()).isEqualTo(share);
        Decision passed = heard(drive.after(Duration.ofMillis(90)), acked("edge-1", 31, 44))
                .orElseThrow();
        assertThat(passed.reason())
                .isEqualTo("the way back to v1.0 stood the drill: 1 of 1 sidecars applied both tables within 31 ms"
                        + " (edge-1), all had said so after 44 ms");
        assertThat(drive.state.drills().passedAt()).isEqualTo(drive.now);
    }

    @Test
    void shouldGiveTheCandidateItsShareAgainWhoeverDoesNotAnswerInALiveDrill() {
        Drive drive = inCanary();
        drive.command(Verb.DRILL_LIVE);
        DrillSidecar deaf = new DrillSidecar("edge-1", null, null, false, WARM);
        Decision back = heard(drive.after(Duration.ofSeconds(30)), deaf).orElseThrow();
        assertThat(drive.state.candidateBps()).isEqualTo(2_500);
        assertThat(back.reason()).contains("edge-1 has not applied revision 3 within 30 s");
        Decision over = heard(drive.after(Duration.ofMillis(50)), acked("edge-1", 20, 30))
                .orElseThrow();
        assertThat(over.reason()).contains("did not stand the drill: edge-1 has not applied revision 3 within 30 s");
    }

    @Test
    void shouldRefuseALiveDrillWithoutTrafficAndASecondDrill() {
        Drive drive = Drive.started(new PlanDraft().plan());
        assertThat(drive.command(Verb.DRILL_LIVE).reason())
                .isEqualTo("drill: the candidate of sentiment has no traffic to send back; leave out live");
        drive.command(Verb.DRILL);
        assertThat(drive.command(Verb.DRILL).reason()).startsWith("drill: a drill is on its way since ");
    }

    @Test
    void shouldGiveWayToEverythingElseThatRoutes() {
        Drive drive = inCanary();
        drive.command(Verb.DRILL_LIVE);
        drive.after(Duration.ofSeconds(1)).judged(Standing.BROKEN);
        assertThat(drive.state.rollout().status()).isEqualTo(RolloutState.Status.ROLLED_BACK);
        assertThat(drive.state.drills().latest().step()).isEqualTo(Step.INTERRUPTED);
        assertThat(drive.state.candidateBps()).isZero();

        Drive advancing = inCanary();
        advancing.command(Verb.DRILL_LIVE);
        Decision advance =
                advancing.after(Duration.ofSeconds(1)).judged(Standing.PROVED).orElseThrow();
        assertThat(advance.toStage()).isEqualTo("full");
        assertThat(table(advancing, advance).weights()).contains(new RoutingTable.Weight("v2.0", 8_000));
    }

    @Test
    void shouldSayThatACandidateBeginsToServeWithoutADrill() {
        Drive drive = Drive.started(new PlanDraft().plan());
        Decision advance =
                drive.after(Duration.ofSeconds(1)).judged(Standing.PROVED).orElseThrow();
        assertThat(advance.toStage()).isEqualTo("canary-25");
        assertThat(advance.reason())
                .endsWith("; warning: the way back has never been drilled; run weir drill sentiment");
    }

    @Test
    void shouldSayNothingAfterADrillAndAgainOnceThatIsOld() {
        assertThat(advanceAfterDrill(Duration.ofDays(6)).reason()).doesNotContain("drill");
        assertThat(advanceAfterDrill(Duration.ofDays(8)).reason())
                .contains("warning: no drill of the way back has passed in the last 7 days");
    }

    @Test
    void shouldWaitForADrillWhereThePlanRequiresOneAndGoOnOnceItPassed() {
        Drive drive = new Drive();
        Decision start = drive.submit(requiring(null)).orElseThrow();
        assertThat(start.reason())
                .contains("the way back has never been drilled, as the plan asks before v2.0 serves; run weir drill");
        Decision hold =
                drive.after(Duration.ofSeconds(1)).judged(Standing.PROVED).orElseThrow();
        assertThat(hold.action()).isEqualTo(Action.HOLD);
        assertThat(hold.reason()).startsWith("waits for a drill: the way back has never been drilled");
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.PROVED))
                .as("it is said once")
                .isEmpty();
        drive.command(Verb.DRILL);
        heard(drive.after(Duration.ofMillis(40)), acked("edge-1", 12, 15)).orElseThrow();
        assertThat(drive.after(Duration.ofSeconds(1))
                        .judged(Standing.PROVED)
                        .orElseThrow()
                        .toStage())
                .isEqualTo("canary-25");
    }

    @Test
    void shouldLetAPersonPastARequiredDrillByForceOnly() {
        PlanDraft draft = new PlanDraft()
                .stages(
                        new Stage("shadow", 0, 10_000, Duration.ZERO, Duration.ofHours(1), 0, false, List.of()),
                        PlanDraft.stage("canary-25", 25),
                        PlanDraft.stage("full", 100))
                .conduct(conduct(new DrillPolicy(true, null, false)));
        Drive drive = Drive.started(draft.plan());
        drive.to("shadow");
        Decision refused = drive.command(Verb.ADVANCE);
        assertThat(refused.action()).isEqualTo(Action.REFUSE);
        assertThat(refused.reason()).contains("run weir drill sentiment, or say force with a reason");
        assertThat(drive.command(Verb.ADVANCE, true).toStage()).isEqualTo("canary-25");
    }

    @Test
    void shouldStartByItselfWhenDueAndOnlyWhereSomebodyFollows() {
        Drive drive = Drive.started(requiring(Duration.ofDays(7)));
        assertThat(heard(drive)).as("no sidecar").isEmpty();
        Decision started = heard(drive, acked("edge-1", 0, 0)).orElseThrow();
        assertThat(started.issuedBy()).isEqualTo(Decision.WEIR);
        assertThat(started.reason()).endsWith("due every 7d by the plan");
        heard(drive.after(Duration.ofMillis(40)), acked("edge-1", 12, 15)).orElseThrow();
        assertThat(heard(drive.after(Duration.ofDays(7)), acked("edge-1", 12, 15)))
                .isEmpty();
        assertThat(heard(drive.after(Duration.ofSeconds(1)), acked("edge-1", 12, 15)))
                .isPresent();
    }

    @Test
    void shouldRepeatADrillThatFailedADayLaterWhereOneIsDueEachWeek() {
        Drive drive = Drive.started(requiring(Duration.ofDays(7)));
        DrillSidecar down = new DrillSidecar("edge-1", 12L, 15L, false, new Warmth(Warmth.State.DOWN, null));
        heard(drive, down).orElseThrow();
        heard(drive.after(Duration.ofMillis(40)), down).orElseThrow();
        assertThat(drive.state.drills().latest().step()).isEqualTo(Step.FAILED);
        assertThat(heard(drive.after(Duration.ofHours(23)), down)).isEmpty();
        assertThat(heard(drive.after(Duration.ofHours(1)), down)).isPresent();
    }

    private static List<String> faults(Warmth warmth) {
        Drive drive = inCanary();
        drive.command(Verb.DRILL);
        heard(drive.after(Duration.ofMillis(40)), new DrillSidecar("edge-1", 12L, 15L, false, warmth))
                .orElseThrow();
        return drive.state.drills().latest().faults();
    }

    private static Decision advanceAfterDrill(Duration later) {
        Drive drive = Drive.started(new PlanDraft().plan());
        drive.command(Verb.DRILL);
        heard(drive.after(Duration.ofMillis(40)), acked("edge-1", 12, 15)).orElseThrow();
        return drive.after(later).judged(Standing.PROVED).orElseThrow();
    }

    private static Plan requiring(Duration every) {
        return new PlanDraft()
                .conduct(conduct(new DrillPolicy(true, every, false)))
                .plan();
    }

    private static Conduct conduct(DrillPolicy policy) {
        return new Conduct(
                "it is short", false, SegmentHarm.ROLLBACK, Duration.ofHours(48), Duration.ofDays(7), policy);
    }

    private static Drive inCanary() {
        return Drive.started(new PlanDraft().plan()).to("canary-25");
    }

    private static DrillSidecar acked(String sidecar, long appliedMillis, long heardMillis) {
        return new DrillSidecar(sidecar, appliedMillis, heardMillis, false, WARM);
    }

    private static Optional<Decision> heard(Drive drive, DrillSidecar... sidecars) {
        return drive.signal(new Signal.Heard(List.of(sidecars), true, drive.now));
    }

    private static RoutingTable table(Drive drive, Decision decision) {
        return RoutingTable.of(drive.state, decision);
    }
}
