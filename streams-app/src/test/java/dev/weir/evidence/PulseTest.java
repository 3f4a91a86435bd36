package dev.weir.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PulseTest {
    @Test
    void shouldMissABusyBaselineAfterAMinute() {
        Pulse pulse = Pulse.NONE;
        assertThat(pulse.silentAfterSeconds()).isEqualTo(60);
        for (long second = 1_000; second < 1_100; second++) {
            pulse = pulse.beat(second);
        }
        assertThat(pulse).isEqualTo(new Pulse(1_000, 1_099, 100));
        assertThat(pulse.silentAfterSeconds()).isEqualTo(60);
    }

    @Test
    void shouldMissARareBaselineAfterTenTimesItsUsualGap() {
        Pulse pulse = Pulse.NONE;
        for (long second = 1_000; second < 2_000; second += 30) {
            pulse = pulse.beat(second);
        }
        assertThat(pulse.silentAfterSeconds()).isEqualTo(300);
    }
}
