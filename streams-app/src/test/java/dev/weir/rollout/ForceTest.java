package dev.weir.rollout;

import static dev.weir.rollout.VerdictDraft.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision.Action;
import dev.weir.rollout.RolloutState.Status;
import dev.weir.verdict.Check;
import dev.weir.verdict.CheckState;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Going past a guardrail that fails: never without force and a reason, always on record, and only past what was known. What
 * is proved broken by a guardrail that rolls back has rolled back by then: nothing gets past that.
 */
class ForceTest {
    /** 4.8 of evidence is a proof; so much more again is news. */
    private static final Check FAILING = check(null, CheckState.FAIL, 5);

    private final Drive drive = Drive.started(new PlanDraft()
                    .stages(
                            PlanDraft.stage("canary-5", 5),
                            PlanDraft.stage("canary-25", 25),
                            PlanDraft.stage("full", 100))
                    .plan())
            .to("canary-5");

    @Test
    void shouldAskForForceAndForAReason() {
        drive.judged(Standing.SUSPECT, FAILING);
        assertThat(drive.state.rollout().status()).isEqualTo(Status.PAUSED);
        assertThat(drive.command(Verb.ADVANCE).reason())
                .isEqualTo(
                        "advance: a guardrail fails (errorRate 2.00 % against 1.00 %); say force with a reason to go on"
                                + " all the same");
        Decision unreasoned = drive.signal(
                        new Signal.Commanded(new Command(Verb.ADVANCE, "ada", "  ", true), drive.latest, drive.now))
                .orElseThrow();
        assertThat(unreasoned.action()).isEqualTo(Action.REFUSE);
        assertThat(unreasoned.reason())
                .isEqualTo("advance: force needs a reason; say why it is right to go on all the same");
        Decision forced = drive.command(Verb.ADVANCE, true);
        assertThat(forced.action()).isEqualTo(Action.OVERRIDE);
        assertThat(forced.reason()).isEqualTo("because I say so");
        assertThat(forced.verdictId()).isEqualTo(drive.latest.id());
        assertThat(drive.state.rollout().stageName()).isEqualTo("canary-25");
    }

    /** The evidence runs over the whole rollout, so that what was gone past is still there in the next stage. */
    @Test
    void shouldNotStopAgainForWhatWasGonePast() {
        drive.judged(Standing.SUSPECT, FAILING);
        drive.command(Verb.ADVANCE, true);
        drive.after(Duration.ofSeconds(1));
        assertThat(drive.judged(Standing.SUSPECT, FAILING)).isEmpty();
        assertThat(drive.judged(Standing.SUSPECT, check(null, CheckState.FAIL, 9.7)))
                .isEmpty();
        assertThat(drive.state.rollout().status()).isEqualTo(Status.IN_PROGRESS);
    }

    @Test
    void shouldStopOnceTheHarmHasGrownByAsMuchAsAProofTakes() {
        drive.judged(Standing.SUSPECT, FAILING);
        drive.command(Verb.ADVANCE, true);
        assertThat(drive.judged(Standing.SUSPECT, check(null, CheckState.FAIL, 9.8)))
                .map(Decision::action)
                .contains(Action.PAUSE);
    }

    @Test
    void shouldStopForHarmElsewhere() {
        drive.judged(Standing.SUSPECT, FAILING);
        drive.command(Verb.ADVANCE, true);
        assertThat(drive.judged(Standing.SUSPECT, FAILING, check("user_type=free", CheckState.FAIL, 5)))
                .map(Decision::action)
                .contains(Action.PAUSE);
    }

    @Test
    void shouldRollBackWhateverWasGonePast() {
        drive.judged(Standing.SUSPECT, FAILING);
        drive.command(Verb.ADVANCE, true);
        assertThat(drive.judged(Standing.BROKEN, FAILING)).map(Decision::action).contains(Action.ROLLBACK);
        assertThat(drive.command(Verb.ADVANCE, true).reason())
                .isEqualTo("advance: rollout sentiment-v2 has ended as ROLLED_BACK; submit a new plan");
    }

    /** A guardrail that pauses would pause again at the next look, and nobody could ever go on. */
    @Test
    void shouldGoOnAfterAPauseOfAGuardrailAndEndNoStageByItself() {
        drive.judged(Standing.SUSPECT, FAILING);
        Decision resumed = drive.command(Verb.RESUME);
        assertThat(resumed.change()).isEqualTo(new Decision.Change.Accepted(List.of(AcceptedHarm.of(FAILING))));
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.SUSPECT, FAILING))
                .isEmpty();
        assertThat(drive.state.rollout().stageName()).isEqualTo("canary-5");
    }

    @Test
    void shouldGiveAStageItsTimeAgainWhenSomebodyGoesOnWithIt() {
        drive.after(Duration.ofHours(1));
        assertThat(drive.judged(Standing.UNDECIDED)).map(Decision::action).contains(Action.PAUSE);
        drive.after(Duration.ofHours(5)).command(Verb.RESUME);
        assertThat(drive.after(Duration.ofMinutes(59)).judged(Standing.UNDECIDED))
                .isEmpty();
        assertThat(drive.after(Duration.ofMinutes(2)).judged(Standing.UNDECIDED))
                .map(Decision::action)
                .contains(Action.PAUSE);
    }

    @Test
    void shouldApproveOnlyWhatIsProved() {
        assertThat(drive.command(Verb.APPROVE).reason())
                .isEqualTo(
                        "approve: canary-5 is not proved yet (nothing has been judged yet); approve it when it is, or"
                                + " advance to go on without proof");
        drive.judged(Standing.UNDECIDED);
        assertThat(drive.command(Verb.APPROVE).reason())
                .isEqualTo(
                        "approve: canary-5 is not proved yet (errorRate 2.00 % against 1.00 %); approve it when it is,"
                                + " or advance to go on without proof");
        Stage asked = new Stage("full", 10_000, 0, Duration.ZERO, Duration.ofHours(1), 0, true, List.of());
        Drive proved = Drive.started(new PlanDraft()
                        .stages(PlanDraft.stage("canary-5", 5), asked)
                        .plan())
                .to("full");
        proved.judged(Standing.PROVED);
        assertThat(proved.command(Verb.APPROVE).action()).isEqualTo(Action.PROMOTE);
    }
}
