package dev.weir.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.rollout.PlanDraft;
import dev.weir.schema.DecisionAction;
import dev.weir.view.ControlView;
import dev.weir.view.Records;
import dev.weir.wire.PlanCodec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
    private final ControlView view = new ControlView();
    private final Timeouts timeouts = new Timeouts(view);

    @Test
    void shouldKeepToTheRunningRolloutWhenAnotherPlanIsRefused() {
        assertThat(timeouts.apply(Records.MODEL).timeoutMicros()).isEqualTo(5_000_000);

        submit("digits-v2", Duration.ofSeconds(2));
        assertThat(timeouts.apply(Records.MODEL).timeoutMicros()).isEqualTo(2_000_000);
        view.apply(Records.MODEL, Records.decision(1, DecisionAction.START, "digits-v2", null, "baseline", 1, "ada"));

        submit("digits-v3", Duration.ofMillis(50));
        view.apply(
                Records.MODEL,
                Records.decision(2, DecisionAction.REFUSE, "digits-v2", "baseline", "baseline", 2, "ada"));
        assertThat(timeouts.apply(Records.MODEL).timeoutMicros()).isEqualTo(2_000_000);
    }

    /** Every event is counted by these limits: what nobody accepted must not stop that. */
    @Test
    void shouldTakeNoLimitsFromAPlanThatWillBeRefused() {
        submit("digits-v2", Duration.ZERO);
        assertThat(timeouts.apply(Records.MODEL).timeoutMicros()).isEqualTo(5_000_000);
        submit("digits-v2", Duration.ofDays(200_000));
        assertThat(timeouts.apply(Records.MODEL).timeoutMicros()).isEqualTo(5_000_000);
    }

    private void submit(String name, Duration timeout) {
        view.apply(
                Records.MODEL,
                PlanCodec.toWire(new PlanDraft()
                        .name(name)
                        .model(Records.MODEL)
                        .timeout(timeout)
                        .plan()));
    }
}
