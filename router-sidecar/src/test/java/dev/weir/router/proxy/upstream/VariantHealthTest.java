package dev.weir.router.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VariantHealthTest {

    private final AtomicLong nanos = new AtomicLong();
    private final VariantHealth health =
            new VariantHealth(new HealthRules(2, Duration.ofSeconds(1), Duration.ofSeconds(3), null, null), nanos::get);

    @Test
    void shouldBeDownAfterSoManyCallsInARowWithoutAnAnswer() {
        health.unanswered();
        health.answered();
        health.unanswered();
        assertThat(health.admits()).isTrue();
        health.unanswered();
        assertThat(health.isDown()).isTrue();
        assertThat(health.admits()).isFalse();
        assertThat(health.untilTrial()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldSayWhenItLastAnsweredToWithinTheTimeBetweenTwoReports() {
        assertThat(health.answeredAgoMillis()).as("never").isNull();
        health.unanswered();
        assertThat(health.answeredAgoMillis()).isNull();
        health.answered();
        assertThat(health.answeredAgoMillis()).isZero();
        pass(Duration.ofSeconds(10));
        assertThat(health.answeredAgoMillis()).isEqualTo(10_000);
        health.says(true);
        assertThat(health.answeredAgoMillis()).as("a health check is an answer").isZero();
        pass(Duration.ofSeconds(1));
        health.says(false);
        assertThat(health.answeredAgoMillis()).isEqualTo(1_000);
        assertThat(health.isDown()).isTrue();
    }

    @Test
    void shouldLetOneTrialThroughAfterTheBackOffAndDoubleItWhenThatFails() {
        down();
        pass(Duration.ofSeconds(1));
        assertThat(health.admits()).isTrue();
        assertThat(health.admits()).isFalse();
        health.unanswered();
        assertThat(health.untilTrial()).isEqualTo(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(2));
        assertThat(health.admits()).isTrue();
        health.unanswered();
        assertThat(health.untilTrial()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldBeUpAgainWithTheFirstAnswer() {
        down();
        pass(Duration.ofSeconds(1));
        assertThat(health.admits()).isTrue();
        health.answered();
        assertThat(health.isDown()).isFalse();
        assertThat(health.admits()).isTrue();
        assertThat(health.admits()).isTrue();
    }

    @Test
    void shouldLetAnotherTrialThroughWhereTheFirstNeverEnds() {
        down();
        pass(Duration.ofSeconds(1));
        assertThat(health.admits()).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(health.admits()).isTrue();
    }

    @Test
    void shouldLearnNothingFromCallsThatBeganBeforeItWasDown() {
        down();
        for (int i = 0; i < 10; i++) {
            health.unanswered();
        }
        assertThat(health.untilTrial()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldAdmitNothingWhileItSaysThatItIsNotWell() {
        health.says(false);
        pass(Duration.ofHours(1));
        assertThat(health.admits()).isFalse();
        health.says(true);
        assertThat(health.admits()).isTrue();
    }

    @Test
    void shouldRefuseRulesThatMakeNoSense() {
        assertThatThrownBy(() -> new HealthRules(0, null, null, null, null))
                .hasMessage("failures is 0, must be 1 or more");
        assertThatThrownBy(() -> new HealthRules(null, Duration.ofSeconds(9), Duration.ofSeconds(1), null, null))
                .hasMessage("backOff must be at least 1ms, and maxBackOff no less than backOff");
        assertThatThrownBy(() -> new HealthRules(null, null, null, "health", null))
                .hasMessage("path is \"health\", must begin with /, e.g. /v2/health/ready");
    }

    private void down() {
        health.unanswered();
        health.unanswered();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
