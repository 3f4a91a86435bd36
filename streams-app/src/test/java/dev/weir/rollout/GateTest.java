package dev.weir.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.Command.Verb;
import dev.weir.rollout.Decision.Action;
import dev.weir.verdict.Verdict.Standing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stage that another system has to agree to: asked once it is proved, and again until it agrees. */
class GateTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Webhook WEBHOOK =
            new Webhook("https://gates.example/ask", Duration.ofSeconds(5), Duration.ofSeconds(30));
    private static final String FIRST = "sentiment/sentiment-v2/1/canary-5/1";

    private final Drive drive = started(false);

    private static Drive started(boolean approval) {
        Stage gated = new Stage("canary-5", 500, 0, Duration.ZERO, HOUR, 0, approval, List.of(), WEBHOOK);
        return Drive.started(new PlanDraft()
                        .stages(gated, PlanDraft.stage("full", 100))
                        .plan())
                .to("canary-5");
    }

    @Test
    void shouldAskOnceTheStageIsProvedAndNotBefore() {
        assertThat(drive.judged(Standing.UNDECIDED)).isEmpty();
        assertThat(drive.state.rollout().question()).isEmpty();
        Decision asked = drive.judged(Standing.PROVED).orElseThrow();
        assertThat(asked.action()).isEqualTo(Action.HOLD);
        assertThat(asked.reason()).isEqualTo("stage canary-5 is proved and asks its webhook https://gates.example/ask");
        assertThat(drive.state.rollout().question()).contains(FIRST);
        assertThat(drive.after(HOUR.multipliedBy(3)).judged(Standing.PROVED)).isEmpty();
    }

    @Test
    void shouldAdvanceOnceItAgrees() {
        drive.judged(Standing.PROVED);
        Decision passed = drive.answered(Verb.GATE_PASSED, FIRST, "HTTP 204").orElseThrow();
        assertThat(passed.action()).isEqualTo(Action.HOLD);
        assertThat(passed.reason()).isEqualTo("the webhook of canary-5 agrees: HTTP 204");
        assertThat(passed.issuedBy()).isEqualTo("webhook");
        assertThat(drive.state.rollout().question()).isEmpty();
        assertThat(drive.judged(Standing.PROVED)).map(Decision::action).contains(Action.ADVANCE);
    }

    /** A webhook's word is for what was proved when it was asked; proof has to be there when the stage ends as well. */
    @Test
    void shouldNotAdvanceOnAnAgreementAlone() {
        drive.judged(Standing.PROVED);
        drive.answered(Verb.GATE_PASSED, FIRST, "HTTP 204");
        assertThat(drive.judged(Standing.UNDECIDED)).isEmpty();
        assertThat(drive.judged(Standing.BROKEN)).map(Decision::action).contains(Action.ROLLBACK);
    }

    @Test
    void shouldSayWhatItAnsweredAndAskAgainLaterAndLater() {
        drive.judged(Standing.PROVED);
        assertThat(drive.answered(Verb.GATE_HELD, FIRST, "HTTP 503: not yet"))
                .map(Decision::reason)
                .contains("the webhook of canary-5 does not agree: HTTP 503: not yet; it is asked again in 30s");
        assertThat(drive.state.rollout().question()).isEmpty();
        assertThat(drive.after(Duration.ofSeconds(29)).judged(Standing.PROVED)).isEmpty();
        assertThat(drive.after(Duration.ofSeconds(1)).judged(Standing.PROVED)).isPresent();
        String second = FIRST.replaceFirst("1$", "2");
        assertThat(drive.state.rollout().question()).contains(second);
        assertThat(drive.answered(Verb.GATE_HELD, second, "HTTP 503"))
                .map(Decision::reason)
                .get()
                .asString()
                .endsWith("it is asked again in 1m");
        assertThat(WEBHOOK.pause(5)).isEqualTo(Duration.ofMinutes(8));
        assertThat(WEBHOOK.pause(6)).isEqualTo(Webhook.LONGEST_PAUSE);
        assertThat(WEBHOOK.pause(100)).isEqualTo(Webhook.LONGEST_PAUSE);
    }

    @Test
    void shouldLeaveAnswersToEarlierQuestionsAside() {
        assertThat(drive.answered(Verb.GATE_PASSED, FIRST, "HTTP 204")).isEmpty();
        drive.judged(Standing.PROVED);
        assertThat(drive.answered(Verb.GATE_PASSED, null, "HTTP 204")).isEmpty();
        drive.answered(Verb.GATE_HELD, FIRST, "HTTP 503");
        assertThat(drive.answered(Verb.GATE_PASSED, FIRST, "HTTP 204")).isEmpty();
        drive.after(Duration.ofMinutes(1)).judged(Standing.PROVED);
        assertThat(drive.answered(Verb.GATE_PASSED, FIRST, "HTTP 204")).isEmpty();

        drive.command(Verb.ABORT);
        assertThat(drive.answered(Verb.GATE_PASSED, FIRST.replaceFirst("1$", "2"), "HTTP 204"))
                .isEmpty();
        drive.submit(new PlanDraft()
                .stages(PlanDraft.stage("canary-5", 5), PlanDraft.stage("full", 100))
                .plan());
        assertThat(drive.to("canary-5").answered(Verb.GATE_PASSED, FIRST, "HTTP 204"))
                .isEmpty();
    }

    @Test
    void shouldWaitForThePersonAfterTheWebhook() {
        Drive both = started(true);
        both.judged(Standing.PROVED);
        assertThat(both.command(Verb.APPROVE).reason())
                .isEqualTo("approve: canary-5 is not proved yet (its webhook has not agreed); approve it when it is, or"
                        + " advance to go on without proof");
        both.answered(Verb.GATE_PASSED, FIRST, "HTTP 200: fine");
        assertThat(both.judged(Standing.PROVED))
                .map(Decision::reason)
                .contains("stage canary-5 is proved and waits for approval (advance)");
        assertThat(both.command(Verb.ADVANCE).action()).isEqualTo(Action.ADVANCE);
    }

    @Test
    void shouldCallItAnOverrideToGoOnWithoutIt() {
        drive.judged(Standing.PROVED);
        assertThat(drive.command(Verb.ADVANCE).action()).isEqualTo(Action.OVERRIDE);
    }
}
